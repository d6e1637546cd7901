"""Messages typed in pinyin → the characters that were meant (yao ji tian → 要几天)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from operator import attrgetter, itemgetter
from typing import NamedTuple

from bot.nlu.language import START, Language
from bot.nlu.normalize import Normalized
from bot.nlu.sounds import syllable

_CHINESE = re.compile(r"[\u3400-\u9fff]")
# One word in letters may be English; several that are all syllables are not.
_RUN = re.compile(r"[a-z]+(?: [a-z]+)+")
_BESIDE_CHINESE = re.compile(r"(?<=[\u3400-\u9fff]) | (?=[\u3400-\u9fff])")
# Of the words that sound alike so many are tried, and so many ways to read what came before.
_ALIKE, _KEPT = 8, 12
# A word seldom used here is not guessed from its sound.
_OFTEN = 4
_LONGEST = 24
_cost = attrgetter("cost")


class _Way(NamedTuple):
    cost: float
    word: str
    before: _Way | None
    start: int


class Pinyin:
    """Reads letters by the words that people use here and by what follows what."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._words: Mapping[str, list[str]] = _by_sound(language.own)

    def read(self, message: Normalized) -> Normalized:
        """The message with each run of syllables as characters; what can't be read so stays."""
        if not _RUN.search(message.text):
            return message
        text, last = "", 0
        origin: list[int] = []
        for run in _RUN.finditer(message.text):
            text += message.text[last : run.start()]
            origin += message.origin[last : run.start()]
            said, places = self._characters(run[0], message.origin[run.start() : run.end()])
            text, origin, last = text + said, [*origin, *places], run.end()
        text += message.text[last:]
        origin += message.origin[last:]
        kept = [i for i in range(len(text)) if not _BESIDE_CHINESE.match(text, i)]
        return Normalized("".join(text[i] for i in kept), tuple(origin[i] for i in kept))

    def _characters(self, written: str, origin: tuple[int, ...]) -> tuple[str, tuple[int, ...]]:
        places = [i for i, char in enumerate(written) if char != " "]
        way = self._likeliest(written.replace(" ", ""))
        if way is None:
            return written, origin
        parts: list[tuple[str, int]] = []
        step: _Way | None = way
        while step is not None and step.before is not None:
            parts[:0] = [(char, origin[places[step.start]]) for char in step.word]
            step = step.before
        return "".join(char for char, _ in parts), tuple(place for _, place in parts)

    def _likeliest(self, letters: str) -> _Way | None:
        ways: list[list[_Way]] = [[] for _ in range(len(letters) + 1)]
        ways[0] = [_Way(0.0, START, None, 0)]
        for start in range(len(letters)):
            before = sorted(ways[start], key=_cost)[:_KEPT]
            for end in range(start + 1, min(start + _LONGEST, len(letters)) + 1) if before else ():
                for word in self._words.get(letters[start:end], ()):
                    alone = self._language.probability(word)
                    steps = (b.cost + self._language.cost(word, b.word, alone) for b in before)
                    cost, way = min(zip(steps, before, strict=True), key=itemgetter(0))
                    ways[end].append(_Way(cost, word, way, start))
        return min(ways[-1], key=_cost, default=None)


def _by_sound(own: Mapping[str, int]) -> dict[str, list[str]]:
    """Letters → the words that are spelt so, the commonest first."""
    found: dict[str, list[str]] = defaultdict(list)
    for word, count in sorted(own.items(), key=lambda pair: -pair[1]):
        if count >= _OFTEN and all(map(_CHINESE.match, word)):
            found["".join(syllable(char) for char in word)].append(word)
    return {letters: words[:_ALIKE] for letters, words in found.items()}
