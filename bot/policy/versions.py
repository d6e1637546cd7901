"""Versions of one document: which is in force when, and what each is called in the store.

In the store the newest version bears the plain number; an older one bears number@first-day.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.errors import PolicyDataError

if TYPE_CHECKING:
    from bot.policy.documents import Document, Law

_SEPARATOR = "@"


def number_of(key: str) -> str:
    """The document's own number behind a key of the store."""
    return key.partition(_SEPARATOR)[0]


def key_of(number: str, begin: dt.date, newest: dt.date) -> str:
    """The key of the version that begins on a day, where the newest begins on another."""
    return number if begin == newest else f"{number}{_SEPARATOR}{begin}"


def settle_versions(documents: Sequence[Document], laws: Sequence[Law]) -> list[Document]:
    """Each version ends at the latest on the day before the next one begins, and has its key.

    A law counts as a version also where only its name is held. Raises PolicyDataError where two
    folders hold the same version.
    """
    begins = _beginnings(documents, laws)
    return [_settled(document, sorted(begins[document.info.number])) for document in documents]


def newest_beginnings(documents: Sequence[Document], laws: Sequence[Law]) -> dict[str, dt.date]:
    """number → the first day of its newest version."""
    return {number: max(days) for number, days in _beginnings(documents, laws).items()}


def _beginnings(documents: Sequence[Document], laws: Sequence[Law]) -> dict[str, set[dt.date]]:
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
    for law in laws:
        begins[law.name].add(law.valid_from)
    return begins


def _settled(document: Document, begins: Sequence[dt.date]) -> Document:
    info = document.info
    end = next(
        (b - dt.timedelta(days=1) for a, b in pairwise(begins) if a == info.valid_from),
        None,
    )
    ends = [day for day in (info.valid_to, end) if day]
    changes = {
        "number": key_of(info.number, info.valid_from, begins[-1]),
        "valid_to": min(ends, default=None),
    }
    return replace(document, info=info.copy(update=changes))
