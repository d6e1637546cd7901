"""Facts that follow from other facts of a profile: a month's rent from a year's rent and its months."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal

from bot.policy.attributes import Attribute, attributes
from bot.policy.conditions import DONT_KNOW, Profile
from bot.policy.formulas import names_in, value_of

_HUNDREDTH = Decimal("0.01")


def completed(profile: Profile, catalogue: Mapping[str, Attribute]) -> Profile:
    """The profile with what follows from it; what the person stated is never overwritten.

    Of an attribute's formulas the first whose parts are all known counts; 是 is 1, 不是 is 0.
    """
    found = dict(profile)
    numbers = {name: number for name, value in found.items() if (number := _number(value)) is not None}
    for attribute in catalogue.values():
        ruled_out = _ruled_out(attribute, numbers)
        if ruled_out and found.get(attribute.name) in (None, DONT_KNOW, *ruled_out):
            found[attribute.name] = {"not": ruled_out}
        if not attribute.formula or found.get(attribute.name) not in (None, DONT_KNOW):
            continue
        values = (value_of(formula, numbers) for formula in attribute.formula)
        value = next((v for v in values if v is not None), None)
        if value is not None:
            found[attribute.name] = _plain(value)
    return found


def _ruled_out(attribute: Attribute, numbers: Mapping[str, Decimal]) -> list[str]:
    """Whose loan's interest was paid once has had a loan, whatever else they said."""
    return [
        choice.value
        for choice in attribute.choices
        if any(numbers.get(name, 0) >= least for name, least in choice.ruled_out_by.items())
    ]


def parts_of(name: str) -> list[str]:
    """What an attribute may be worked out from."""
    attribute = attributes().get(name)
    return [part for formula in (attribute.formula if attribute else ()) for part in names_in(formula)]


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
