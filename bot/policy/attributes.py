"""The catalogue of attributes that conditions ask about, and people's answers to its questions."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import Field, root_validator, validator

from bot.errors import PolicyDataError
from bot.policy.amounts import UnreadableAmount, format_yuan, read_amount, read_number
from bot.policy.bounds import as_amount, quantities
from bot.policy.conditions import DONT_KNOW
from bot.policy.formulas import UnreadableFormula, names_in
from bot.policy.negation import NEGATOR, signs
from bot.policy.regions import find_place, regions
from bot.policy.yaml_files import Strict, read_yaml
from bot.settings import settings

T = TypeVar("T")
# A bound this close to the next whole number stands for «不到».
_JUST_BELOW = ".99"


def _readable(patterns: list[str]) -> list[str]:
    for pattern in patterns:
        try:
            re.compile(pattern.replace("{n}", "").replace("{amount}", ""))
        except re.error as error:
            raise ValueError(f"said 里的“{pattern}”不是正则表达式（{error}）") from None
    return patterns


class Choice(Strict):
    """One allowed value; `words` mean it in an answer, the patterns `said` in any sentence."""

    value: str = Field(regex="^[a-z0-9][a-z0-9_]*$")
    label: str
    words: list[str] = []
    said: list[str] = []

    _said = validator("said", allow_reuse=True)(_readable)


class Attribute(Strict):
    """A fact about a person, a firm or a deal. Amounts are in 元, percents in %, counts in `unit`.

    `words` affirm it in an answer; `said` are patterns that state it in any sentence, where {n} and
    {amount} stand for a number. `of_places`: its choices are the places of data/regions.yml. `formula`:
    what it follows from where it isn't stated, the first with all parts known. `changeable`: whether
    somebody could bring it about; `askable`: whether a visitor can answer it.
    """

    name: str = Field(regex="^[a-z][a-z0-9_]*$")
    type: Literal["bool", "choice", "amount", "count", "percent", "date"]
    question: str
    choices: list[Choice] = []
    of_places: bool = False
    words: list[str] = []
    said: list[str] = []
    unit: str = ""
    formula: list[str] = []
    example: str
    askable: bool = True
    changeable: bool = True

    _said = validator("said", allow_reuse=True)(_readable)

    @validator("formula", each_item=True)
    def _readable_formula(cls, value: str) -> str:
        try:
            names_in(value)
        except UnreadableFormula as error:
            raise ValueError(str(error)) from None
        return value

    @root_validator
    def _choices_belong_to_choice(cls, values: dict[str, Any]) -> dict[str, Any]:
        if values.get("of_places"):
            values["choices"] = _places()
        if (values.get("type") == "choice") != bool(values.get("choices")):
            raise ValueError("type 是 choice 的要写 choices，别的不写")
        return values

    def label(self, value: Any) -> str:
        """A value as people read it."""
        if value == DONT_KNOW:
            return "不清楚"
        if self.type == "bool":
            return "是" if value else "不是"
        if self.type == "choice":
            return next((c.label for c in self.choices if c.value == value), str(value))
        if isinstance(value, dict):
            return self._bounds(value)
        if self.type == "amount":
            return format_yuan(Decimal(str(value)))
        return f"{value}{'%' if self.type == 'percent' else self.unit}"

    def _bounds(self, value: dict[str, Any]) -> str:
        """What was said in bounds: 2到3次, 约300万元, 不到5,000万元."""
        low, high, about = (value.get(name) for name in ("at_least", "at_most", "about"))
        if about is not None:
            return f"约{self.label(about)}"
        if high is None:
            return f"至少{self.label(low)}"
        if low is None:
            return self._below(high)
        below = str(high).endswith(_JUST_BELOW)
        return (
            f"{self.label(low)}以上，{self._below(high)}"
            if below
            else f"{_number_of(self.label(low), self.label(high))}到{self.label(high)}"
        )

    def _below(self, high: Any) -> str:
        if str(high).endswith(_JUST_BELOW):
            return f"不到{self.label(int(Decimal(str(high)) + 1))}"
        return f"最多{self.label(high)}"

    def options(self) -> list[tuple[str, Any]]:
        """(title, value) of each answer on a button, «不知道» last; numbers have only that one."""
        yes_no: list[tuple[str, Any]] = [("是", True), ("不是", False)]
        named = [(choice.label, choice.value) for choice in self._offered()]
        return [*(yes_no if self.type == "bool" else named), ("不知道", DONT_KNOW)]

    def _offered(self) -> list[Choice]:
        """The choices that fit on buttons: of places those right below the province."""
        return [c for c in self.choices if not self.of_places or c.value.endswith("00")]


def _places() -> list[Choice]:
    """Every place within the province as a choice."""
    return [
        Choice.parse_obj({"value": region.code, "label": region.name, "words": region.said})
        for region in regions().values()
        if not region.code.endswith("0000")
    ]


class _Catalogue(Strict):
    attributes: list[Attribute]

    @validator("attributes")
    def _named_once(cls, found: list[Attribute]) -> list[Attribute]:
        twice = {a.name for a in found if sum(b.name == a.name for b in found) > 1}
        if twice:
            raise ValueError(f"{'、'.join(sorted(twice))} 写了两次；留一个")
        return found


@dataclass(frozen=True)
class Reading:
    """An answer understood; `value` may be DONT_KNOW. `note` tells what was assumed, or is empty."""

    value: Any
    note: str = ""


@dataclass(frozen=True)
class Unclear:
    """An answer that can't be used: a polite sentence with what is wrong, and an example."""

    reason: str
    example: str

    @property
    def text(self) -> str:
        """What to say to the person."""
        return f"{self.reason}。可以这样说：{self.example}；不清楚就说“不知道”。"


