"""Features of a clause: its characters, and its characters with the sign that negation gives them.

«没逾期» and «从来不逾期» share «¬逾期»; «不是没贴过» and «贴过» share «贴过», for two negations cancel.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from zlib import crc32

import numpy as np
from scipy.sparse import csr_matrix

DIMENSIONS = 1 << 14
_NEGATOR = re.compile(r"[不没未无莫冇]")
# Words that hold a negator and negate nothing.
_HARMLESS = re.compile(
    r"不错|不少|不断|没错|没问题|不光|不但|不过|不止|不仅|不只|差不多|对不起|不好意思|无论|未来|不动产|不久|不管|不得不"
    r"|要不|不然|不如|没事|无非|不是吗|(.)不\1|(.)没\2|有没有|无偿|无息|没收"
)
_LONGEST_RAW = 4
_LONGEST_SIGNED = 3


def signs(text: str) -> list[bool]:
    """For each character, whether an odd number of negators stands before it in the clause."""
    quiet = _HARMLESS.sub(lambda m: "·" * len(m[0]), text)
    odd, found = False, []
    for character in quiet:
        found.append(odd)
        if _NEGATOR.match(character):
            odd = not odd
        elif character in "，。？！；、":
            odd = False
    return found


def features(text: str) -> list[int]:
    """Hashed features of a normalised clause, with repetition."""
    framed = f"^{text}$"
    raw = [framed[i : i + n] for n in range(1, _LONGEST_RAW + 1) for i in range(len(framed) - n + 1)]
    sign = signs(text)
    kept = [(("¬" if s else "+"), c) for s, c in zip(sign, text, strict=True) if not _NEGATOR.match(c)]
    signed = [
        kept[i][0] + "".join(c for _, c in kept[i : i + n])
        for n in range(1, _LONGEST_SIGNED + 1)
        for i in range(len(kept) - n + 1)
    ]
    return [crc32(f.encode()) % DIMENSIONS for f in raw + signed]


def matrix(texts: Sequence[str], idf: np.ndarray | None = None) -> csr_matrix:
    """(texts × DIMENSIONS), rows of length one."""
    indices: list[np.ndarray] = []
    values: list[np.ndarray] = []
    borders = [0]
    for text in texts:
        found, counts = np.unique(np.array(features(text), dtype=np.int32), return_counts=True)
        weights = 1 + np.log(counts.astype(np.float32))
        if idf is not None:
            weights = weights * idf[found]
        indices.append(found)
        values.append(weights / (np.linalg.norm(weights) or 1.0))
        borders.append(borders[-1] + len(found))
    return csr_matrix(
        (np.concatenate(values) if values else [], np.concatenate(indices) if indices else [], borders),
        shape=(len(texts), DIMENSIONS), dtype=np.float32,
    )  # fmt: skip


def inverse_frequency(texts: Sequence[str]) -> np.ndarray:
    """(DIMENSIONS,): rare features weigh more."""
    counts = np.zeros(DIMENSIONS, dtype=np.float32)
    for text in texts:
        counts[list(set(features(text)))] += 1
    found: np.ndarray = np.minimum(1 + np.log((1 + len(texts)) / (1 + counts)), 8).astype(np.float32)
    return found
