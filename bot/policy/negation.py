"""What negation does to the words after it: «没逾期», «不是没贴过», and words that hold a 不 and deny nothing."""

from __future__ import annotations

import re

NEGATOR = re.compile(r"[不没未无莫冇]")
# Words that hold a negator and negate nothing.
_HARMLESS = re.compile(
    r"不错|不少|不断|没错|没问题|不光|不但|不过|不止|不仅|不只|差不多|对不起|不好意思|无论|未来|不动产|不久|不管|不得不"
    r"|要不|不然|不如|没事|无非|不是吗|(.)不\1|(.)没\2|有没有|无偿|无息|没收"
)


def signs(text: str) -> list[bool]:
    """For each character, whether an odd number of negators stands before it in its clause."""
    quiet = _HARMLESS.sub(lambda m: "·" * len(m[0]), text)
    odd, found = False, []
    for character in quiet:
        found.append(odd)
        if NEGATOR.match(character):
            odd = not odd
        elif character in "，,。？！?!；;、 ":
            odd = False
    return found
