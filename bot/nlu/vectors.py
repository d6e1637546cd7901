"""Feature strings → weighted sparse vectors (TF-IDF, each family scaled, length one)."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix

# How much each family counts, by the first letter of its features; chosen by `bot evaluate`.
FAMILY_WEIGHTS = {"c": 1.0, "w": 1.0, "p": 0.6, "k": 1.0}


class Vectors:
    """TF-IDF over feature strings. Rows have length one, unseen features are dropped."""

    def __init__(self, vocabulary: dict[str, int], idf: np.ndarray) -> None:
        self.vocabulary = vocabulary
        self.idf = idf

    @classmethod
    def fit(cls, documents: Sequence[Sequence[str]], min_count: int = 3) -> Vectors:
        """Learn vocabulary and idf; features in fewer than `min_count` documents are noise."""
        counts = Counter(feature for document in documents for feature in set(document))
        kept = sorted(f for f, n in counts.items() if n >= min_count)
        vocabulary = {feature: index for index, feature in enumerate(kept)}
        idf = np.array(
            [FAMILY_WEIGHTS[f[0]] * (1 + math.log((1 + len(documents)) / (1 + counts[f]))) for f in kept],
            dtype=np.float32,
        )
        return cls(vocabulary, idf)

    def transform(self, documents: Sequence[Sequence[str]]) -> csr_matrix:
        """(documents × vocabulary), float32."""
        indices: list[int] = []
        values: list[float] = []
        borders = [0]
        for document in documents:
            counts = Counter(index for f in document if (index := self.vocabulary.get(f)) is not None)
            row = {i: (1 + math.log(n)) * float(self.idf[i]) for i, n in counts.items()}
            length = math.sqrt(sum(value * value for value in row.values())) or 1.0
            indices += row.keys()
            values += [value / length for value in row.values()]
            borders.append(len(indices))
        found = csr_matrix(
            (np.array(values, dtype=np.float32), indices, borders),
            shape=(len(documents), len(self.vocabulary)),
        )
        # Others would sort it in place, which a process that shares it must not.
        found.sort_indices()
        return found

    def save(self, folder: Path) -> None:
        (folder / "vocabulary.json").write_text(
            json.dumps(list(self.vocabulary), ensure_ascii=False), encoding="utf-8"
        )
        np.save(folder / "idf.npy", self.idf, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path) -> Vectors:
        names = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
        idf = np.load(folder / "idf.npy", allow_pickle=False)
        return cls({name: index for index, name in enumerate(names)}, idf)
