"""Features of a clause: its characters, and its characters with the sign that negation gives them.

«没逾期» and «从来不逾期» share «¬逾期»; «不是没贴过» and «贴过» share «贴过», for two negations cancel.
"""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np
from scipy.sparse import csr_matrix

from bot.policy.negation import NEGATOR, signs

DIMENSIONS = 1 << 14
_LONGEST_RAW = 4
_LONGEST_SIGNED = 3


def features(text: str) -> list[int]:
    """Hashed features of a normalised clause, with repetition."""
    framed = f"^{text}$"
    raw = [framed[i : i + n] for n in range(1, _LONGEST_RAW + 1) for i in range(len(framed) - n + 1)]
    sign = signs(text)
    kept = [(("¬" if s else "+"), c) for s, c in zip(sign, text, strict=True) if not NEGATOR.match(c)]
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
        found, weights = weighted(text, idf)
        indices.append(found)
        values.append(weights)
        borders.append(borders[-1] + len(found))
    return csr_matrix(
        (np.concatenate(values) if values else [], np.concatenate(indices) if indices else [], borders),
        shape=(len(texts), DIMENSIONS), dtype=np.float32,
    )  # fmt: skip


def weighted(text: str, idf: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """(features, their weights) of one clause, each once, in rising order; of length one."""
    found, counts = np.unique(np.array(features(text), dtype=np.int32), return_counts=True)
    weights = 1 + np.log(counts.astype(np.float32))
    if idf is not None:
        weights = weights * idf[found]
    return found, (weights / (np.linalg.norm(weights) or 1.0)).astype(np.float32)


def inverse_frequency(texts: Sequence[str]) -> np.ndarray:
    """(DIMENSIONS,): rare features weigh more."""
    counts = np.zeros(DIMENSIONS, dtype=np.float32)
    for text in texts:
        counts[list(set(features(text)))] += 1
    found: np.ndarray = np.minimum(1 + np.log((1 + len(texts)) / (1 + counts)), 8).astype(np.float32)
    return found
