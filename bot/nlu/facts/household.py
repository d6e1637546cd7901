"""The loans of a household, as a message tells them of both spouses part by part."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from bot.nlu.facts.clauses import Clause, clauses
from bot.nlu.facts.fact import ME
from bot.nlu.facts.masking import masked
from bot.nlu.facts.parts import sums_in
from bot.nlu.facts.values import nothing_but_number
from bot.policy.attributes import bounded
from bot.policy.quantity import Quantity

LOANS, DEBT = OWED = ("other_loans", "consumer_debt")
SPOUSE = re.compile(
    "老公|老婆|媳妇|爱人|对象|丈夫|妻子|婆娘|堂客|配偶|先生|太太|屋里(?:头)?(?:的|那个)|那口子|(?:孩子|娃娃?|小孩|儿子)[他的]?[爸爹妈娘]|我家那(?:个|位)|我[男女]人"
)
# From the lightest to the gravest, as in the catalogue.
_GRAVITY = ("none", "allowed", "consumer", "other")
_KINDS = (
    (
        "other",
        r"经营(?:性)?贷|网商贷|抵押贷|(?:种植|养殖|农户|惠农|生意|流动资金|周转|过桥)贷(?!担保)|网贷|高利贷|民间借贷|小贷公司",
    ),
    ("consumer", r"花呗|借呗|信用卡|消费贷|白条|金条|微粒贷|分付|月付|装修贷(?!了)"),
    (
        "allowed",
        r"房贷|按揭|住房贷|公积金贷|购房贷|车贷|购车贷|买(?:套|的|了)?(?:房子?|车子?)(?:的)?(?:时候|时)?(?:贷|借银行|跟银行借)|(?:房子?|车子?)(?:的钱|也|都|还)*(?:在|没)(?:还(?!没)|供)(?:着|完|贷|款)*|助学贷|扶贫(?:小额)?(?:信)?贷|脱贫(?:人口)?(?:小额)?(?:信)?贷",
    ),
)
_KIND = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _KINDS))
_SEVERAL = 2
_SHORT = 6
_UNPAID = re.compile(r"(?:没|未|没有|还没)(?:全部?)?(?:还|结|清|付)(?:清|完|掉|上)?")
_UNPAID_OR_SHORT = re.compile(_UNPAID.pattern + "|还[差欠剩]")
_THEIRS = re.compile(rf"[她他](?!们)|{SPOUSE.pattern}")
_PAID = re.compile(
    r"(?:还|结|付)(?:清|完|掉)|清(?:了|掉|完|零)|(?:早就?|已经|都|全)(?:还|清|结)了|注销了|销了|以前有过|早没"
)
_HAS = re.compile(r"有|欠|剩|借|用|背|差|供|在还|还着|每个?月|月供|一个月|就是|只是|贷(?:了|着|过)|[一两]笔")
# What the words for the loan tell by themselves: «买房贷了», «车还在供».
_TELLS = re.compile("买|供|[在没]还")
_NEGATED = re.compile(
    r"(?:没有?|没得|莫得|无|冇|不|从不|从来没有?)(?:欠|用|借|办|开|贷|申请)?(?:过|任何|什么|啥|哪样)*(?:的)?$"
)
_DENIED_AFTER = re.compile(
    r"^(?:也|都|从来|从|统统|这些|之类的?|那些)*(?:没有?|没得|莫得|不欠|没欠|没用|没借|没办|没开|一分.{0,2}没|零)(?:过|的|啊|呢|了|哈)*$"
)
_NOTHING = re.compile(
    r"^(?:我|我们|俩|两口子|夫妻|自己|名下|手上|反正|现在|目前|和|跟|都|也|就|,|，|"
    + SPOUSE.pattern
    + r")*(?:(?:没有?|没得|莫得|无|冇|一?分?钱?都?没)(?:有|过|任何|什么|啥|哪样|半点|一分|一笔)*"
    r"(?:贷款|欠款|外债|负债|借款|债|贷)"
    r"|(?:不|没)欠(?:着|过|任何|哪家|哪个)*(?:银行|外债|债|贷款)(?:的|钱|一分|债|贷款)*"
    r"|(?:一分(?:钱)?(?:都|也)?|半毛钱?(?:都|也)?)[不没](?:欠|贷|借)"
    r"|(?:一分钱?|一毛钱?|一笔|半点|任何|什么|啥子?|哪样|哪家)(?:的)?(?:银行)?(?:贷款|外债|欠款|贷|债)(?:都|也)(?:没有?|没得|莫得|没欠|没借|没贷|没背|不欠)|没(?:跟|向|问|找)银行(?:借|贷)过?)"
    r"(?:.{0,2}钱)?(?:的|啊|呢|了|嘛|过|款|哈|噶)*$"
)
# As an answer to what there is.
_NONE_OF_THEM = re.compile(
    r"^(?:我|我们|自己|本人|这边|名下|都|也|啥都|什么都|一样都)+(?:没有?|没得|莫得)(?:的|了|啊|呢|嘛)*$"
)
_TOO = re.compile(
    r"^(?:我|我们)?(?:家)?(?:的)?(?:"
    + SPOUSE.pattern
    + r")(?:儿|那边|那里|那头|名下|他|她)*(?:也|都|同样|一样|更|就)*"
    r"(?:没有?|没得|莫得|没|无|冇|不欠|没欠|没贷|没借|干净)(?:有|过|任何|贷款?|欠款|债|银行|的|得|啊|呢|了|嘛|钱|哈|款)*$"
)
_UNMARRIED = re.compile(
    r"单身|未婚|没结婚|没成家|还没(?:结婚|成家)|离(?:了)?婚|离异|光棍|没(?:有)?(?:老婆|老公|媳妇|对象|配偶)|丧偶"
)
_FOR_A_TRADE = re.compile("进货|周转|生意|货款|店里|经营|压货|备货")
_OF_THE_FUTURE = re.compile(
    r"额度|上限|限额|最多|区别|差在|听说|不敢|怕|[想拟][^，]{0,8}(?:贷|借|申请|用|套)"
    r"|[想要打准](?:再|去|算|备)?(?:贷|借|申请)|能不能|可不可以|利率|利息"
)


@dataclass(frozen=True)
class _Part:
    """One loan of the household, or that there is none; `denies`: none of this kind."""

    kind: str
    clause: Clause
    debt: Quantity | None = None
    denies: bool = False


def household(
    parts: Sequence[Clause], asked: str | None, today: dt.date | None = None
) -> dict[str, tuple[Any, Clause]]:
    """attribute → (value, clause) of what the spouses owe; empty where any part of it leaves a doubt."""
    found: list[_Part] = []
    answered = asked in (LOANS, DEBT)
    for i, clause in enumerate(parts):
        after = parts[i + 1] if i + 1 < len(parts) else None
        part = _part(clause, after, answered, today)
        if part is not None:
            found.append(part)
        elif _KIND.search(clause.text) and not clause.asks:
            return {}
        elif _TOO.match(clause.text.strip()) and (found or answered):
            found.append(_Part("none", replace(clause, who=ME)))
        if clause.ignorant and (SPOUSE.search(clause.text) or found):
            return {}
    told = [part for part in found if not part.denies]
    if not told:
        return _denied({part.kind for part in found}, found, asked)
    gravest = max(told, key=lambda part: _GRAVITY.index(part.kind))
    if all(_TOO.match(part.clause.text.strip()) for part in told):
        # Of the spouse alone it answers the question of both only where that was asked.
        return {LOANS: ("none", gravest.clause)} if answered and asked == LOANS else {}
    owed = _together([part for part in told if part.kind == "consumer"])
    return {LOANS: (gravest.kind, gravest.clause)} | ({DEBT: owed} if owed else {})


def _denied(
    kinds: Collection[str], found: Sequence[_Part], asked: str | None
) -> dict[str, tuple[Any, Clause]]:
    """«没有房贷，也没有信用卡» is none at all; of one kind alone nothing follows for the others."""
    if len(kinds) >= _SEVERAL:
        return {LOANS: ("none", found[-1].clause)}
    return {LOANS: (None, found[-1].clause)} if kinds and asked != LOANS else {}


def still_owed(text: str, before: str, today: dt.date | None = None) -> tuple[str, Any] | None:
    """(kind, sum or None) of the spouse's loan of the message `before` that `text` says isn't repaid."""
    if _KIND.search(text) or not _UNPAID_OR_SHORT.search(text) or not _THEIRS.search(text):
        return None
    named = [c for c in clauses(before) if SPOUSE.search(c.text) or SPOUSE.search(c.who)]
    kinds = {match.lastgroup for clause in named for match in _KIND.finditer(clause.text)}
    if len(kinds) != 1:
        return None
    sums = [one for clause in clauses(text) if not clause.asks for one in sums_in(clause.plain, today)]
    owed = bounded(sums[0].at_least, sums[0].at_most, sums[0].about) if len(sums) == 1 else None
    return str(kinds.pop()), owed


def unmarried(text: str) -> bool:
    """Whether somebody says that there is no spouse."""
    return bool(_UNMARRIED.search(text))


def spouse_owes_nothing(text: str) -> bool:
    """«老婆也没有»: that a clause says of the spouse what was said before."""
    return bool(_TOO.match(text.strip()))


def _part(clause: Clause, after: Clause | None, answered: bool, today: dt.date | None) -> _Part | None:
    said = clause.plain.strip()
    if clause.supposes or clause.ignorant or not _of_the_couple(clause):
        return None
    mine = replace(clause, who=ME, asks=False)
    if not clause.asks and (_NOTHING.match(said) or (answered and _NONE_OF_THEM.match(said))):
        return _Part("none", mine)
    match = _KIND.search(said)
    if not match or _OF_THE_FUTURE.search(said):
        return None
    kind = match.lastgroup or ""
    before, behind = said[: match.start()], said[match.end() :].lstrip("款的")
    if _NEGATED.search(before) or _DENIED_AFTER.match(behind):
        return _Part(kind, mine, denies=True)
    if _PAID.search(said) and not _UNPAID.search(said):
        return _Part(kind, mine, denies=True)
    if after and not after.asks and _DENIED_AFTER.match(after.plain.strip()) and not sums_in(said, today):
        # «信用卡有两张，没欠»
        return _Part(kind, mine, denies=True)
    numbers = sums_in(said, today)
    has = bool(_HAS.search(before + behind) or _TELLS.search(match[0])) or (answered and len(said) <= _SHORT)
    if not numbers and (clause.asks or not has):
        return None
    if kind == "consumer" and _FOR_A_TRADE.search(said):
        return None
    owed = numbers[0] if len(numbers) == 1 else None
    if not numbers and after and not after.asks and nothing_but_number(masked(after.plain, today), "元"):
        following = sums_in(after.plain, today)
        owed = following[0] if len(following) == 1 else None
    return _Part(_gravest_named(said, kind), mine, owed)


def _gravest_named(said: str, first: str) -> str:
    """«房贷车贷加一张信用卡»: the gravest of several in one clause."""
    kinds = [match.lastgroup or "" for match in _KIND.finditer(said)]
    return max(kinds or [first], key=_GRAVITY.index)


def _of_the_couple(clause: Clause) -> bool:
    return clause.who == ME or bool(SPOUSE.search(clause.who)) or bool(SPOUSE.search(clause.text))


def _together(parts: Collection[_Part]) -> tuple[Any, Clause] | None:
    """What they owe in all, with the clause that told it last; None where a part isn't known."""
    owed = [part.debt for part in parts]
    if not owed or any(one is None for one in owed):
        return None
    low, high = Decimal(0), Decimal(0)
    for one in owed:
        assert one is not None
        if one.at_least is None or one.at_most is None:
            return None
        low, high = low + one.at_least, high + one.at_most
    return bounded(low, high), [part.clause for part in parts][-1]
