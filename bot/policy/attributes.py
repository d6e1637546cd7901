"""The catalogue of attributes that conditions ask about."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, StrictBool, root_validator, validator

from bot.errors import PolicyDataError
from bot.policy.amounts import format_yuan
from bot.policy.conditions import DONT_KNOW
from bot.policy.formulas import UnreadableFormula, names_in
from bot.policy.regions import regions
from bot.policy.yaml_files import Strict, read_yaml
from bot.settings import settings

# A bound this close to the next whole number stands for «不到».
_JUST_BELOW = ".99"
# And one this close above it for «超过».
_JUST_ABOVE = Decimal("0.01")


def _readable(patterns: list[str]) -> list[str]:
    for pattern in patterns:
        try:
            re.compile(pattern.replace("{n}", "").replace("{amount}", ""))
        except re.error as error:
            raise ValueError(f"said 里的“{pattern}”不是正则表达式（{error}）") from None
    return patterns


class Choice(Strict):
    """One allowed value; `words` mean it in an answer, the patterns `said` in any sentence.

    `ruled_out_by`: a counted attribute → the number from which on this value can't be. `unless_known`: said
    beside another value that is known («头一回贷» of the loan that is repaid) it corrects nothing.
    `from_months`: who has been it for less is `otherwise` («登记失业五个月»), or only not this.
    """

    value: str = Field(regex="^[a-z0-9][a-z0-9_]*$")
    label: str
    words: list[str] = []
    said: list[str] = []
    ruled_out_by: dict[str, int] = {}
    unless_known: bool = False
    from_months: int = 0
    otherwise: str = ""

    _said = validator("said", allow_reuse=True)(_readable)


class Following(Strict):
    """What an attribute is where others are known: each of `where` has one of its values; none given, any.

    `usually`: it is only presumed, as `Attribute.presumed` is.
    """

    value: StrictBool | int | str
    where: dict[str, list[StrictBool | str]]
    usually: bool = False


class Attribute(Strict):
    """A fact about a person, a firm or a deal. Amounts are in 元, percents in %, counts in `unit`.

    `words` affirm it in an answer; `said` are patterns that state it in any sentence, where {n} and
    {amount} stand for a number. `of_places`: its choices are the places of data/regions.yml. `formula`:
    what it follows from where it isn't stated, the first with all parts known. `changeable`: whether
    somebody could bring it about; `askable`: whether a visitor can answer it. `presumed`: what holds of
    nearly everybody, so that nobody is asked for it: a verdict rests on it until somebody says otherwise,
    and says so; not of whom one of `presumed_unless` is known. `months`: the sum of so many months,
    which may be told one by one; `rolling`: of as many months in a row at most. `adds_up`: a whole that
    may be told in parts, so that another one comes on top («那边还有一家»). `flow`: the stream of money that
    it is a part of (sales, rent, profit), which people tell for any length of time. `decided_by`: the matter
    whose own rule tells whether it is so.
    `of_couple`: asked of both spouses, the choices from the lightest to the gravest.
    `only_fit`: counts only those of a whole who meet the conditions. `since`: patterns of what happened on
    the day from which a length of time counts («毕业», «开张»).
    `counted`: patterns of those that are counted, {n} being the number. `follows`: what it is where
    others are known and it isn't stated. `judged`: no document writes a measure of it, so that in every
    condition an office decides, and what somebody says of it refuses nobody.
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
    months: int = 0
    rolling: bool = False
    flow: Literal["", "sales", "rent", "profit"] = ""
    adds_up: bool = False
    decided_by: str = ""
    example: str
    askable: bool = True
    changeable: bool = True
    presumed: bool | str | None = None
    presumed_unless: list[str] = []
    of_couple: bool = False
    only_fit: bool = False
    since: list[str] = []
    counted: list[str] = []
    follows: list[Following] = []
    judged: bool = False

    _said = validator("said", "since", "counted", allow_reuse=True)(_readable)

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
        if self.type == "choice" and isinstance(value, dict):
            # Only which it can't be is known.
            return ""
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
        if low is not None and _just_above(low):
            return self._above(low, high)
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

    def _above(self, low: Any, high: Any) -> str:
        """«超过5年», «超过5年，最多6年»."""
        least = f"超过{self.label(int(Decimal(str(low))))}"
        return least if high is None else f"{least}，{self._below(high)}"

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


def _just_above(low: Any) -> bool:
    """Whether a bound stands for «超过»; a day has none."""
    try:
        return Decimal(str(low)) % 1 == _JUST_ABOVE
    except ArithmeticError:
        return False


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


def attributes(folder: Path | None = None) -> dict[str, Attribute]:
    """The catalogue by name, in its own order; raises PolicyDataError where it is malformed.

    `folder`: where its files lie, one for each area; that of the settings if none is given.
    """
    return _catalogue(folder) if folder else _catalogue_in(settings().data_dir)


@lru_cache(maxsize=4)
def _catalogue_in(data: Path) -> dict[str, Attribute]:
    # Asked for hundreds of times a message: not even the path is made anew.
    return _catalogue(data / "attributes")


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


# The types of what a sum is reckoned from.
FIGURES = frozenset({"amount", "percent", "count"})
# Values of a choice that say «都不是».
NEITHER = ("none", "neither")


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
