"""Reading matters and provisions from the policy store: all at once, since a store never changes."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bot.policy.rule_store import Rule, rule_from
from bot.policy.selection import Certainty, Provision, Source
from bot.policy.topics import Door, MatterFacts
from bot.policy.versions import number_of

Query = Callable[..., list[Any]]


@dataclass(frozen=True)
class Held:
    """Matters by slug, their provisions, and the matters that some rule decides on."""

    matters: Mapping[str, MatterFacts]
    provisions: Mapping[str, tuple[Provision, ...]]
    decided: frozenset[str]


def read_held(query: Query) -> Held:
    """Everything that answers are made of."""
    matters = {row["slug"]: _matter(row) for row in query("SELECT * FROM matters ORDER BY rowid")}
    documents = {row["number"]: dict(row) for row in query("SELECT * FROM documents")}
    reader = _Reader(documents, _related(query), _sources(query, documents), _departments(query))
    provisions: dict[str, list[Provision]] = {slug: [] for slug in matters}
    for row in query("SELECT * FROM provisions ORDER BY id"):
        provisions[row["matter"]].append(reader.provision(row, matters[row["matter"]].name))
    decided = frozenset(slug for slug, several in provisions.items() if any(p.rule for p in several))
    return Held(matters, {slug: tuple(several) for slug, several in provisions.items()}, decided)


def _matter(row: Any) -> MatterFacts:
    door = json.loads(row["door"])
    return MatterFacts(
        slug=row["slug"],
        area=row["area"],
        name=row["name"],
        group=row["heading"],
        other_names=tuple(json.loads(row["other_names"])),
        serves=tuple(json.loads(row["serves"])),
        door=Door(door["office"], tuple(door["bring"]), door["hotline"]),
        asks=json.loads(row["asks"]),
        verdicts=json.loads(row["verdicts"]),
        see_also=tuple(json.loads(row["see_also"])),
        tells=row["tells"],
        silent=row["silent"],
    )


def _related(query: Query) -> dict[str, frozenset[str]]:
    """document → the documents that it says a relation to."""
    found: dict[str, set[str]] = {}
    for row in query("SELECT document, other FROM relations"):
        found.setdefault(row["document"], set()).add(row["other"])
    return {document: frozenset(others) for document, others in found.items()}


def _sources(query: Query, documents: dict[str, dict[str, Any]]) -> dict[int, tuple[Source, ...]]:
    rows = query(
        "SELECT s.provision, s.document, s.clause, s.quote, COALESCE(c.title, '') AS title FROM sources s "
        "LEFT JOIN clauses c ON c.document = s.document AND c.number = s.clause "
        "ORDER BY s.provision, s.position"
    )
    found: dict[int, list[Source]] = {}
    for row in rows:
        found.setdefault(row["provision"], []).append(
            source(documents[row["document"]], row["clause"], row["title"], row["quote"])
        )
    return {provision: tuple(several) for provision, several in found.items()}


def source(document: Mapping[str, Any], clause: str, title: str, quote: str) -> Source:
    """A clause with what the store knows of its document (a row of `documents`)."""
    return Source(
        document["name"],
        clause,
        title,
        quote,
        document["title"],
        document["level"],
        document["region"],
        document["issued"] or document["valid_from"],
        state_of(document, dt.date.today()),
        document["official_url"],
    )


def state_of(document: Mapping[str, Any], day: dt.date) -> str:
    """`in force`, `unconfirmed` or `ended` on a day."""
    if document["valid_to"] and document["valid_to"] < day.isoformat():
        return "ended"
    return "in force" if _certainty(document["certainty"]).in_force == "confirmed" else "unconfirmed"


def _departments(query: Query) -> dict[int, tuple[tuple[str, ...], bool]]:
    """clause → the departments of the annex, and whether 等 leaves the list open."""
    names: dict[int, list[str]] = {}
    for row in query(
        "SELECT clause_id, name FROM clause_departments JOIN departments ON id = department_id "
        "ORDER BY clause_id, position"
    ):
        names.setdefault(row["clause_id"], []).append(row["name"])
    others = {row["id"]: bool(row["and_others"]) for row in query("SELECT id, and_others FROM clauses")}
    return {clause: (tuple(several), others[clause]) for clause, several in names.items()}


@dataclass(frozen=True)
class _Reader:
    documents: dict[str, dict[str, Any]]
    related: dict[str, frozenset[str]]
    sources: dict[int, tuple[Source, ...]]
    departments: dict[int, tuple[tuple[str, ...], bool]]

    def provision(self, row: Any, name: str) -> Provision:
        document = self.documents[row["document"]]
        departments, and_others = self.departments.get(row["clause_id"], ((), False))
        start, end = _day(row["valid_from"]), row["valid_to"]
        return Provision(
            slug=row["slug"],
            matter=row["matter"],
            document=number_of(row["document"]),
            clause=row["clause"],
            level=document["level"],
            region=document["region"],
            answer=row["answer"],
            valid_from=start,
            valid_to=_day(end) if end else None,
            kind=document["kind"],
            aspects=json.loads(row["aspects"]),
            issued=document["issued"] or "",
            begins=_day(document["valid_from"]),
            certainty=_certainty(document["certainty"]),
            by=row["chosen_by"],
            follows=row["follows"],
            defers=bool(row["defers"]),
            held=document["text"] is not None and document["kind"] != "law",
            position=row["position"],
            related=self.related.get(document["name"], frozenset()),
            sources=self.sources.get(row["id"], ()),
            departments=departments,
            and_others=and_others,
            rule=self._rule(row, name) if row["rule"] else None,
        )

    def _rule(self, row: Any, name: str) -> Rule:
        head = {
            "topic": row["matter"],
            "name": name,
            "document": number_of(row["document"]),
            "clause": row["clause"],
            "valid_from": _day(row["valid_from"]),
            "valid_to": _day(row["valid_to"]) if row["valid_to"] else None,
            "by": row["chosen_by"],
        }
        return rule_from(json.loads(row["rule"]), head)


@lru_cache(maxsize=256)
def _certainty(written: str) -> Certainty:
    return Certainty(**{key: str(value or "") for key, value in json.loads(written).items()})


def _day(iso: str) -> dt.date:
    return dt.date.fromisoformat(iso)
