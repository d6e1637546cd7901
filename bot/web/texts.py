"""How the pages write clause numbers and search hits."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

_SNIPPET = 90
_LEAD = 24


def clause_label(number: str) -> str:
    """四 → （四）, as the papers write it; 第十九条 and 附件 stay."""
    return f"（{number}）" if number and not number.startswith(("第", "附", "（")) else number


def highlight(text: str, terms: Iterable[str]) -> Markup:
    """The text, escaped, with every term marked; longer terms win over their parts."""
    ordered = sorted({t for t in terms if t}, key=len, reverse=True)
    if not ordered:
        return escape(text)
    pattern = re.compile("|".join(map(re.escape, ordered)), re.I)
    pieces, end = [], 0
    for found in pattern.finditer(text):
        pieces += [
            escape(text[end : found.start()]),
            Markup("<mark>%s</mark>") % found[0],
        ]
        end = found.end()
    return Markup("").join([*pieces, escape(text[end:])])


def snippet(text: str, terms: Iterable[str]) -> str:
    """About ninety characters around the first term."""
    places = [p for t in terms if (p := text.lower().find(t.lower())) >= 0]
    start = max(0, min(places, default=0) - _LEAD)
    piece = text[start : start + _SNIPPET]
    return ("…" if start else "") + piece + ("…" if start + _SNIPPET < len(text) else "")