def attributes(folder: Path | None = None) -> dict[str, Attribute]:
    """The catalogue by name, in its own order; raises PolicyDataError where it is malformed.

    `folder`: where its files lie, one for each area; that of the settings if none is given.
    """
    return _catalogue(folder or settings().data_dir / "attributes")


@lru_cache(maxsize=4)
def _catalogue(folder: Path) -> dict[str, Attribute]:
    found: dict[str, Attribute] = {}
    problems: list[str] = []
    for path in catalogue_files(folder):
        try:
            content = read_yaml(path, _Catalogue)
        except PolicyDataError as error:
            problems += error.problems
            continue
        for attribute in content.attributes:
            if attribute.name in found:
                problems.append(f"{path}:{attribute.line} 属性 {attribute.name} 别的文件里已经有了；留一个")
            found[attribute.name] = attribute
    if problems:
        raise PolicyDataError(problems)
    return found


def catalogue_files(folder: Path) -> list[Path]:
    """The files of a catalogue, the common one first."""
    return sorted(folder.glob("*.yml"), key=lambda path: (path.stem != "common", path.stem))


_UNKNOWN = re.compile(
    r"不知道|不清楚|不晓得|不了解|不懂|不确定|没把握|说不准|说不清|说不好|跳过|略过|忽略|下一[题个]|忘了|忘记|记不[得清]|没数|不好说|不太?清楚|晓不得"
)
_YES = re.compile(
    r"^(?:是|对|有|在|嗯|好|行|可以|当然|没错|必须|算|属于|符合|已经|当然|确实|要得|yes|y|ok|√|恩|嗯嗯|1)|是的|对的|有的|没错|没问题"
)
# «有没有», «能不能» ask, though «没有» and «不能» stand in them.
A_OR_NOT_A = r"([有能可是要会行算])[不没]\1"
_ASKS = re.compile(rf"{A_OR_NOT_A}|什么|怎么|为啥|哪[些个里儿]|多少|吗[?？]?$|呢[?？]$|[?？]$|意思")
_PARTICLES = r"(?:的|呢|呀|啊|哦|噢|哈|吧|嘛|噶|了|咯|哟|嘞|嗯|，)*"
_BARE_YES = re.compile(
    rf"(?:嗯|恩|哦|那|当然|肯定|确实|就)*(?:是|对|对头|嗯|恩|有|在|可以|行|好|符合|属于|算|够|要得|当然|必须|肯定|确实|已经|yes|y|ok|√|1|算是|应该是|差不多){_PARTICLES}",
    re.I,
)
_BARE_NO = re.compile(
    rf"(?:嗯|哦|那|当然|肯定|确实|真|都|也|还)*(?:不是|没有|没得|没|不|否|无|未|不算|不符合|不属于|不对|不行|从未|从没|no|n|×|没有过|不具备|并非){_PARTICLES}",
    re.I,
)
# To «暂不具备…吗» a bare «没有» may mean either.
_DENIED_QUESTION = re.compile(r"^(?:您|公司|企业|这个产品|这家企业)?(?:还|暂|暂时|尚|目前)?(?:不|没有?|未)")
# Words that stand in many questions and answers alike.
_EMPTY_WORDS = frozenset(
    [
        "文件",
        "是不",
        "您是",
        "还是",
        "或者",
        "有自",
        "自己",
        "一种",
        "这个",
        "产品",
        "企业",
        "项目",
        "标准",
        "没有",
        "已经",
    ]
)
# Values of a choice that say «都不是».
NEITHER = ("none", "neither")
# More of them are read on the buttons, not in a sentence.
_MOST_CHOICES_NAMED = 4
_DENIED = re.compile(r"(?:不是|不算|没有|非)$")
# Words that look negative and affirm.
_AFFIRMING = re.compile(r"没错|没问题|不错|可不是|不就是|不是没有|不是不")
_MAYBE = re.compile(r"^(?:可能|也许|说不定|不一定|看情况|未必)")
_NONE_OF_THEM = re.compile(r"(?:都|全)?(?:没有?|不是|不算|无|不)(?:的|啊|呢|过)?")


