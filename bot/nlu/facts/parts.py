"""The sums that a clause tells: parts of one whole, and those that aren't."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

from bot.nlu.facts.fact import Fact
from bot.nlu.facts.masking import masked
from bot.policy.attributes import attributes, bounded
from bot.policy.conditions import number
from bot.policy.quantity import Quantity, as_amount

WHOLE = re.compile("一共|总共|拢共|加起来|合起来|合计|共计|累计|加在一起|[两三]家共")
# Sums that don't belong together, or of which one is part of the other.
NOT_ALIKE = re.compile(
    r"退|走[了掉]|离职|辞[了掉]|成本|利润|房贷|车贷|助学|工资|房租|扣|减|含税|税|其中|里[头面]|去年|上个?[月季]|上半年|原来|以前|之前|开票|发票|还清|还了"
    r"|变|改|涨|降|到|或|不是|要是|如果|花(?!呗)|进[货价]|买|借(?!呗)|(?<!消费)贷|[付交存投赚赔亏剩]|差点|还[欠差剩没]|(?<![宝多音东信手书鱼号下店里上边头卖家])还有|没收|现在|后来|才对|应该|[旺淡]季"
)


# People of the same firm in several places («总部90人，分公司40人»); a subsidiary is another firm.
_BRANCHES = re.compile("分公司|分店|分厂|总[公部]|门店|办事处")
_OF_ANOTHER = re.compile("子公司|控股|关联|集团")


def sums_in(said: str, today: dt.date | None = None) -> list[Quantity]:
    """The sums of money that a clause names, in order; `said` without the words that suppose."""
    return [amount for quantity in masked(said, today).numbers if (amount := as_amount(quantity))]


def together(before: Fact, after: Fact) -> Fact | None:
    """«店里八万，外卖五万» as the whole that both come to; None where they are no parts of one."""
    values = (before.value, after.value)
    if not _adds_up(before, after) or any(isinstance(v, bool) for v in values):
        return None
    if after.span[0] < before.span[1]:
        return None
    if WHOLE.search(after.said):
        return after
    if WHOLE.search(before.said):
        return before
    whole = sum_of(*values)
    hedged = [fact.vague and not isinstance(fact.value, dict) for fact in (before, after)]
    if NOT_ALIKE.search(before.said + after.said) or hedged[0] != hedged[1] or whole is None:
        return None
    return replace(
        before,
        value=whole,
        vague=before.vague or after.vague,
        span=(before.span[0], after.span[1]),
        said=f"{before.said}，{after.said}",
        certainty=min(before.certainty, after.certainty),
    )


def bounds_of(amount: Quantity) -> Any:
    """A sum as a profile keeps it."""
    return bounded(amount.at_least, amount.at_most, amount.about)


def sum_of(*values: Any) -> Any:
    """Numbers, or bounds of such («七万», «五万多»), added; None where no end of the whole is known."""
    ends = [value if isinstance(value, dict) else {"at_least": value, "at_most": value} for value in values]
    low, high = (
        sum((number(end[name]) for end in ends), Decimal(0)) if all(name in end for end in ends) else None
        for name in ("at_least", "at_most")
    )
    return None if low is None and high is None else bounded(low, high)


def _adds_up(before: Fact, after: Fact) -> bool:
    attribute, said = attributes()[before.attribute], before.said + after.said
    of_one_firm = attribute.unit == "人" and _BRANCHES.search(said) and not _OF_ANOTHER.search(said)
    return attribute.adds_up or bool(of_one_firm)
