"""What documents do to one another: which has been replaced or repealed, and from which day on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from bot.policy.documents import Document

ENDING = ("replaces", "repeals")
_ONE_DAY = dt.timedelta(days=1)


def endings(documents: Iterable[Document]) -> dict[str, dt.date]:
    """number → the last day on which a document that another one replaces or repeals is in force."""
    last: dict[str, dt.date] = {}
    for document in documents:
        for relation in document.info.relations:
            if relation.kind in ENDING:
                end = (relation.start or document.info.valid_from) - dt.timedelta(days=1)
                last[relation.document] = min(end, last.get(relation.document, end))
    return last


def relation_problems(documents: Iterable[Document]) -> Iterator[str]:
    """Documents that replace one another in a circle; a replaced one that ends on another day."""
    held = list(documents)
    yield from _succession_problems(held)
    replaced: dict[str, set[str]] = {}
    for document in held:
        for relation in document.info.relations:
            if relation.kind != "implements":
                replaced.setdefault(document.info.number, set()).add(relation.document)
    for document in held:
        number = document.info.number
        if number in _reached(number, replaced):
            yield (
                f"{document.folder}/document.yml:1 “{number}”绕了一圈又取代、修改或废止了自己；"
                "请改正 relations"
            )


def _succession_problems(documents: list[Document]) -> Iterator[str]:
    """A replaced document that says when it ends must end on the day before the new one begins."""
    newest = {d.info.number: d for d in sorted(documents, key=lambda d: d.info.valid_from)}
    for document in documents:
        for relation in document.info.relations:
            old = newest.get(relation.document) if relation.kind in ENDING else None
            if old is None or old.info.valid_to is None:
                continue
            start = relation.start or document.info.valid_from
            place = f"{document.folder}/document.yml:{relation.line} 和它取代的“{old.info.number}”"
            if old.info.valid_to >= start:
                yield f"{place}有效期重叠；请把后者的 valid_to 写成 {start - _ONE_DAY}"
            elif old.info.valid_to < start - _ONE_DAY:
                yield f"{place}之间有空档；请把 from 写成 {old.info.valid_to + _ONE_DAY}，或改后者的 valid_to"


def _reached(start: str, replaced: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    ahead = [*replaced.get(start, ())]
    while ahead:
        number = ahead.pop()
        if number not in found:
            found.add(number)
            ahead += replaced.get(number, ())
    return found
