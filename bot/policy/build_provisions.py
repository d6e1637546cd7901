"""Writing matters and provisions into the policy store, each quote with its place in the text."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import sqlite_utils

from bot.policy.documents import Document, FiledProvision
from bot.policy.matters import FiledMatter
from bot.policy.references import ClauseRef
from bot.policy.rules import Benefit, Condition, Eligibility
from bot.policy.versions import number_of


def create_tables(db: sqlite_utils.Database) -> None:
    """The tables of matters and provisions; rules and lists are kept as JSON."""
    db.table("matters").create(
        {
            "slug": str, "area": str, "name": str, "heading": str, "other_names": str, "serves": str,
            "door": str, "asks": str, "verdicts": str, "see_also": str, "tells": str, "silent": str,
        },
        pk="slug",
    )  # fmt: skip
    db.table("provisions").create(
        {
            "id": int, "slug": str, "matter": str, "document": str, "clause": str, "position": int,
            "answer": str, "aspects": str, "valid_from": str, "valid_to": str, "chosen_by": str,
            "follows": str, "defers": int, "clause_id": int, "rule": str,
        },
        pk="id",
        foreign_keys=[("matter", "matters", "slug"), ("document", "documents", "number")],
    )  # fmt: skip
    db.table("provisions").create_index(["matter"])
    db.table("sources").create(
        {
            "provision": int, "position": int, "document": str, "clause": str,
            "quote": str, "start": int, "end": int,
        },
        pk=("provision", "position"),
        foreign_keys=[("provision", "provisions", "id"), ("document", "documents", "number")],
        defaults={"quote": "", "start": 0, "end": 0},
    )  # fmt: skip
    db.table("sources").create_index(["document", "clause"])


def add_matters(db: sqlite_utils.Database, matters: Iterable[FiledMatter]) -> None:
    """Write all matters."""
    db.table("matters").insert_all(
        {
            "slug": filed.slug,
            "area": filed.area,
            "name": filed.matter.name,
            "heading": filed.matter.group,
            "other_names": _json(filed.matter.other_names),
            "serves": _json(filed.matter.serves),
            "door": filed.matter.door.json(exclude={"line"}, ensure_ascii=False),
            "asks": _json(filed.matter.asks),
            "verdicts": _json(filed.matter.verdicts),
            "see_also": _json(filed.matter.see_also),
            "tells": filed.matter.tells,
            "silent": filed.matter.silent,
        }
        for filed in matters
    )


def add_provisions(
    db: sqlite_utils.Database,
    documents: Sequence[tuple[Document, Document]],
    ended: Mapping[str, dt.date],
) -> None:
    """Write the provisions of all documents, each as it was read and as its version was settled.

    `ended`: the last day of documents that others ended. A newer version ends the older one's
    provisions only on the matters that it speaks of itself.
    """
    texts = _Texts(settled for _, settled in documents)
    for read, settled in documents:
        for position, filed in enumerate(read.provisions):
            ends = [read.span(filed.provision)[1], ended.get(read.info.number)]
            ends += _taken_over(read, filed.provision.matter, documents)
            end = min((day for day in ends if day), default=None)
            _add(db, settled, filed, position, (read.span(filed.provision)[0], end), texts)


def _taken_over(
    older: Document, matter: str, documents: Sequence[tuple[Document, Document]]
) -> list[dt.date]:
    """The last days before newer versions of a document lay down the same matter."""
    return [
        newer.info.valid_from - dt.timedelta(days=1)
        for newer, _ in documents
        if newer.info.number == older.info.number
        and newer.info.valid_from > older.info.valid_from
        and any(filed.provision.matter == matter for filed in newer.provisions)
    ]


class _Texts:
    """Where clauses lie in the texts, by the key of a document's version; others are cited in the newest."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._clauses: dict[ClauseRef, tuple[str, int]] = {}
        self._keys: dict[str, str] = {}
        for document in sorted(documents, key=lambda d: d.info.valid_from):
            name = number_of(document.info.number)
            self._keys[name] = document.info.number
            for clause in document.structure.clauses:
                self._clauses[ClauseRef(document.info.number, clause.number)] = clause.text, clause.start

    def place(self, document: str, clause: str, own: str) -> ClauseRef:
        """A clause by the key of the version that is meant: `own` is the key of the citing document."""
        same = document in ("", number_of(own))
        return ClauseRef(own if same else self._keys.get(document, document), clause)

    def span(self, ref: ClauseRef, quote: str) -> tuple[int, int]:
        """[start, end) of a quote in its document; (0, 0) where its clause isn't held."""
        text, begin = self._clauses.get(ref, ("", 0))
        if not quote or quote not in text:
            return 0, 0
        start = begin + text.index(quote)
        return start, start + len(quote)

    def whole(self, ref: ClauseRef) -> tuple[str, int, int]:
        """A clause with its place; empty where it isn't held."""
        text, start = self._clauses.get(ref, ("", 0))
        return text, start, start + len(text)


