"""How far somebody's numbers are from a limit («差几个», «超没超»), and from a sum that they aim at."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from decimal import Decimal

from bot.number_types import is_whole_number
from bot.policy.amounts import format_yuan
from bot.policy.attributes import Attribute, attributes, plain_number
from bot.policy.benefits import amount_of
from bot.policy.conditions import (
    DONT_KNOW,
    FAILED,
    MET,
    OPEN,
    Leaf,
    Node,
    Profile,
    leaf_state,
    number,
    state,
    telling,
)
from bot.policy.derived import completed, parts_of, with_parts
from bot.policy.formulas import names_in
from bot.policy.rule_store import Benefit
from bot.policy.wording import in_quotes

_AT_LEAST, _AT_MOST = {"at_least", "more_than"}, {"at_most", "less_than"}
# Beyond it nobody counts people.
_MOST = 100_000


@dataclass(frozen=True)
class Difference:
    """How far a number is from a limit, `apart` in its unit; `text` says it. `met`: the limit is kept."""

    leaf: Leaf
    apart: Decimal
    text: str
    met: bool

    def turns(self, node: Node, profile: Profile) -> bool:
        """Whether anything can still come of it once this limit is kept."""
        catalogue = attributes()
        if self.leaf.attribute not in profile:
            return True
        beyond = {"more_than": 1, "less_than": -1}.get(self.leaf.operator, 0)
        kept = plain_number(number(self.leaf.value) + beyond)
        return state(node, completed({**profile, self.leaf.attribute: kept}, catalogue)) != FAILED

    def is_of(self, names: Collection[str], sums: Collection[Decimal]) -> bool:
        """Whether it is of one of these attributes, or its limit one of these sums."""
        return bool({*with_parts([self.leaf.attribute])} & {*names}) or number(self.leaf.value) in sums


def differences(
    node: Node | None, profile: Profile, names: Collection[str] = (), sums: Collection[Decimal] = ()
) -> list[str]:
    """How far the numbers told are from their limits: those that keep none, else those asked about, else all.

    `names` and `sums`: the attributes and the limits that a message names.
    """
    catalogue = attributes()
    known = completed(profile, catalogue)
    found: list[Difference] = []
    for leaf, negated in telling(node, known) if node else ():
        given = known.get(leaf.attribute)
        limits = (
            leaf.operator in _AT_LEAST | _AT_MOST and catalogue[leaf.attribute].type != "date" and not negated
        )
        if node and limits and given not in (None, DONT_KNOW) and not isinstance(given, dict):
            found.append(
                _in_people(leaf, node, profile) or _from_limit(leaf, number(given), catalogue[leaf.attribute])
            )
    against = [one for one in found if not one.met]
    # What only another alternative asks for is not what is lacking.
    against = [one for one in against if node and one.turns(node, profile)] or against
    # Of several limits to one number, as alternatives set them, the nearest is what is lacking.
    nearest = [min((o for o in against if _same(o, one)), key=lambda o: o.apart) for one in against]
    chosen = nearest or [one for one in found if one.is_of(names, sums)] or found
    return list(dict.fromkeys(one.text for one in chosen))


def _same(one: Difference, other: Difference) -> bool:
    return one.leaf.attribute == other.leaf.attribute


def _from_limit(leaf: Leaf, given: Decimal, attribute: Attribute) -> Difference:
    """«超了10万元», «还差3次», «没超，离上限还有10万元»."""
    apart = abs(number(leaf.value) - given)
    by = attribute.label(plain_number(apart))
    said = f"{in_quotes(leaf.text)}，您这边是{attribute.label(plain_number(given))}"
    met = leaf_state(leaf, {leaf.attribute: plain_number(given)}) == MET
    if leaf.operator in _AT_LEAST:
        lead = (
            f"够了，{f'多出{by}' if apart else '正好'}"
            if met
            else f"还差{by}"
            if apart
            else "正好卡在线上，要再多一点"
        )
    else:
        lead = (
            f"没超，{f'离上限还有{by}' if apart else '正好到上限'}"
            if met
            else f"超了{by}"
            if apart
            else "正好到线，已经算超了"
        )
    return Difference(leaf, apart, f"{lead}：{said}。", met)


def _in_people(leaf: Leaf, node: Node, profile: Profile) -> Difference | None:
    """«还差1人» of a share that was worked out from people; None for what was told outright."""
    catalogue = attributes()
    if leaf.attribute in profile or leaf.operator not in _AT_LEAST:
        return None
    parts = [name for name in parts_of(leaf.attribute) if catalogue[name].type == "count" and name in profile]
    for name in parts:
        given = profile[name]
        if not is_whole_number(given):
            continue
        unit = catalogue[name].unit

        def holds(count: int, name: str = name) -> bool:
            return _holds(leaf, node, {**profile, name: count})

        least = _least(holds, given)
        if least == given:
            fewest = next(n for n in range(given + 1) if holds(n))
            text = f"够了：{in_quotes(leaf.text)}，最少要{fewest}{unit}，您有{given}{unit}。"
            return Difference(leaf, Decimal(given - fewest), text, True)
        if least is not None:
            lack = least - given
            text = f"还差{lack}{unit}：{in_quotes(leaf.text)}，要{least}{unit}，您有{given}{unit}。"
            return Difference(leaf, Decimal(lack), text, False)
    return None


def _holds(leaf: Leaf, node: Node, profile: Profile) -> bool:
    known = completed(profile, attributes())
    return leaf_state(leaf, known) == MET and state(node, known) in (MET, OPEN)


def _least(holds: Callable[[int], bool], given: int) -> int | None:
    """The least number from the given one on with which it holds; None where more is of no help."""
    if holds(given):
        return given
    step = 1
    while not holds(given + step):
        step *= 2
        if step > _MOST:
            return None
    low, high = given + step // 2, given + step
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def to_reach(benefit: Benefit, profile: Profile, target: Decimal) -> str:
    """How many people it takes for a sum («贷到400万还差几个人»); empty where people don't make it."""
    counted = [n for n in names_in(benefit.formula) if attributes()[n].type == "count"]
    if len(counted) != 1:
        return ""
    name = counted[0]

    def comes_to(count: int) -> Decimal:
        amount = amount_of(benefit, {**profile, name: count})
        return amount.yuan if amount and amount.yuan is not None else Decimal(0)

    given, unit = profile.get(name), attributes()[name].unit
    own = given if is_whole_number(given) else 0
    if (most := comes_to(_MOST)) < target:
        return f"到不了{format_yuan(target)}：最多{format_yuan(most)}（{benefit.says}）。"
    needed = _least(lambda count: comes_to(count) >= target, 0) or 0
    short = f"，您说{own}{unit}，" + (f"还差{needed - own}{unit}" if own < needed else "够了") if own else ""
    before = f"（{needed - 1}{unit}是{format_yuan(comes_to(needed - 1))}）" if needed > 1 else ""
    return f"要到{format_yuan(target)}，得{needed}{unit}{before}{short}。算法：{benefit.says}。"
