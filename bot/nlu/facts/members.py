"""How many take part: «我跟两个同学» are three, «四个农民加一家公司» a cooperative of five."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from bot.nlu.facts.clauses import Clause
from bot.nlu.facts.persons import KIN
from bot.policy.amounts import read_number

MEMBERS, FARMERS, INSTITUTIONS = COOPERATIVE = ("coop_members", "coop_farmers", "coop_institutions")
PARTNERS = ("partnership_partners", "qualified_partners", "company_shareholders")
TAKING_PART = frozenset({*COOPERATIVE, *PARTNERS})
_N = r"(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3})"
_EACH = "(?:个|家|户|位|名|口)"
_FARMERS = re.compile(
    rf"{_N}{_EACH}(?:都|全|全都)?(?:是)?(?:本村|村里|寨子里|当地|种地)?的?"
    r"(?:农民|农户|村民|种[^，。]{1,4}的(?:农民|农户|人)?|养[^，。]{1,4}的(?:农民|农户|人)?)(?!工)"
)
_NO_FARMERS = re.compile(
    rf"{_N}{_EACH}(?:都|全)?(?:不是农民|没有?农村户口|(?:是)?[^，。]{{0,4}}(?:城里|城镇户口|居民|退休|老师|医生|干部|职工|上班的|公务员))"
)
_INSTITUTION = re.compile(
    rf"(?:加上?|外加|再加|还有|和|跟)(?:{_N}?{_EACH})?[^，。\d一二两三四五六七八九十]{{0,8}}?(?:公司|企业|厂|超市|供销社|研究所|学校)(?![的里]人)"
)
_WHOLE = re.compile(
    rf"^(?:我们|咱们?|那|这下|一共|总共|拢共|就|现在|都|也|凑|够|合起来|加起来|算下来|算上|总的|是|有){{0,4}}{_N}{_EACH}"
    r"(?:成员|社员|农户|人)?(?:人)?(?:了|咯|啦|嘛|呢)?$"
)
_HALF_A_DOZEN = {"俩": "两", "仨": "三"}
_TOGETHER = (
    "(?:一起|一块)(?!来?[问咨打看玩吃住]|上班|打工|毕业|读|长大|去问)"
    "|合伙|合开|合办|合股|搭伙|打伙|凑钱|凑份|入股|股东"
)
_JOINTLY = re.compile(_TOGETHER)
_WITH = r"(?:跟|和|同|与|约了?|拉了?|叫上|带着?|喊上?)"
_MORE = re.compile(
    rf"{_WITH}(?:另外|其他|别的|我)?(?P<n>[一二两俩三四五六七八九十\d]{{1,2}})个?(?:[^，。个]{{0,3}}?)(?:{KIN})"
)
_OF_US = re.compile(
    rf"(?:{_WITH}[^，。]{{0,4}}?(?:{KIN})们?|我们|咱们?|俺们|我们几个|^)(?:一共|总共|就|就是|有)?"
    r"(?P<n>[二两俩仨三四五六七八九十\d]{1,2})(?:个人|个|人|口子)?(?:准备|想|打算|要)?(?:$|来?(?:"
    + _TOGETHER
    + "|开|办|搞|做|弄))"
)
_TWO = re.compile(
    rf"{_WITH}(?:我)?(?:一?个)?[^，。\d两二三四五六]{{0,3}}?(?:{KIN})(?!们|他们)(?:一个人)?(?:{_TOGETHER})"
)


@dataclass(frozen=True)
class _Told:
    """A number of those who take part, with the clause that tells it."""

    number: int
    clause: Clause


def taking_part(parts: Sequence[Clause], wanted: Collection[str]) -> Iterator[tuple[str, int, Clause]]:
    """(attribute, how many, the clause that tells) of what a message surely says of who takes part."""
    stated = [clause for clause in parts if not (clause.asks or clause.ignorant)]
    if {*COOPERATIVE} & {*wanted}:
        yield from ((n, told.number, told.clause) for n, told in _cooperative(stated).items() if n in wanted)
    names = [name for name in PARTNERS if name in wanted]
    if names and (told := _partners(parts)):
        yield from ((name, told.number, told.clause) for name in names)


def _cooperative(parts: Sequence[Clause]) -> dict[str, _Told]:
    farmers, others, bodies = (_last(pattern, parts) for pattern in (_FARMERS, _NO_FARMERS, _INSTITUTION))
    whole = _last(_WHOLE, parts)
    found = {
        name: told for name, told in ((MEMBERS, whole), (FARMERS, farmers), (INSTITUTIONS, bodies)) if told
    }
    if farmers is None and whole and others and whole.number > others.number:
        found[FARMERS] = _Told(whole.number - others.number, others.clause)
    elif whole is None and farmers and (bodies or others):
        rest = sum(one.number for one in (others, bodies) if one)
        found[MEMBERS] = _Told(farmers.number + rest, (bodies or others or farmers).clause)
    return found


def _partners(parts: Sequence[Clause]) -> _Told | None:
    """None where nothing is done together, or the message leaves a doubt about how many they are."""
    jointly = any(_JOINTLY.search(clause.text) for clause in parts)
    found: dict[int, Clause] = {}
    # What a question repeats was told by the statement before it.
    for clause in sorted(parts, key=lambda clause: clause.asks):
        if match := _MORE.search(clause.text):
            number = _number(match["n"])
            found.setdefault(number + 1 if number else 0, clause)
        elif match := _OF_US.search(clause.text):
            found.setdefault(_number(match["n"]) or 0, clause)
        elif _TWO.search(clause.text):
            found.setdefault(2, clause)
    if not jointly or len(found) != 1:
        return None
    ((number, clause),) = found.items()
    return _Told(number, clause) if number > 1 else None


def _last(pattern: re.Pattern[str], parts: Sequence[Clause]) -> _Told | None:
    """The number that the last clause with the pattern tells; a body that isn't counted is one."""
    for clause in reversed(parts):
        if match := pattern.search(clause.plain.strip()):
            number = _number(match["n"]) if match["n"] else 1
            return _Told(number, clause) if number else None
    return None


def _number(written: str) -> int | None:
    number = read_number("".join(_HALF_A_DOZEN.get(c, c) for c in written))
    return int(number) if number and number == int(number) else None
