"""The form of a rule: conditions and benefit as chosen from lists ↔ the `rule` of a provision.

What the form can't say is named by `beyond`; such a rule is changed in its YAML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.helpdesk.knowledge import benefit_form
from bot.helpdesk.knowledge.facts import NUMBERS, fact_labels, facts, read_value, show_value
from bot.policy.attributes import Attribute
from bot.policy.rules import BENEFIT_KINDS

ROWS = 10
_SPARE_ROWS = 2
JOINS = {"all": "每一条都要满足", "any": "满足一条就行"}
OPERATORS = {
    "is": "是",
    "is_not": "不是",
    "at_least": "不少于",
    "at_most": "不多于",
    "more_than": "多于",
    "less_than": "少于",
}
_MANY = {"one_of": "is", "not_one_of": "is_not"}
# Of a leaf, what the form writes, and what it leaves as it is.
_KEPT = ("document", "clause", "changeable")
_LEAF = {"attribute", "operator", "value", "text", "quote", "judged", *_KEPT}
_LONGEST = 300


@dataclass
class TypedRule:
    """What a form yields: the rule, and what is wrong by field."""

    rule: dict[str, Any]
    errors: dict[str, str] = field(default_factory=dict)


def beyond(rule: Mapping[str, Any]) -> list[str]:
    """What of a rule the form can't say; empty where it can say all."""
    found = []
    conditions, benefit = rule.get("conditions"), rule.get("benefit") or {}
    if conditions and not all(set(leaf) <= _LEAF and leaf.get("attribute") for leaf in _leaves(conditions)):
        found.append("条件里套着条件，或者有“除了……”")
    if len(_leaves(conditions)) > ROWS:
        found.append(f"条件多于 {ROWS} 条")
    known = {None, *fact_labels()}
    unknown = [leaf["attribute"] for leaf in _leaves(conditions) if leaf.get("attribute") not in known]
    return [*found, *(f"没有“{name}”这个事实" for name in unknown), *benefit_form.beyond(benefit)]


def shown(rule: Mapping[str, Any]) -> dict[str, str]:
    """A rule as the fields of the form."""
    conditions = rule.get("conditions") or {}
    fields = {"join": "any" if conditions.get("any") else "all"}
    labels = fact_labels()
    for row, leaf in enumerate(_leaves(conditions)):
        attribute = facts()[labels[leaf["attribute"]]]
        operator = leaf.get("operator", "is")
        fields |= {
            f"fact_{row}": labels[leaf["attribute"]],
            f"operator_{row}": _MANY.get(operator, operator),
            f"text_{row}": str(leaf.get("text", "")),
            f"quote_{row}": str(leaf.get("quote", "")),
            f"judged_{row}": "yes" if leaf.get("judged") else "",
            **show_value(attribute, leaf.get("value"), row),
        }
    return {**fields, **benefit_form.shown(rule.get("benefit") or {})}


def rows(fields: Mapping[str, str]) -> list[tuple[int, Attribute | None]]:
    """(number of a row, its fact where it is one of the list): those in use and some to be filled."""
    used = [int(n[5:]) for n in fields if re.fullmatch(r"fact_\d", n) and fields[n].strip()]
    last = min(max(used, default=-1) + _SPARE_ROWS, ROWS - 1)
    return [(row, facts().get(fields.get(f"fact_{row}", "").strip())) for row in range(last + 1)]


def read(fields: Mapping[str, str], before: Mapping[str, Any], held: bool) -> TypedRule:
    """The rule as chosen; `held`: the text is at hand, so each part names its sentence."""
    errors: dict[str, str] = {}
    old = _leaves(before.get("conditions"))
    leaves = [leaf for row, _ in rows(fields) if (leaf := _leaf(fields, row, old, held, errors))]
    kept = {name: value for name, value in before.items() if name not in {"conditions", "benefit"}}
    join = fields.get("join", "all")
    conditions = {"conditions": {join if join in JOINS else "all": leaves}} if leaves else {}
    benefit = benefit_form.read(fields, held, errors)
    return TypedRule({**conditions, "benefit": benefit, **kept}, errors)


