"""Versions of one document: which is in force when, and what each is called in the store.

In the store the newest version bears the plain number; an older one bears number@first-day.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.errors import PolicyDataError

if TYPE_CHECKING:
    from bot.policy.documents import Document

_SEPARATOR = "@"


def number_of(key: str) -> str:
    """The document's own number behind a key of the store."""
    return key.partition(_SEPARATOR)[0]


def key_of(number: str, begin: dt.date, newest: dt.date) -> str:
    """The key of the version that begins on a day, where the newest begins on another."""
    return number if begin == newest else f"{number}{_SEPARATOR}{begin}"


def settle_versions(
    documents: Sequence[Document], ended: Mapping[str, dt.date] | None = None
) -> list[Document]:
    """Each version ends at the latest on the day before the next one begins, and has its key.

    `ended`: the last day of documents that others replace or repeal. Raises PolicyDataError where two
    folders hold the same version.
    """
    begins = _beginnings(documents)
    last = ended or {}
    return [_settled(d, sorted(begins[d.info.number]), last.get(d.info.number)) for d in documents]


def _beginnings(documents: Sequence[Document]) -> dict[str, set[dt.date]]:
    begins: dict[str, set[dt.date]] = defaultdict(set)
    problems = []
    for document in documents:
        number, day = number_of(document.info.number), document.info.valid_from
        if day in begins[number]:
            problems.append(
                f"{document.folder}: “{number}”从 {day} 起的一版已经有了；请改 valid_from 或删去一个"
            )
        begins[number].add(day)
    if problems:
        raise PolicyDataError(problems)
    return begins


def _settled(document: Document, begins: Sequence[dt.date], last: dt.date | None) -> Document:
    info = document.info
    end = next(
        (b - dt.timedelta(days=1) for a, b in pairwise(begins) if a == info.valid_from),
        None,
    )
    ends = [day for day in (info.valid_to, end, last) if day]
    changes = {
        "number": key_of(info.number, info.valid_from, begins[-1]),
        "valid_to": min(ends, default=None),
    }
    return replace(document, info=info.copy(update=changes))
