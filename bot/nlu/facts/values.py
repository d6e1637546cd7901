"""A label of the model, or a number of the clause, as the value of an attribute."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

from bot.nlu.facts.masking import Masked, core
from bot.policy.attributes import Attribute, Choice, bounded, plain_number
from bot.policy.days import Days, months_since
from bot.policy.quantity import CENT, Quantity, as_amount, in_unit
from bot.policy.said_numbers import quantities

# So many characters beside a number are hardly more.
_HARDLY_MORE = 2
_MOST = 100_000
_MONTHS = {"月": 1, "年": 12}
# The unit of ages, and how young or old one is of whom they are told.
_OF_AGE, _YOUNGEST, _OLDEST = "岁", 8, 110
# Sums that people count in 万 (from _IN_WAN 元 on); a bare number below the other isn't in 元.
_IN_WAN, _TELLS_ITS_SIZE = Decimal(10_000), Decimal(1_000)


def named(attribute: Attribute, label: str, taken: Masked | None = None) -> Any:
    """The value that a label stands for; None where the attribute has no such value.

    `taken`: the clause that says it, where it may say for how long.
    """
    if attribute.type == "bool":
        return {"true": True, "false": False}.get(label)
    if attribute.type == "choice":
        return next((_for_so_long(c, taken) for c in attribute.choices if c.value == label), None)
    try:
        return plain_number(Decimal(label))
    except ArithmeticError:
        return None


def _for_so_long(choice: Choice, taken: Masked | None) -> Any:
    """The choice, or what somebody is who has been it for too short a time: else only that it isn't this."""
    lasting = [q for q in taken.numbers if q.unit in _MONTHS] if taken and choice.from_months else []
    longest = max((q.at_most * _MONTHS[q.unit] for q in lasting if q.at_most), default=None)
    if longest is None or longest >= choice.from_months:
        return choice.value
    return choice.otherwise or {"not": [choice.value]}


def number(attribute: Attribute, taken: Masked, next_one: bool, limit: int | None, today: dt.date) -> Any:
    """The one number of a clause that fits the attribute's unit; None where none or several do.

    `next_one`: what is counted now is not yet done (这回是第三回 → 2). «还剩一次» needs the `limit`.
    """
    if attribute.type == "date":
        return taken.days[0].value if len(taken.days) == 1 else None
    fitting = [f for q in taken.numbers if (f := _fits(attribute, q)) is not None]
    if not fitting and len(taken.days) == 1:
        return _duration(attribute, taken.days[0], today)
    if len(fitting) != 1:
        return None
    quantity = fitting[0]
    if attribute.type == "count":
        if quantity.rest and attribute.unit == "次":
            return _used(quantity, limit)
        # «第三次» has two before it; the fifteenth day of a delay is the fifteenth late one.
        if quantity.ordinal and quantity.unit in _MONTHS:
            return _under_way(quantity)
        if next_one or (quantity.ordinal and quantity.unit != "天"):
            return _before(quantity)
    return bounded(quantity.at_least, quantity.at_most, quantity.about)


# What leads to a number and names nothing: «其实是310万», «会计又说调完是298万», «砍到4».
_VERBS = "说|讲|报|通知|告诉我?|砍|谈|压|降|涨|升|调|改口?|变|换|核|查|算"
# «做到34万», «招到12个» name how far it comes.
_REACHES = "(?:做|卖|收|干|跑|赚|招|凑|增加?|长)(?:到|成)"
_TURNS_OUT = f"(?:{_VERBS})(?:整|错|下来|过|完|好|成|出来)?(?:到|成|是|为)*"
_LEADS = re.compile(
    "^(?:那|哦|这|它|他|她|其实|实际|应该|才|就|只|总共|一共|拢共|原来|现在|最[后终]|后来|又|再|还|要是|如果"
    f"|会计|财务|老板|银行|税务|人家|是|有|到|按|给|{_REACHES}|{_TURNS_OUT})+(?=[一第ⒶⓅⓃⒹ])"
)
_TURNED_OUT = re.compile(rf"^[^，。]{{0,8}}{_TURNS_OUT}")


def number_alone(taken: Masked) -> Masked:
    """A masked clause without the words that only lead to its number (她其实是…, 会计又说调完是…)."""
    return replace(taken, text=_LEADS.sub("", taken.text))


