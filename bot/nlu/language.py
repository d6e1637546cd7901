"""How likely one word follows another in what people ask here, backed by jieba's dictionary."""

from __future__ import annotations

import itertools
import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

# What stands before the first word.
START = ""
# Share of a word's probability that its use here has; the rest is its use in Chinese at large.
_OWN_SHARE = 0.8
# Of words that are in neither, as a probability.
_FLOOR = 1e-8
_FILE = "language.json"


class Language:
    """Probabilities of words after words; `own` and `pairs` are counts, `general` those of jieba.

    `written` counts pairs of characters that stand together without being a word of the dictionary.
    """

    def __init__(
        self,
        own: Mapping[str, int],
        pairs: Mapping[str, Mapping[str, int]],
        general: Mapping[str, int],
        written: Mapping[str, int],
    ) -> None:
        self.written = written
        self.own = own
        self.general = general
        self._pairs = pairs
        total, all_general = max(1, sum(own.values())), max(1, sum(general.values()))
        self._per_own, self._per_general = _OWN_SHARE / total, (1 - _OWN_SHARE) / all_general
        self._after = {word: (sum(next_.values()), len(next_)) for word, next_ in pairs.items()}

    @classmethod
    def fit(
        cls, sentences: Iterable[list[str]], general: Mapping[str, int], written: Mapping[str, int]
    ) -> Language:
        """Learn from sentences cut into words; what stands only once after a word is left out."""
        own: Counter[str] = Counter()
        pairs: dict[str, Counter[str]] = {}
        for words in sentences:
            own.update(words)
            for left, right in itertools.pairwise([START, *words]):
                pairs.setdefault(left, Counter())[right] += 1
        kept = {
            left: {right: count for right, count in found.items() if count > 1}
            for left, found in pairs.items()
        }
        return cls(own, {left: found for left, found in kept.items() if found}, general, written)

    def probability(self, word: str) -> float:
        """Of a word wherever it stands."""
        return self.own.get(word, 0) * self._per_own + self.general.get(word, 0) * self._per_general + _FLOOR

    def cost(self, word: str, before: str, alone: float) -> float:
        """-log probability of a word after another; `alone` is its `probability`."""
        after = self._after.get(before)
        if after is None:
            return -math.log(alone)
        total, kinds = after
        count = self._pairs[before].get(word, 0)
        return -math.log((count + kinds * alone) / (total + kinds))

    def save(self, folder: Path) -> None:
        content = {"own": self.own, "pairs": self._pairs, "written": self.written}
        (folder / _FILE).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, general: Mapping[str, int]) -> Language:
        content = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        return cls(content["own"], content["pairs"], general, content["written"])
