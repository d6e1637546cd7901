"""What documents do to one another: which has been replaced or repealed, and from which day on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from bot.policy.documents import Document

ENDING = ("replaces", "repeals")


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
    """Documents that replace one another in a circle, and relations of a document to itself."""
    held = list(documents)
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


def _reached(start: str, replaced: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    ahead = [*replaced.get(start, ())]
    while ahead:
        number = ahead.pop()
        if number not in found:
            found.add(number)
            ahead += replaced.get(number, ())
    return found