def turns_out(said: str) -> bool:
    """Whether a clause says that a number is now another one («砍到4了», «会计又说是298万»)."""
    return bool(_TURNED_OUT.match(said))


def fits(attribute: Attribute, quantity: Quantity) -> bool:
    """Whether a number can be one of this attribute, by unit and size."""
    return attribute.type in {"amount", "percent", "count"} and _fits(attribute, quantity) is not None


def nothing_but_number(taken: Masked, unit: str = "") -> bool:
    """Whether a clause says a number, with its unit, and hardly more; «60天到期» says what the number is."""
    if re.search("到期|账期", taken.text):
        return False
    return bool(taken.numbers or taken.days) and len(beside_the_number(taken, unit)) <= _HARDLY_MORE


def names_nothing(taken: Masked) -> bool:
    """Whether a clause says a number and no word for what it is of: «是310万», and not «利润310万»."""
    return bool(taken.numbers or taken.days) and not beside_the_number(taken)


def beside_the_number(taken: Masked, unit: str = "") -> str:
    """What a clause says beside its number: of «资产三千万» 资产."""
    return re.sub(
        r"第?[Ⓝ一][次年月天岁人个户家台笔项件所条]?|[ⒶⓅⒹ]|还剩|只剩|剩下|大概|大约|左右|一共|总共|就|只有?|有|是|到|得有|差不多|应该|拢共|过|贴|享受|才|刚好|正好|刚刚|恰好|卡在|足足|也就|不多|算下来|加起来|合计|少说|人家|嘛|咯|呢|吧",
        "", core(taken.text.replace(unit, "") if len(unit) > 1 else taken.text),
    )  # fmt: skip


def _fits(attribute: Attribute, quantity: Quantity) -> Quantity | None:
    if attribute.type == "amount":
        return None if _without_its_unit(attribute, quantity) else as_amount(quantity)
    if attribute.type == "percent":
        fits = quantity if quantity.unit in {"%", ""} else None
        return fits if fits and (fits.at_most is None or fits.at_most <= 100) else None
    found = in_unit(quantity, attribute.unit)
    if found and attribute.unit == _OF_AGE and not _an_age(found):
        return None
    return found if found and (found.at_most is None or found.at_most <= _MOST) else None


def _an_age(quantity: Quantity) -> bool:
    """Whether so old is who does business; «超一岁» tells how far from a limit somebody is."""
    low = quantity.at_least if quantity.at_least is not None else quantity.at_most
    return low is not None and _YOUNGEST <= low <= _OLDEST


def _without_its_unit(attribute: Attribute, quantity: Quantity) -> bool:
    """«想贷二十»: 万 is meant and not said; of which size the sums are, the attribute's example shows."""
    usual = next((q.at_least for q in quantities(attribute.example)), None) or Decimal(0)
    return not quantity.unit and usual >= _IN_WAN and (quantity.at_most or _IN_WAN) < _TELLS_ITS_SIZE


def _used(quantity: Quantity, limit: int | None) -> Any:
    if limit is None or quantity.exact is None or quantity.exact > limit:
        return None
    return plain_number(limit - quantity.exact)


def _before(quantity: Quantity) -> Any:
    low, high = quantity.at_least, quantity.at_most
    if low is None or high is None or low < 1:
        return None
    return bounded(low - 1, high - 1)


def _under_way(quantity: Quantity) -> Any:
    """«毕业第六年» is more than five years, and at most six."""
    if quantity.exact is None or quantity.exact < 1:
        return None
    return bounded(quantity.exact - 1 + CENT, quantity.exact)


def _duration(attribute: Attribute, days: Days, today: dt.date) -> Any:
    """How long since a day that was named, in the attribute's unit (年, 月); other units don't fit."""
    per = {"月": Decimal(1), "年": Decimal(12)}.get(attribute.unit.removeprefix("个"))
    if per is None or attribute.type != "count" or days.last > today:
        return None
    fewest, most = months_since(days, today)
    if per == 1:
        return bounded(Decimal(fewest), Decimal(most))
    # Five years and a few months are more than five, and not six.
    low, high = (divmod(Decimal(months), per) for months in (fewest, most))
    least = low[0] + CENT if low[1] else low[0]
    return bounded(least if low[0] else None, high[0] + 1 - CENT if high[1] else high[0])
