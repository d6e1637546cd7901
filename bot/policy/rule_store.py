"""Rules in the SQLite policy store: conditions row by row, each with its span in the document."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlite_utils

from bot.policy.conditions import Group, Leaf, Node
from bot.policy.rules import Condition, Eligibility
from bot.policy.structure import Clause

# Runs one SQL statement and gives its rows.
Query = Callable[[str], Iterable[Any]]


@dataclass(frozen=True)
class Benefit:
    """What a measure gives; numbers as in `bot.policy.rules.Benefit`. `quote` may be empty."""

    kind: str
    rate_percent: Decimal | None
    base: str
    cap_yuan: int | None
    upper_bound: bool
    once: bool
    count_limit: int | None
    counted: str
    rate: str
    years: str
    quote: str
    attributes: tuple[str, ...]


@dataclass(frozen=True)
class Relation:
    """Another measure that the document says this one excludes, stacks with or equals."""

    kind: str
    measure: str
    text: str
    quote: str


@dataclass(frozen=True)
class Rule:
    """What decides on one measure. `conditions` is None where the document sets none.

    Valid from `valid_from` to `valid_to`, both days included; no end known: None.
    """

    topic: str
    name: str
    document: str
    clause: str
    conditions: Node | None
    benefit: Benefit
    notes: tuple[str, ...]
    relations: tuple[Relation, ...]
    not_regulated: tuple[str, ...]
    valid_from: dt.date
    valid_to: dt.date | None
    replaces: str

    def valid_on(self, day: dt.date) -> bool:
        """Whether the measure is in force on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


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


def read_rules(query: Query) -> dict[str, Rule]:
    """All rules of a store, by measure."""
    nodes = _read_conditions(query)
    relations: dict[str, list[Relation]] = {}
    for row in query("SELECT * FROM relations ORDER BY topic, position"):
        relation = Relation(row["kind"], row["measure"], row["text"], row["quote"])
        relations.setdefault(row["topic"], []).append(relation)
    rows = query(
        "SELECT rules.*, topics.name, topics.valid_from, topics.valid_to FROM rules "
        "JOIN topics ON slug = topic ORDER BY rules.rowid"
    )
    return {
        row["topic"]: Rule(
            topic=row["topic"],
            name=row["name"],
            document=row["document"],
            clause=row["clause"],
            conditions=nodes.get(row["topic"]),
            benefit=_benefit(json.loads(row["benefit"])),
            notes=tuple(json.loads(row["notes"])),
            relations=tuple(relations.get(row["topic"], ())),
            not_regulated=tuple(json.loads(row["not_regulated"])),
            valid_from=dt.date.fromisoformat(row["valid_from"]),
            valid_to=row["valid_to"] and dt.date.fromisoformat(row["valid_to"]),
            replaces=row["replaces"],
        )
        for row in rows
    }


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


def _read_conditions(query: Query) -> dict[str, Node]:
    rows = query(
        "SELECT conditions.*, document, clause FROM conditions JOIN rules USING (topic) ORDER BY id DESC"
    )
    below: dict[int, list[Node]] = {}
    roots: dict[str, Node] = {}
    # Children have higher ids than their parent, so from the end every node finds its own ready.
    for row in rows:
        node: Node
        if row["kind"] == "leaf":
            fields = (
                "attribute",
                "operator",
                "text",
                "quote",
                "document",
                "clause",
                "start",
                "end",
            )
            node = Leaf(
                **{f: row[f] for f in fields},
                value=_value(json.loads(row["value"])),
                changeable=bool(row["changeable"]),
            )
        else:
            node = Group(row["kind"], tuple(reversed(below[row["id"]])))
        if row["parent"] is None:
            roots[row["topic"]] = node
        else:
            below.setdefault(row["parent"], []).append(node)
    return roots


def _benefit(row: dict[str, Any]) -> Benefit:
    names = ("base", "counted", "rate", "years")
    plain = {k: v for k, v in row.items() if k not in {"start", "end", "rate_percent"}}
    rate = row["rate_percent"]
    return Benefit(
        **plain,
        rate_percent=None if rate is None else Decimal(str(rate)),
        attributes=tuple(row[name] for name in names if row[name]),
    )


def _value(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _span(clause: Clause, quote: str) -> tuple[int, int]:
    start = clause.start + clause.text.index(quote)
    return start, start + len(quote)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
