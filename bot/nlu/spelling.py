"""Misspelt words → the words that were meant: sounds, shapes and initials, judged by what stands around.

A message is read as the likeliest row of words; a word may be read where another is written, at a price.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

import joblib

from bot.nlu.language import START, Language
from bot.nlu.lexicon import CHINESE, LONGEST, Lexicon
from bot.nlu.normalize import Normalized
from bot.nlu.pinyin import Pinyin
from bot.policy.words import Words

# A word that is meant by another spelling must be used here at least as often.
_OFTEN = 4
# Price, in nats, of initials or pinyin instead of characters.
_BY_INITIALS = 4.0
# Readings of one place that are followed further.
_KEPT = 6
_KEPT_OF_INITIALS = 48
# So many readings are left to choose from where initials stand for words.
READINGS = 16
# Letters used so often here are no initials (app, gp); initials that stand alone have at least so many.
_OFTEN_LATIN = 3
_ALONE = 3
# So many letters of a message are read as initials: each makes more readings to weigh.
_MOST_LETTERS = 40
# Two characters that no dictionary knows are a word too, unless the word they are near is so much commoner.
_RARER = 12
# What utterances themselves are mended with before words are counted: only what is beyond doubt.
_STRICT = 4.0
# Latin letters that no word here is written with: so much for each, when they are left as they are.
_LETTER = 6.0
# They stand between any two words; nobody slips from another character into one of them.
_PARTICLES = frozenset("的了吗呢啊吧么得地着过和与或")
_STRETCH = re.compile(r"[\u3400-\u9fffa-z]+")

_cost = attrgetter("cost")
# (end, word read, its probability alone, price, whether it is guessed from initials)
Edge = tuple[int, str, float, float, bool]


class _Path(NamedTuple):
    """A reading up to `end`: its last word, what came before, the words guessed from initials."""

    cost: float
    word: str
    start: int
    end: int
    before: _Path | None
    guessed: tuple[str, ...]


class Spelling:
    """Knows the words that may be meant, by their sound, their shape and their initials."""

    def __init__(self, language: Language, strictness: float = 0.0) -> None:
        self.language = language
        self._lexicon = Lexicon((w for w, n in language.own.items() if n >= _OFTEN), strictness)
        self._pinyin = Pinyin(language)

    @classmethod
    def fit(cls, texts: Sequence[str], words: Words) -> Spelling:
        """Learn from normalised texts, whose own misspellings are mended first."""
        written = _pairs_written(_cut(texts, words))
        first = Language.fit(_cut(texts, words, single=False), words.frequencies, written)
        mended = cls(first, _STRICT).correct_all(texts)
        return cls(Language.fit(_cut(mended, words), words.frequencies, written))

    def correct_all(self, texts: Sequence[str]) -> list[str]:
        """The likeliest reading of each normalised text, found on all cores."""
        cores = joblib.cpu_count()
        size = max(1, -(-len(texts) // cores))
        parts = [texts[start : start + size] for start in range(0, len(texts), size)]
        found = joblib.Parallel(cores)(joblib.delayed(_corrected)(self, part) for part in parts)
        return [text for part in found for text in part]

    def readings(self, message: Normalized) -> list[tuple[float, Normalized]]:
        """(price, message with its words as they were meant), likeliest first; never empty.

        There are several only where initials stand for words. Every character keeps its place in
        the writing.
        """
        message = self._pinyin.read(message)
        found: list[tuple[float, str, tuple[int, ...]]] = [(0.0, "", ())]
        last = letters = 0
        # Among English words and keys hit at random, letters are no initials.
        shortest = 2 if CHINESE.search(message.text) else _ALONE
        if shortest > 2 and " " in message.text:
            return [(0.0, message)]
        for stretch in _STRETCH.finditer(message.text):
            start, end = stretch.span()
            letters += sum(char.isascii() for char in stretch[0])
            if letters > _MOST_LETTERS:
                shortest = len(message.text) + 1
            between, places = message.text[last:start], message.origin[last:start]
            found = [
                (cost + more, text + between + said, (*origin, *places, *where))
                for cost, text, origin in found
                for more, said, where in self._read(stretch[0], message.origin[start:end], shortest)
            ]
            found = sorted(found)[:READINGS]
            last = end
        rest, places = message.text[last:], message.origin[last:]
        return [(cost, Normalized(text + rest, (*origin, *places))) for cost, text, origin in found]

    def correct(self, message: Normalized) -> Normalized:
        """The likeliest reading."""
        return self.readings(message)[0][1]

    def _read(
        self, text: str, origin: tuple[int, ...], shortest: int
    ) -> list[tuple[float, str, tuple[int, ...]]]:
        """(cost, words read, their places) of the likeliest readings of a stretch without marks."""
        language = self.language
        begun = _Path(0.0, START, 0, 0, None, ())
        # position → (last word, words read from initials) → the cheapest way there
        best: list[dict[tuple[str, tuple[str, ...]], _Path]] = [{} for _ in range(len(text) + 1)]
        best[0][START, ()] = begun
        for position in range(len(text)):
            ways = list(best[position].values())
            if not ways:
                continue
            kept = _KEPT_OF_INITIALS if any(way.guessed for way in ways) else _KEPT
            if len(ways) > kept:
                ways = sorted(ways, key=_cost)[:kept]
            for end, word, alone, price, guessed in self._edges(text, position, shortest):
                here = best[end]
                for way in ways:
                    cost = way.cost + price + language.cost(word, way.word, alone)
                    guesses = (*way.guessed, word) if guessed else way.guessed
                    known = here.get((word, guesses))
                    if known is None or cost < known.cost:
                        here[word, guesses] = _Path(cost, word, position, end, way, guesses)
        ends: dict[tuple[str, ...], _Path] = {}
        for way in sorted(best[-1].values(), key=_cost):
            ends.setdefault(way.guessed, way)
        return [_written(way, origin) for way in list(ends.values())[:READINGS]]

    def _edges(self, text: str, start: int, shortest: int) -> Iterator[Edge]:
        language = self.language
        if text[start].isascii():
            yield from self._latin_edges(text, start, shortest)
            return
        for end in range(start + 1, len(text) + 1):
            window = text[start:end]
            use = language.general.get(window)
            if end == start + 1 or use:
                yield end, window, language.probability(window), 0.0, False
            elif use is None:
                break
        for end, word, price in self._lexicon.meant(text, start):
            if language.written.get(text[start:end], 0) * _RARER >= language.own[word]:
                continue
            if self._lexicon.is_far(price) and self._makes_sense(text, start, word):
                continue
            yield end, word, language.probability(word), price, False

    def _makes_sense(self, text: str, start: int, word: str) -> bool:
        """Whether what is written where `word` has another character is right as it is, and no slip."""
        at = start + next(i for i, char in enumerate(word) if char != text[start + i])
        known = self.language.general
        return text[at] in _PARTICLES or any(known.get(text[i : i + 2]) for i in (at - 1, at))

    def _latin_edges(self, text: str, start: int, shortest: int) -> Iterator[Edge]:
        """The letters as they are, words that begin so, and words that are spelt so in pinyin."""
        language = self.language
        end = start
        while end < len(text) and text[end].isascii():
            end += 1
        run = text[start:end]
        if start == 0 or not text[start - 1].isascii():
            used = language.own.get(run, 0)
            if used:
                yield end, run, language.probability(run), 0.0, False
            else:
                yield end, run, 1.0, _LETTER * len(run), False
            if used >= _OFTEN_LATIN or len(run) < shortest:
                return
            for word in self._lexicon.spelt.get(run, ()):
                yield end, word, language.probability(word), _BY_INITIALS, False
        for stop in range(start + 2, min(start + LONGEST, end) + 1):
            for word in self._lexicon.initials.get(text[start:stop], ()):
                yield stop, word, language.probability(word), _BY_INITIALS, True


def _corrected(spelling: Spelling, texts: Sequence[str]) -> list[str]:
    return [spelling.correct(Normalized(text, tuple(range(len(text))))).text for text in texts]


def _pairs_written(sentences: Iterable[list[str]]) -> dict[str, int]:
    """How often two characters stand together that belong to no word of the dictionary, if not rarely."""
    pairs = (
        left + right
        for words in sentences
        for left, right in itertools.pairwise(words)
        if len(left) == len(right) == 1
    )
    return {pair: count for pair, count in Counter(pairs).items() if count >= _OFTEN}


def _cut(texts: Sequence[str], words: Words, single: bool = True) -> Iterator[list[str]]:
    """Words of each stretch without marks; without `single` characters, of which misspelt words consist."""
    for text in texts:
        for stretch in _STRETCH.findall(text):
            yield [word for word in words.pieces(stretch) if single or len(word) > 1]


def _written(way: _Path, origin: tuple[int, ...]) -> tuple[float, str, tuple[int, ...]]:
    words: list[str] = []
    places: list[int] = []
    step: _Path | None = way
    while step is not None and step.end:
        words.append(step.word)
        places[:0] = _spread(origin[step.start : step.end], len(step.word))
        step = step.before
    return way.cost, "".join(reversed(words)), tuple(places)


def _spread(places: tuple[int, ...], count: int) -> tuple[int, ...]:
    """A longer or shorter word points into what it stands for, its last character at the end."""
    if len(places) == count:
        return places
    return (*(places[min(i, len(places) - 1)] for i in range(count - 1)), places[-1])
