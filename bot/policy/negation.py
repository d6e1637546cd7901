"""What negation does to the words after it: «没逾期», «不是没贴过»; some words hold a 不 and deny nothing."""

from __future__ import annotations

import re

NEGATOR = re.compile(r"[不没未无莫冇]")
# «有没有», «能不能» ask, though «没有» and «不能» stand in them.
ASKED_EITHER_WAY = "有能可是要会行算得用够对"
A_OR_NOT_A = rf"([{ASKED_EITHER_WAY}])[不没]\1"
# Words that hold a negator and negate nothing.
_HARMLESS = re.compile(
    r"不错|不少|不断|没错|没问题|不光|不但|不过|不止|不仅|不只|差不多|对不起|不好意思|无论|未来|不动产|不久|不管|不得不"
    r"|要不|不然|不如|没事|无非|不是吗|(.)不\1|(.)没\2|有没有|无偿|无息|没收"
)
_PARTS = "，,。？！?!；;、 "


def denials(text: str) -> list[int]:
    """Where the negators stand that deny something."""
    return [m.start() for m in NEGATOR.finditer(_quiet(text))]


def signs(text: str) -> list[bool]:
    """For each character, whether an odd number of negators stands before it in its part."""
    odd, found = False, []
    for character in _quiet(text):
        found.append(odd)
        if NEGATOR.match(character):
            odd = not odd
        elif character in _PARTS:
            odd = False
    return found


def undenied(text: str) -> tuple[str, int]:
    """The text without its negators, and −1 where its last part is denied, else 1."""
    places = set(denials(text))
    kept = "".join(c for i, c in enumerate(text) if i not in places)
    last = max((text.rfind(mark) for mark in _PARTS), default=-1)
    return kept or text, -1 if sum(place > last for place in places) % 2 else 1


def _quiet(text: str) -> str:
    return _HARMLESS.sub(lambda m: "·" * len(m[0]), text)
