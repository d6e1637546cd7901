"""How a measure's eligibility is written in YAML: conditions as a tree, the benefit as numbers with units.

Only what the document says stands here; what it leaves open is listed under `not_regulated`.
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
# What a measure gives; the label is how a sentence names it.
BENEFIT_KINDS = {
    "subsidy": "补助",
    "interest_subsidy": "贷款贴息",
    "voucher": "创新券兑付",
    "buyback": "约定回购",
    "finance": "融资支持",
    "support": "支持",
    "equal_treatment": "同等优惠",
    "training": "培训",
    "service": "服务",
    "platform": "平台建设",
    "event": "赛事活动",
    "recognition": "考核评价",
    "assessment": "评估和表扬激励",
    "encouragement": "鼓励",
    "government_duty": "政府要做的事",
}


class Condition(Strict):
    """A node of the tree: `all`, `any` or `not` of nodes, or a leaf about one attribute.

    A leaf's `text` is its wording for the visitor, `quote` the sentence of the clause it rests on.
    `changeable` false: nobody could bring this value about («从来没借过»).
    """

    all: list[Condition] = []
    any: list[Condition] = []
    not_: Condition | None = Field(None, alias="not")
    attribute: str = ""
    operator: Operator = "is"
    value: Scalar | list[Scalar] | None = None
    text: str = ""
    quote: str = ""
    changeable: bool = True

    @root_validator
    def _one_kind(cls, values: dict[str, Any]) -> dict[str, Any]:
        if sum(bool(values.get(kind)) for kind in ("all", "any", "not_", "attribute")) != 1:
            raise ValueError("每个条件写 all、any、not、attribute 中的一个")
        if values.get("attribute") and (
            values.get("value") is None or not values.get("text") or not values.get("quote")
        ):
            raise ValueError("attribute 之外还要写 value、text、quote")
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


class Benefit(Strict):
    """What is given. `rate_percent` of the attribute `base` (元), at most `cap_yuan` (元).

    `upper_bound`: the document promises no more than a ceiling («以内»). `count_limit`: times in all,
    counted by the attribute `counted`. `rate` and `years`: attributes for interest on `base`
    where the document names the rate but gives no figure.
    """

    kind: str
    rate_percent: Decimal | None = None
    base: str = ""
    cap_yuan: int | None = None
    upper_bound: bool = False
    once: bool = False
    count_limit: int | None = None
    counted: str = ""
    rate: str = ""
    years: str = ""
    quote: str = ""

    @validator("kind")
    def _known_kind(cls, value: str) -> str:
        if value not in BENEFIT_KINDS:
            raise ValueError(f"kind 只能是 {'、'.join(BENEFIT_KINDS)}")
        return value

    def attributes(self) -> list[str]:
        """The attributes an amount is calculated from, in the order of asking."""
        return [name for name in (self.base, self.counted, self.rate, self.years) if name]


class Relation(Strict):
    """Another measure that this one excludes, stacks with or equals, in the document's words."""

    kind: Literal["excludes", "stacks", "same_as"]
    measure: str
    text: str
    quote: str


class Eligibility(Strict):
    """Everything that decides on a measure. Without `conditions` the document sets none."""

    conditions: Condition | None = None
    benefit: Benefit
    notes: list[str] = []
    relations: list[Relation] = []
    not_regulated: list[str] = []

    def leaves(self) -> list[Condition]:
        """All leaves of the conditions."""
        return self.conditions.leaves() if self.conditions else []

    def quotes(self) -> list[tuple[int, str]]:
        """(line in the file, sentence) of everything here that rests on the clause."""
        cited: list[Condition | Benefit | Relation] = [
            *self.leaves(),
            self.benefit,
            *self.relations,
        ]
        return [(item.line, item.quote) for item in cited if item.quote]


Condition.update_forward_refs()
