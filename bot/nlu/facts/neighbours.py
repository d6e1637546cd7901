"""How a clause hangs on its neighbours: it concedes, goes on without a subject, speaks of what was once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from bot.nlu.facts.clauses import Clause
from bot.nlu.facts.fact import ME
from bot.policy.quantity import Quantity, in_unit
from bot.policy.said_numbers import quantities

# «签是签了，口头的»: what is conceded is taken back at once.
_CONCEDES = re.compile(r"^(?:我们?|他们?|合同|证)?(.{1,3})(?:倒?是|么|嘛)(?:也)?\1.{0,2}$")
# «一半自己种，一半收»: either half alone would be half the truth.
_A_PART = re.compile(r"^(?:我们?|其中)?(?:有?一半|一部分|有一?部分|有的|有些|有时候?)")
# «税都报完了，一分不欠»: of what was spoken of, not of something else. Possessive, so «早就» is read one way.
_WITHOUT_SUBJECT = re.compile(
    r"^(?:都|也|就|全部?|统统|早就?|已经|一分钱?|一毛钱?|一样|从来|一直|按时|按月)*+"
    r"(?:[不没]|没有)?(?:欠|清|完|交|缴|还|结|拖|落|少|差)(?:清|完|上|齐|过|掉)?(?:了|的|过|着|咯|嘛)*$"
)
_ONCE = re.compile(
    r"^(?:我们?|公司|店里)?(?:以前|从前|之前|早先|早些年|原来|原先|过去|前几年|当初|曾经|本来|起先|起初|开头|刚开始)"
)
# «本来是个体户，今年转成公司了»: that it has changed since, told with a day or a thing done.
_CHANGED = re.compile(
    r"(?:解|撤|注?销|转|改|换|变|升|移|取消|放弃|拿掉|卖|退|停|关|清|还完|结|搬|辞|离|倒闭|恢复|修复)"
    r"[^，。]{0,6}?[了咯啦]|(?:解|撤|销|转|改|换|变|移|退|停|搬|辞|离)(?:除|掉|成|出|为|到)"
)
_NOW = re.compile(r"现在|如今|目前|后来|已经|早就|早都")
# Who of a whole doesn't count: «有一个征信不行», «两个不够格».
_LEFT_OUT = re.compile(
    r"不(?:够|行|得行|合格|符合|满足|达标|算)|没(?:有)?(?:资格|达标)|达不到|过不了|刷(?:掉|下)|征信.{0,3}(?:问题|不|花|黑)"
    r"|在[^，。]{0,8}(?:单位|国企|机关|学校|医院|银行|局里?|公司|厂里?)[^，。]{0,4}(?:上(?:着)?班|工作|干)|公务员|事业编|(?:已经|办了?)退休"
)
_ONE_OF_THEM = re.compile("有一[个位]")
_REMAINS = re.compile(r"剩|还有|只有|算下来")
_BESIDES_ME = re.compile(r"除(?:了|开|掉)?(?:我|本人)(?:自己|以外|之外)?")


def concedes(clause: Clause, after: Sequence[Clause]) -> bool:
    """Whether a clause grants what the next one takes back."""
    return bool(after) and bool(_CONCEDES.match(clause.text.strip()))


def of_a_part(clause: Clause) -> bool:
    """Whether it holds of a part only."""
    return bool(_A_PART.match(clause.text.strip()))


def goes_on(clause: Clause, before: Clause | None) -> bool:
    """Whether a clause has no subject of its own and speaks of what the one before it spoke of."""
    return (
        before is not None and before.who == clause.who and bool(_WITHOUT_SUBJECT.match(clause.text.strip()))
    )


def was_once(clause: Clause, after: Sequence[Clause]) -> bool:
    """Whether a clause tells of the past and the next one of now."""
    if not after or after[0].asks or not _ONCE.match(clause.text.strip()):
        return False
    return bool(_NOW.search(after[0].text) or _CHANGED.search(after[0].text))


def those_that_fit(parts: Sequence[Clause], unit: str) -> tuple[int | None, Clause] | None:
    """How many of a whole count where some don't (四个人合伙，有一个不够格 → 3), and the clause that tells.

    None where nobody is left out or added; (None, clause) where it can't be told how many remain.
    """
    whole: int | None = None
    out: int | None = None
    told: Clause | None = None
    for clause in parts:
        if clause.who != ME or clause.asks:
            continue
        number = _only(clause.text, unit)
        if _BESIDES_ME.search(clause.text) and number is not None:
            return number + 1, clause
        if _LEFT_OUT.search(clause.text):
            # «有一个不够格» is one, though «一个不» elsewhere means none.
            told, out = clause, 1 if number is None and _ONE_OF_THEM.search(clause.text) else number
        elif told is not None and number is not None and _REMAINS.search(clause.text):
            return number, clause
        elif number is not None and whole is None:
            whole = number
    if told is None:
        return None
    return (whole - out if whole is not None and out is not None and whole > out else None), told


def _only(text: str, unit: str) -> int | None:
    """The one number of a clause in a unit; None where there is none or several."""
    fitting = [found for q in quantities(text) if (found := _counted(q, unit)) is not None]
    return fitting[0] if len(fitting) == 1 else None


def _counted(quantity: Quantity, unit: str) -> int | None:
    found = in_unit(quantity, unit)
    exact = found.exact if found else None
    return None if exact is None or exact != exact.to_integral_value() else int(Decimal(exact))