def described(rule: Mapping[str, Any]) -> list[str]:
    """A rule in lines for whoever approves it."""
    conditions = rule.get("conditions") or {}
    join = "满足一条就行" if conditions.get("any") else "都要满足"
    texts = [str(leaf.get("text", "")) for leaf in _all_leaves(conditions)]
    lines = [f"条件（{join}）：{'；'.join(texts)}"] if texts else ["没有条件"]
    benefit = rule.get("benefit") or {}
    kind = BENEFIT_KINDS.get(benefit.get("kind", ""), "")
    return [*lines, f"给什么：{kind}　{benefit_form.described(benefit)}".strip()]


def quotes_of(rule: Mapping[str, Any]) -> list[str]:
    """The sentences that the parts of a rule rest on."""
    parts = [*_all_leaves(rule.get("conditions") or {}), rule.get("benefit") or {}]
    return [str(part["quote"]) for part in parts if part.get("quote")]


def _leaf(
    fields: Mapping[str, str], row: int, old: list[dict[str, Any]], held: bool, errors: dict[str, str]
) -> dict[str, Any]:
    """The condition of a row; empty where nothing was chosen in it."""
    said, text = fields.get(f"fact_{row}", "").strip(), " ".join(fields.get(f"text_{row}", "").split())
    attribute = facts().get(said)
    if attribute is None:
        if said:
            errors[f"fact_{row}"] = (
                f"列表里没有“{said[:40]}”。列表里没有的事实，表单写不了：请技术人员先写进 data/attributes/。"
            )
        elif text:
            errors[f"fact_{row}"] = "请选这一条看的是什么事实；不要这一条，就把下面的话也清空。"
        return {}
    operator = _operator(fields.get(f"operator_{row}", "is"), attribute)
    value = read_value(attribute, fields, row, errors)
    if isinstance(value, list):
        operator = {"is": "one_of", "is_not": "not_one_of"}[operator]
    if not 2 <= len(text) <= _LONGEST:
        errors[f"text_{row}"] = "请用一句短话写这个条件，访客会看到，例如：是退役军人。"
    leaf: dict[str, Any] = {"attribute": attribute.name, "operator": operator, "value": value, "text": text}
    quote = fields.get(f"quote_{row}", "").strip()
    if held and not quote:
        errors[f"quote_{row}"] = "请选它依据的是哪一句。"
    leaf |= {"quote": quote} if quote else {}
    leaf |= {"judged": True} if fields.get(f"judged_{row}") else {}
    about = [before for before in old if before.get("attribute") == attribute.name]
    # Two conditions may be about one fact, each with a place of its own.
    same = next((before for before in about if _means(before) == _means(leaf)), next(iter(about), {}))
    as_before = ("operator", "value") if same and _means(same) == _means(leaf) else ()
    return {**leaf, **{name: same[name] for name in (*_KEPT, *as_before) if name in same}}


def _means(leaf: Mapping[str, Any]) -> tuple[str, frozenset[Any]]:
    """Operator and values whatever their order: what is only written differently is no change."""
    operator, value = leaf.get("operator", "is"), leaf.get("value")
    values = frozenset(value) if isinstance(value, list) else frozenset([value])
    return _MANY.get(operator, operator), values


def _operator(chosen: str, attribute: Attribute) -> str:
    allowed = OPERATORS if attribute.type in NUMBERS else ("is", "is_not")
    return chosen if chosen in allowed else "is"


def _leaves(conditions: Any) -> list[dict[str, Any]]:
    """The conditions right below the top, each a leaf or, in what the form can't say, more than that."""
    if not conditions:
        return []
    return list(conditions.get("all") or conditions.get("any") or [conditions])


def _all_leaves(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    below = node.get("all") or node.get("any") or ([node["not"]] if node.get("not") else [])
    for child in below:
        yield from _all_leaves(child)
    if not below and node.get("attribute"):
        yield node


__all__ = ["JOINS", "OPERATORS", "ROWS", "TypedRule", "beyond", "described", "read", "rows", "shown"]
