"""What the classifier sees of a message: characters, words, pinyin and official concepts."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from bot.nlu.sounds import fuzzy_syllable
from bot.policy.words import Words

FAMILIES = ("char", "word", "pinyin", "concept")
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_MARKS = re.compile(r"[，。？！：；、\s]+")


def features(text: str, words: Words, families: tuple[str, ...] = FAMILIES) -> list[str]:
    """Feature strings of a normalised message, each prefixed by its family; numbers count as one word."""
    plain = _DIGITS.sub("0", text)
    found: list[str] = []
    if "char" in families:
        found += _char_ngrams(plain)
    if "word" in families:
        found += _word_features(words.cut(plain))
    if "pinyin" in families:
        found += _pinyin_ngrams(plain)
    if "concept" in families:
        found += [f"k:{concept}" for concept in dict.fromkeys(words.concepts(plain))]
    return found


def _char_ngrams(text: str) -> Iterator[str]:
    """1- to 3-grams inside the stretches between punctuation marks; pairs with the borders marked."""
    for part in _MARKS.split(text):
        if not part:
            continue
        for size in (1, 2, 3):
            source = f"^{part}$" if size == 2 else part
            for start in range(len(source) - size + 1):
                yield f"c:{source[start : start + size]}"


def _word_features(tokens: list[str]) -> Iterator[str]:
    """Words of two characters and more: shorter ones are characters already."""
    return (f"w:{token}" for token in tokens if len(token) > 1)


def _pinyin_ngrams(text: str) -> Iterator[str]:
    """Pairs of toneless syllables: 代款 and 贷款 sound alike, so look alike here."""
    for part in _MARKS.split(text):
        syllables = [fuzzy_syllable(char) for char in part]
        yield from (f"p:{left}{right}" for left, right in itertools.pairwise(syllables))