def read_value(attribute: Attribute, text: str) -> Reading | Unclear:
    """What an answer to the attribute's question says."""
    plain = re.sub(r"[\s。.!！~～]+$", "", text.strip())
    if not plain:
        return Unclear("没看到您的回答", attribute.example)
    if attribute.type == "amount" and isinstance(guess := _read_amount(attribute, plain), Reading):
        # «不太清楚，大概300万» gives a sum after all.
        return guess
    if _UNKNOWN.search(plain):
        return Reading(DONT_KNOW)
    readers = {
        "bool": _read_bool, "choice": _read_choice, "amount": _read_amount,
        "count": _read_count, "percent": _read_percent, "date": _read_date,
    }  # fmt: skip
    return readers[attribute.type](attribute, plain)


def _read_bool(attribute: Attribute, text: str) -> Reading | Unclear:
    """By the meaning of the whole answer: «没» alone denies, «没，以前没卖过» has to be read further."""
    if _ASKS.search(text):
        return Unclear("这里请先回答“是”还是“不是”", attribute.example)
    if _MAYBE.search(text):
        return Reading(DONT_KNOW)
    if _AFFIRMING.search(text):
        return Reading(True)
    if _BARE_YES.fullmatch(text):
        return Reading(True)
    denied = bool(_BARE_NO.fullmatch(text))
    if denied and (text.startswith("不是") or not _DENIED_QUESTION.search(attribute.question)):
        return Reading(False)
    said = {not sign for word in attribute.words for sign in _signed(text, word)} or _echoed(attribute, text)
    if len(said) == 1:
        return Reading(said.pop())
    if not said and _YES.match(text) and not NEGATOR.search(text):
        return Reading(True)
    return Unclear("没看出您说的是“是”还是“不是”", attribute.example)


def _signed(text: str, word: str) -> list[bool]:
    """For each place of a word, whether it is denied there."""
    sign = signs(text)
    return [sign[match.start()] for match in re.finditer(re.escape(word), text)]


def _echoed(attribute: Attribute, text: str) -> set[bool]:
    """The answer repeats the question's own words: as the question has them, or denied (不具备)."""
    asked = signs(attribute.question)
    found = set()
    for length in (4, 3, 2):
        for start in range(len(attribute.question) - length + 1):
            word = attribute.question[start : start + length]
            if (
                re.fullmatch("[\u4e00-\u9fff]+", word)
                and not NEGATOR.search(word)
                and word not in _EMPTY_WORDS
            ):
                found |= {sign == asked[start] for sign in _signed(text, word)}
        if found:
            return found
    return found


def _read_choice(attribute: Attribute, text: str) -> Reading | Unclear:
    if attribute.of_places and (place := find_place(text)):
        return Reading(place)
    exact = [c for c in attribute.choices if text in (c.label, c.value)]
    if exact:
        return Reading(exact[0].value)
    number = re.fullmatch(r"(?:第|选)?\s*([\d一二两三四五六七八九十]{1,2})\s*[个项]?", text)
    position = read_number(number[1]) if number else None
    if position is not None and 1 <= position <= len(attribute.choices):
        return Reading(attribute.choices[int(position) - 1].value)
    nothing = [c for c in attribute.choices if c.value in NEITHER]
    if nothing and _NONE_OF_THEM.fullmatch(text):
        return Reading(nothing[0].value)
    said = list(_named(attribute, text))
    if len(said) == 1:
        return Reading(said[0].value)
    names = "、".join(c.label for c in (said or attribute.choices))
    if not said and len(attribute.choices) > _MOST_CHOICES_NAMED:
        return Unclear("没听出是哪一种", attribute.example)
    reason = f"您说的可能是{names}，请选一个" if said else f"没对上，这里分：{names}"
    return Unclear(reason, attribute.example)


def _named(attribute: Attribute, text: str) -> Iterator[Choice]:
    """Choices that an answer names and doesn't deny; a longer word hides those inside it (没还清, 还清)."""
    hits = [
        (match.span(), choice)
        for choice in attribute.choices
        for word in {choice.label, *choice.words}
        for match in re.finditer(re.escape(word), text)
        if not _DENIED.search(text[: match.start()])
    ]
    yield from {choice.value: choice for span, choice in outermost(hits)}.values()


