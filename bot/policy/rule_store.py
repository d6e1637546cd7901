"""Reading rules from the SQLite policy store: conditions row by row, each with its span in the document."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bot.policy.conditions import Group, Leaf, Node

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
