"""Text from outside, made harmless: one rule for visitors, staff and programs, on every database.

What is taken out can't be seen by the reader and breaks what comes after it: NUL (PostgreSQL takes none),
halves of broken characters (nothing can write them down), control marks, and marks that turn the direction
of writing, so that a text reads otherwise than it is.
"""

from __future__ import annotations

import re
from typing import Any

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def clean(text: str) -> str:
    """The text without control and direction marks and without halves of characters; lines stay lines."""
    return _UNSEEN.sub("", text)


def clean_deeply(value: Any) -> Any:
    """The same for every text inside lists and dicts, their keys too."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list | tuple):
        return [clean_deeply(item) for item in value]
    if isinstance(value, dict):
        return {clean_deeply(key): clean_deeply(item) for key, item in value.items()}
    return value