def outermost(hits: list[tuple[tuple[int, int], T]]) -> list[tuple[tuple[int, int], T]]:
    """The hits whose span lies within no longer one."""
    return [
        hit
        for hit in hits
        if not any(
            start <= hit[0][0] and hit[0][1] <= end and end - start > hit[0][1] - hit[0][0]
            for (start, end), _ in hits
        )
    ]


def _read_amount(attribute: Attribute, text: str) -> Reading | Unclear:
    try:
        money = read_amount(text)
    except UnreadableAmount as error:
        return Unclear(str(error), attribute.example)
    bounds = [fit for q in quantities(text) if (fit := as_amount(q)) is not None]
    if len(bounds) == 1 and bounds[0].exact is None:
        return Reading(bounded(bounds[0].at_least, bounds[0].at_most, bounds[0].about))
    return Reading(plain_number(money.yuan))


_NONE_YET = re.compile(r"没有过?|从来?没|从未|还没|没得|没拿过|没享受|^没|^无$|^零$")
_NOT_ONCE = re.compile(r"一[次回个年]?[都也]?(?:没|不)")
_ORDINAL = re.compile(r"第\s*([\d一二两三四五六七八九十]+)\s*[次回个趟]?|(?P<first>头一[次回]|首次)")
_COUNT = re.compile(r"(?P<sign>[-−负]\s*)?([\d一二两俩三四五六七八九十零〇百.]+)\s*[次回个趟遍年人家]?")


_MOST_COUNTED = 1000


def _read_count(attribute: Attribute, text: str) -> Reading | Unclear:
    ordinals = list(_ORDINAL.finditer(text))
    if len(ordinals) > 1:
        return Unclear("您说了不止一个数，请只说一个", attribute.example)
    if ordinals:
        ordinal = ordinals[0]
        # «第三次» answers «how often so far» by the time that is now asked for.
        nth = 1 if ordinal["first"] else int(read_number(ordinal[1]) or 0)
        if nth < 1:
            return Unclear("没看明白是第几次", attribute.example)
        return Reading(nth - 1, f"这次是第{nth}次，之前算{nth - 1}{attribute.unit}")
    if _NOT_ONCE.search(text):
        return Reading(0)
    found = list(dict.fromkeys(m[0] for m in _COUNT.finditer(text)))
    if not found:
        if _NONE_YET.search(text):
            return Reading(0)
        return Unclear("没看出是多少", attribute.example)
    match = _COUNT.search(text)
    assert match
    value = read_number(match[2])
    if match["sign"]:
        return Unclear("次数不能是负数", attribute.example)
    bounds = [q for q in quantities(text) if q.exact is None and not q.rest]
    if len(bounds) == 1 and (bounds[0].at_most is None or bounds[0].at_most <= _MOST_COUNTED):
        return Reading(bounded(bounds[0].at_least, bounds[0].at_most, bounds[0].about))
    if len(found) > 1 or value is None or value != int(value):
        return Unclear("没看明白是多少，请只说一个整数", attribute.example)
    if value > _MOST_COUNTED:
        return Unclear("这个数太大了，不像是真的", attribute.example)
    return Reading(int(value))


def _read_percent(attribute: Attribute, text: str) -> Reading | Unclear:
    match = re.search(
        r"(负|[-−])?\s*(?:百分之([\d.零一二两三四五六七八九十百点]+)|(\d+(?:\.\d+)?)\s*(?:%|％|个点)?(?!厘))",
        text,
    )
    value = read_number(match[2] or match[3]) if match else None
    if match is None or value is None:
        return Unclear("没看出是百分之几", attribute.example)
    if match[1] or value > 100:
        return Unclear("这里要 0 到 100 之间的百分数", attribute.example)
    return Reading(plain_number(value))


def _read_date(attribute: Attribute, text: str) -> Reading | Unclear:
    match = re.search(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})", text)
    if match:
        with suppress(ValueError):
            return Reading(dt.date(*map(int, match.groups())).isoformat())
    return Unclear("没看出是哪一天", attribute.example)


def bounded(low: Decimal | None, high: Decimal | None, about: Decimal | None = None) -> Any:
    """A number as a profile keeps it: itself, or {"at_least", "at_most", "about"} as far as known."""
    if low is not None and low == high:
        return plain_number(low)
    bounds = {"at_least": low, "at_most": high, "about": about}
    return {name: plain_number(bound) for name, bound in bounds.items() if bound is not None}


def _number_of(low: str, high: str) -> str:
    """The lower of two labels without the unit that both have (2次, 3次 → 2)."""
    unit = re.search(r"[^\d,.]*$", high)
    return low.removesuffix(unit[0]) if unit else low


def plain_number(value: Decimal) -> int | str:
    """A number as it survives JSON exactly: whole ones as int, others as text («4.35»)."""
    return int(value) if value == int(value) else f"{value.normalize():f}"