def _add(
    db: sqlite_utils.Database,
    document: Document,
    filed: FiledProvision,
    position: int,
    span: tuple[dt.date, dt.date | None],
    texts: _Texts,
) -> None:
    provision = filed.provision
    start, end = span
    clause_id = next(
        iter(
            db.query(
                "SELECT id FROM clauses WHERE document = ? AND number = ?",
                [document.info.number, provision.clause],
            )
        ),
        {"id": None},
    )["id"]
    row = {
        "slug": provision.slug,
        "matter": provision.matter,
        "document": document.info.number,
        "clause": provision.clause,
        "position": position,
        "answer": provision.answer,
        "aspects": _json(provision.aspects),
        "valid_from": start.isoformat(),
        "valid_to": end.isoformat() if end else None,
        "chosen_by": provision.by,
        "follows": provision.follows,
        "defers": int(provision.defers),
        "clause_id": clause_id,
        "rule": _json(_rule(provision.rule, ClauseRef(document.info.number, provision.clause), texts))
        if provision.rule
        else None,
    }
    pk = db.table("provisions").insert(row).last_pk
    db.table("sources").insert_all(
        {"provision": pk, "position": number, **source}
        for number, source in enumerate(_sources(document, filed, texts))
    )


def _sources(document: Document, filed: FiledProvision, texts: _Texts) -> Iterator[dict[str, Any]]:
    """Its own clause with each quote; then the further places, the clause itself where it is held."""
    provision, key = filed.provision, document.info.number
    own, *further = (texts.place(ref.document, ref.clause, key) for ref in provision.places(number_of(key)))
    for quote in provision.quotes:
        start, end = texts.span(own, quote)
        yield {**asdict(own), "quote": quote, "start": start, "end": end}
    for ref in further if provision.quotes else (own, *further):
        quote, start, end = texts.whole(ref)
        yield {**asdict(ref), "quote": quote, "start": start, "end": end}


def _rule(rule: Eligibility, own: ClauseRef, texts: _Texts) -> dict[str, Any]:
    benefit = _without_lines(json.loads(rule.benefit.json()))
    return {
        "conditions": _condition(rule.conditions, own, texts) if rule.conditions else None,
        "benefit": {
            **benefit,
            **_span(texts, own, rule.benefit),
            "attributes": rule.benefit.attributes(),
        },
        "notes": rule.notes,
        "relations": [
            {**relation.dict(exclude={"line"}), **_span(texts, own, relation)} for relation in rule.relations
        ],
        "not_regulated": rule.not_regulated,
    }


def _condition(node: Condition, own: ClauseRef, texts: _Texts) -> dict[str, Any]:
    place = own
    if node.document or node.clause:
        place = texts.place(node.document, node.clause or own.clause, own.document)
    return {
        "all": [_condition(child, own, texts) for child in node.all],
        "any": [_condition(child, own, texts) for child in node.any],
        "not": _condition(node.not_, own, texts) if node.not_ else None,
        "attribute": node.attribute,
        "operator": node.operator,
        "value": node.value,
        "text": node.text,
        "quote": node.quote,
        "document": node.document,
        "clause": node.clause,
        "judged": node.judged,
        "changeable": node.changeable,
        "instead": node.instead,
        **_span(texts, place, node),
    }


def _span(texts: _Texts, place: ClauseRef, item: Condition | Benefit | Any) -> dict[str, int]:
    start, end = texts.span(place, item.quote)
    return {"start": start, "end": end}


def _without_lines(value: Any) -> Any:
    """Without the lines of the file, which only complaints need."""
    if isinstance(value, list):
        return [_without_lines(item) for item in value]
    if isinstance(value, dict):
        return {name: _without_lines(item) for name, item in value.items() if name != "line"}
    return value


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
