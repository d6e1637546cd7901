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


def counted(texts: Sequence[str]) -> csr_matrix:
    """(texts × DIMENSIONS): how often each feature stands in each of one text or more."""
    found = [np.unique(np.array(features(text), dtype=np.int32), return_counts=True) for text in texts]
    borders = np.cumsum([0, *(len(indices) for indices, _ in found)])
    indices, counts = (np.concatenate([pair[i] for pair in found]) for i in (0, 1))
    return csr_matrix((counts, indices, borders), shape=(len(texts), DIMENSIONS), dtype=np.float32)


def matrix(counts: csr_matrix, idf: np.ndarray) -> csr_matrix:
    """What was counted as `weighted` weighs it: rows of length one."""
    found = counts.copy()
    found.data = (1 + np.log(counts.data)) * idf[counts.indices]
    lengths = np.sqrt(np.asarray(found.multiply(found).sum(axis=1))).ravel()
    found.data /= np.repeat(np.maximum(lengths, 1e-9), np.diff(found.indptr))
    return found


def weighted(text: str, idf: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(features, their weights) of one clause, each once, in rising order; of length one."""
    found, counts = np.unique(np.array(features(text), dtype=np.int32), return_counts=True)
    weights = (1 + np.log(counts.astype(np.float32))) * idf[found]
    return found, (weights / (np.linalg.norm(weights) or 1.0)).astype(np.float32)


def inverse_frequency(counts: csr_matrix) -> np.ndarray:
    """(DIMENSIONS,): rare features weigh more."""
    texts = np.bincount(counts.indices, minlength=DIMENSIONS).astype(np.float32)
    found: np.ndarray = np.minimum(1 + np.log((1 + counts.shape[0]) / (1 + texts)), 8).astype(np.float32)
    return found
