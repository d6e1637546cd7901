"""What a message is made of where it is read part by part: its questions, and what it turns down."""

from __future__ import annotations

import re

_QUESTION = re.compile(
    "[？吗呢么啥哪谁几咋]|怎[么样]|多[少久长大高]|有没|(.)[不没]\\1|能否|是否|如何|最[多少早晚迟长高低]|(?:没有|[^也都还从]没|[^也都还从]不|噶|给行)$"
)
# Where one question may end and the next begin.
_BORDERS = re.compile("[，。？！；]|(?=(?:另外|还有|顺便|再问|还想问|以及想问|同时想问))")
_SHORTEST_PIECE = 4
# «我不是问设备那种，是给专利上保险»: what is turned down tells nothing of what is meant.
_REJECTED = re.compile(
    r"(?:不对|不是|搞错了?|错了)?[，。！ ]*我?(?:不是|没有?|不)(?:要|想)?(?:问|说|指|查|讲)"
    r"[^，。！]*[，。！](?=.{4})"
)


def in_pieces(text: str) -> list[str]:
    """Where one question may end and the next begin; a list is parted only where it lists questions."""
    pieces: list[str] = []
    for part in _BORDERS.split(text):
        listed = part.split("、")
        asked = sum(bool(_QUESTION.search(p)) for p in listed if len(p) >= _SHORTEST_PIECE)
        pieces += listed if asked > 1 else [part]
    return [piece for piece in pieces if len(piece) >= _SHORTEST_PIECE]


def asks(piece: str) -> bool:
    """Whether a piece has the form of a question."""
    return bool(_QUESTION.search(piece))


def without_rejected(text: str) -> str:
    """A text without what it says it doesn't ask; as it is where too little is left."""
    meant = _REJECTED.sub("", text)
    return meant if len(meant) >= _SHORTEST_PIECE else text
