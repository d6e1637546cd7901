"""Writing rules into the policy store; `bot.policy.rule_store` reads them."""

from __future__ import annotations

import json
from typing import Any

import sqlite_utils

from bot.policy.rules import Condition, Eligibility
from bot.policy.structure import Clause


def create_tables(db: sqlite_utils.Database) -> None:
    """The tables of rules."""
    db.table("rules").create(
        {"topic": str, "document": str, "clause": str, "benefit": str, "notes": str,
         "not_regulated": str, "replaces": str},
        pk="topic",
        foreign_keys=[("topic", "topics", "slug"), ("document", "documents", "number")],
    )  # fmt: skip
    db.table("conditions").create(
        {"id": int, "topic": str, "parent": int, "kind": str, "attribute": str, "operator": str,
         "value": str, "text": str, "quote": str, "start": int, "end": int, "changeable": int},
        pk="id",
        foreign_keys=[("topic", "rules", "topic"), ("parent", "conditions", "id")],
    )  # fmt: skip
    db.table("relations").create(
        {"topic": str, "position": int, "kind": str, "measure": str, "text": str, "quote": str,
         "start": int, "end": int},
        pk=("topic", "position"),
        foreign_keys=[("topic", "rules", "topic")],
    )  # fmt: skip


def add_rule(
    db: sqlite_utils.Database,
    topic: str,
    document: str,
    clause: Clause,
    rule: Eligibility,
    replaces: str,
) -> None:
    """Write one measure's rule."""
    benefit = json.loads(rule.benefit.json(exclude={"line"}, exclude_defaults=False))
    if rule.benefit.quote:
        benefit["start"], benefit["end"] = _span(clause, rule.benefit.quote)
    db.table("rules").insert(
        {
            "topic": topic,
            "document": document,
            "clause": clause.number,
            "benefit": _json(benefit),
            "notes": _json(rule.notes),
            "not_regulated": _json(rule.not_regulated),
            "replaces": replaces,
        }
    )
    if rule.conditions:
        _add_condition(db, topic, clause, rule.conditions, None)
    for position, relation in enumerate(rule.relations):
        start, end = _span(clause, relation.quote)
        row = relation.dict(exclude={"line"})
        db.table("relations").insert(
            {"topic": topic, "position": position, **row, "start": start, "end": end}
        )


def _add_condition(
    db: sqlite_utils.Database,
    topic: str,
    clause: Clause,
    node: Condition,
    parent: int | None,
) -> None:
    row: dict[str, Any] = {"topic": topic, "parent": parent, "kind": node.kind}
    if node.kind == "leaf":
        start, end = _span(clause, node.quote)
        row |= {
            "attribute": node.attribute,
            "operator": node.operator,
            "value": _json(node.value),
        }
        row |= {"text": node.text, "quote": node.quote, "start": start, "end": end}
        row["changeable"] = int(node.changeable)
    new = db.table("conditions").insert(row).last_pk
    for child in node.children:
        _add_condition(db, topic, clause, child, int(str(new)))


def _span(clause: Clause, quote: str) -> tuple[int, int]:
    start = clause.start + clause.text.index(quote)
    return start, start + len(quote)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
