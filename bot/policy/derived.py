"""Facts that follow from other facts of a profile: a month's rent from a year's rent and its months."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_DOWN, Decimal
from typing import Any

from bot.policy.attributes import Attribute, attributes
from bot.policy.conditions import DONT_KNOW, Profile
from bot.policy.formulas import names_in, value_of

_HUNDREDTH = Decimal("0.01")


def completed(profile: Profile, catalogue: Mapping[str, Attribute]) -> Profile:
    """The profile with what follows from it; what the person stated is never overwritten.

    Of an attribute's formulas the first whose parts are all known counts; 是 is 1, 不是 is 0. What hangs on
    one yes or no that isn't known is kept in the bounds of both.
    """
    found = dict(profile)
    numbers = {name: number for name, value in found.items() if (number := _number(value)) is not None}
    for attribute in catalogue.values():
        if not (attribute.formula or attribute.follows or attribute.choices):
            # Most follow from nothing, and the whole catalogue is gone through for every answer weighed.
            continue
        ruled_out = _ruled_out(attribute, numbers)
        if ruled_out and found.get(attribute.name) in (None, DONT_KNOW, *ruled_out):
            found[attribute.name] = {"not": ruled_out}
        if found.get(attribute.name) not in (None, DONT_KNOW) and not _in_bounds(attribute, found):
            continue
        if (follows := following(attribute, profile)) is not None:
            found[attribute.name] = follows
        values = (value_of(formula, numbers) for formula in attribute.formula)
        value = next((v for v in values if v is not None), None)
        if value is not None:
            found[attribute.name] = _plain(value)
        elif not _in_bounds(attribute, found) and (between := _either_way(attribute, numbers, catalogue)):
            found[attribute.name] = between
    return found


def _in_bounds(attribute: Attribute, found: Profile) -> bool:
    """Whether only bounds are known of what may follow exactly from its parts."""
    return bool(attribute.formula) and isinstance(found.get(attribute.name), dict)


def _either_way(
    attribute: Attribute, numbers: Mapping[str, Decimal], catalogue: Mapping[str, Attribute]
) -> dict[str, str] | None:
    """The bounds of what hangs on one yes or no that isn't known: 15万 with or without tax is over 10万."""
    for formula in attribute.formula:
        unknown = [name for name in names_in(formula) if name not in numbers]
        if len(unknown) != 1 or catalogue[unknown[0]].type != "bool":
            continue
        values = [value_of(formula, {**numbers, unknown[0]: Decimal(answer)}) for answer in (0, 1)]
        known = [value for value in values if value is not None]
        if len(known) == len(values):
            return {"at_least": _plain(min(known)), "at_most": _plain(max(known))}
    return None


def presumed(attribute: Attribute, profile: Profile) -> bool | int | str | None:
    """What it is of nearly everybody whose profile this is; None where nothing is presumed."""
    usual = _following(attribute, profile, usually=True)
    if usual is not None or any(profile.get(name) is not None for name in attribute.presumed_unless):
        return usual
    return attribute.presumed


def following(attribute: Attribute, profile: Profile) -> bool | int | str | None:
    """Whose licence stands and who is in the province is registered there; None where nothing follows."""
    return _following(attribute, profile, usually=False)


def _following(attribute: Attribute, profile: Profile, usually: bool) -> bool | int | str | None:
    for one in attribute.follows:
        if one.usually != usually:
            continue
        known = {name: profile.get(name) for name in one.where}
        if all(
            value not in (None, DONT_KNOW) and _is_one_of(value, one.where[name])
            for name, value in known.items()
        ):
            return one.value
    return None


def _is_one_of(value: Any, any_of: Sequence[Any]) -> bool:
    """Whether a known value is among some, or any at all where none are named; bounds are any number."""
    if isinstance(value, dict):
        return not any_of and "not" not in value
    return not any_of or value in any_of


def _ruled_out(attribute: Attribute, numbers: Mapping[str, Decimal]) -> list[str]:
    """Whose loan's interest was paid once has had a loan, whatever else they said."""
    return [
        choice.value
        for choice in attribute.choices
        if any(numbers.get(name, 0) >= least for name, least in choice.ruled_out_by.items())
    ]


def with_parts(names: Iterable[str]) -> list[str]:
    """Some attributes, each followed by what it is worked out from."""
    return [part for name in names for part in (name, *parts_of(name))]


def parts_of(name: str) -> list[str]:
    """What an attribute may be worked out from."""
    attribute = attributes().get(name)
    if attribute is None:
        return []
    named = [part for formula in attribute.formula for part in names_in(formula)]
    return list(dict.fromkeys([*named, *(name for f in attribute.follows for name in f.where)]))


def wholes_of(part: str) -> list[tuple[str, frozenset[str]]]:
    """What is worked out from a part: each with all parts of one of its formulas."""
    found = ((a.name, frozenset(names_in(f))) for a in attributes().values() for f in a.formula)
    return [(whole, parts) for whole, parts in found if part in parts]


def part_to_ask(name: str, profile: Profile, catalogue: Mapping[str, Attribute]) -> str:
    """What to ask for `name`: the first unknown part of a formula that is partly known, else itself."""
    for formula in catalogue[name].formula:
        unknown = [part for part in names_in(formula) if profile.get(part) is None]
        others = [part for part in names_in(formula) if profile.get(part) not in (None, DONT_KNOW)]
        if unknown and others and catalogue[unknown[0]].askable:
            return unknown[0]
    return name


def _plain(value: Decimal) -> str:
    """To the hundredth; downwards, so that nothing below a bound is lifted onto it."""
    return f"{value.quantize(_HUNDREDTH, ROUND_DOWN).normalize():f}"


def _number(value: object) -> Decimal | None:
    """A single number; None for text, bounds («四十多万») and what isn't known."""
    if isinstance(value, bool | int | float | Decimal):
        return Decimal(str(int(value) if isinstance(value, bool) else value))
    if isinstance(value, str) and value.replace(".", "", 1).isdigit():
        return Decimal(value)
    return None
