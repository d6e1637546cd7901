"""How a provision decides, as written in YAML: conditions as a tree, the benefit as numbers with units.

Only what a document says stands here; what it leaves open is listed under `not_regulated`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

from pydantic import (
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    root_validator,
    validator,
)

from bot.policy.formulas import UnreadableFormula, names_in
from bot.policy.yaml_files import Strict

Operator = Literal[
    "is",
    "is_not",
    "one_of",
    "not_one_of",
    "at_least",
    "at_most",
    "more_than",
    "less_than",
]
Scalar = StrictBool | StrictInt | StrictFloat | StrictStr
# What only has to be kept: nobody receives it.
LIMIT = "limit"
# What a measure gives; the label is how a sentence names it.
BENEFIT_KINDS = {
    "subsidy": "补助",
    "interest_subsidy": "贷款贴息",
    "loan": "贷款",
    "tax_relief": "税收优惠",
    "permission": "可以办",
    LIMIT: "人数、期限等限度",
    "recognition": "认定",
    "voucher": "创新券兑付",
    "buyback": "约定回购",
    "finance": "融资支持",
    "support": "支持",
    "equal_treatment": "同等优惠",
    "training": "培训",
    "service": "服务",
    "platform": "平台建设",
    "event": "赛事活动",
    "appraisal": "考核评价",
    "assessment": "评估和表扬激励",
    "encouragement": "鼓励",
    "government_duty": "政府要做的事",
}
# The kinds that give something definite; the others tell what is supported in general.
GRANTS = frozenset(BENEFIT_KINDS) - {
    "finance", "support", "service", "platform", "event", "encouragement", "government_duty",
}  # fmt: skip


class Condition(Strict):
    """A node of the tree: `all`, `any` or `not` of nodes, or a leaf about one attribute.

    A leaf's `text` is its wording for the visitor, `quote` the sentence it rests on where the text is
    held; `document` and `clause` where that is another place than the provision's own. `judged`: no
    written standard, so an office decides. `changeable` false: nobody could bring this value about
    («从来没借过»). `instead`: the matter that is meant where it isn't so (兼职 where nobody leaves the post).
    """

    all: list[Condition] = []
    any: list[Condition] = []
    not_: Condition | None = Field(None, alias="not")
    attribute: str = ""
    operator: Operator = "is"
    value: Scalar | list[Scalar] | None = None
    text: str = ""
    quote: str = ""
    document: str = ""
    clause: str = ""
    judged: bool = False
    changeable: bool = True
    instead: str = ""

    @root_validator
    def _one_kind(cls, values: dict[str, Any]) -> dict[str, Any]:
        if sum(bool(values.get(kind)) for kind in ("all", "any", "not_", "attribute")) != 1:
            raise ValueError("每个条件写 all、any、not、attribute 中的一个")
        if values.get("attribute") and (values.get("value") is None or not values.get("text")):
            raise ValueError("attribute 之外还要写 value、text（存有原文的还要写 quote）")
        return values

    @property
    def kind(self) -> str:
        """all, any, not or leaf."""
        return "all" if self.all else "any" if self.any else "not" if self.not_ else "leaf"

    @property
    def children(self) -> list[Condition]:
        """The nodes below; none for a leaf."""
        return self.all or self.any or ([self.not_] if self.not_ else [])

    def leaves(self) -> list[Condition]:
        """All leaves in order of writing."""
        return [leaf for child in self.children for leaf in child.leaves()] or [self]


class Per(Strict):
    """A sum for each person, month or year, `counted` by an attribute; at most for `years` or `months`."""

    yuan: int
    each: Literal["person", "month", "year", "job", "household"]
    counted: str = ""
    years: int | None = None
    months: int | None = None


class RateBound(Strict):
    """An interest rate of at most a benchmark plus basis points (100 points are one percent)."""

    benchmark: str
    plus_bp: int


class Deduction(Strict):
    """A sum a year that is deducted from the taxes in `order`, for at most `years`."""

    yuan_per_year: int
    years: int | None = None
    order: list[str] = []


class Tier(Strict):
    """`percent` of the base, or `yuan`, up to `up_to` (of the base's unit); the last tier has no `up_to`."""

    up_to: int | None = None
    percent: Decimal | None = None
    yuan: int | None = None

    @root_validator(skip_on_failure=True)
    def _one_figure(cls, values: dict[str, Any]) -> dict[str, Any]:
        if (values["percent"] is None) == (values["yuan"] is None):
            raise ValueError("每一档写 percent 或 yuan 中的一个")
        return values


class Tiers(Strict):
    """Which share or sum holds for which size of the attribute `base`; the tiers rise."""

    base: str
    each: list[Tier] = Field(min_items=1)

    @validator("each")
    def _rising(cls, value: list[Tier]) -> list[Tier]:
        bounds = [tier.up_to for tier in value]
        known = [bound for bound in bounds if bound is not None]
        if None in bounds[:-1] or known != sorted(set(known)):
            raise ValueError("各档的 up_to 要从小到大，只有最后一档可以不写")
        return value


class Instalment(Strict):
    """What is due of the base, in percent, at one time (`at`: 第12个月)."""

    at: str
    percent: Decimal


_SHAPES = (
    "fixed_yuan", "at_most_yuan", "rate_percent", "count_limit", "per", "rate_bound", "deduction", "tiers",
    "instalments", "formula",
)  # fmt: skip


class Benefit(Strict):
    """What is given, in one of the shapes; none where the document gives no figure.

    `fixed_yuan`: a fixed sum (元); `at_most_yuan`: a ceiling. `rate_percent` of the attribute `base`
    (元), at most `cap_yuan` (元); `upper_bound`: the document promises no more than a ceiling («以内»).
    `count_limit`: times in all, counted by the attribute `counted`. `rate` and `years`: attributes for
    interest on `base` where the document names the rate but gives no figure. `instalments`: the shares of
    `base` that fall due one after the other. `formula` in numbers and
    attributes, `says` is how people read it; `at_most`: its outcome is a ceiling. `within`: the attribute
    (元) that a formula's sum never goes beyond where it is known («只抵到该交的数»); nobody is asked for it.
    `owed`: it is also what has to be paid where the verdict is no.
    """

    kind: str
    fixed_yuan: int | None = None
    at_most_yuan: int | None = None
    rate_percent: Decimal | None = None
    base: str = ""
    cap_yuan: int | None = None
    upper_bound: bool = False
    once: bool = False
    count_limit: int | None = None
    counted: str = ""
    rate: str = ""
    years: str = ""
    per: Per | None = None
    rate_bound: RateBound | None = None
    deduction: Deduction | None = None
    tiers: Tiers | None = None
    instalments: list[Instalment] = []
    formula: str = ""
    at_most: bool = False
    within: str = ""
    owed: bool = False
    says: str = ""
    quote: str = ""

    @validator("kind")
    def _known_kind(cls, value: str) -> str:
        if value not in BENEFIT_KINDS:
            raise ValueError(f"kind 只能是 {'、'.join(BENEFIT_KINDS)}")
        return value

    @validator("formula")
    def _readable(cls, value: str) -> str:
        try:
            names_in(value)
        except UnreadableFormula as error:
            raise ValueError(str(error)) from None
        return value

    @root_validator(skip_on_failure=True)
    def _one_shape(cls, values: dict[str, Any]) -> dict[str, Any]:
        shapes = [name for name in _SHAPES if values[name] not in (None, "", [])]
        if len(shapes) > 1:
            raise ValueError(f"{'、'.join(shapes)} 只能写一个")
        if values["formula"] and not values["says"]:
            raise ValueError("写了 formula 还要写 says（给人看的算法）")
        return values

    def attributes(self) -> list[str]:
        """The attributes an amount is calculated from, in the order of asking."""
        named = [self.base, self.counted, self.rate, self.years]
        named += [self.per.counted] if self.per else []
        named += [self.tiers.base] if self.tiers else []
        named += [*names_in(self.formula), self.within]
        return [name for name in dict.fromkeys(named) if name]


class Relation(Strict):
    """Another matter that this one excludes, stacks with or equals, in the document's words."""

    kind: Literal["excludes", "stacks", "same_as"]
    matter: str
    text: str
    quote: str = ""


class Eligibility(Strict):
    """Everything that decides on a matter. Without `conditions` the document sets none."""

    conditions: Condition | None = None
    benefit: Benefit
    notes: list[str] = []
    relations: list[Relation] = []
    not_regulated: list[str] = []

    def leaves(self) -> list[Condition]:
        """All leaves of the conditions."""
        return self.conditions.leaves() if self.conditions else []


Condition.update_forward_refs()
