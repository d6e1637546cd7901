"""The words that may be meant by what is written: by sound, by shape, by initials."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from bot.nlu.sounds import fuzzy_syllable, syllable
from bot.policy.yaml_files import plain_yaml
from bot.settings import ROOT

LOOK_ALIKES = ROOT / "data/lookups/look_alikes.yml"
# Longer words are names of measures, of which each part is a word too.
LONGEST = 8
CHINESE = re.compile(r"[\u3400-\u9fff]")
# Prices, in nats, of a character written for one that sounds or looks like it, or for any other one.
BY_SOUND, BY_SHAPE, BY_ANY = 8.0, 9.0, 14.0
# Sounds alike only where zh and z, ang and an … are one.
_FUZZY = 1.0
# What costs as much as any other character is believed of words of so many characters.
_LONG = 4


class _Node:
    """A beginning of words that may be meant; `word` where one ends here."""

    __slots__ = ("by_sound", "following", "word")

    def __init__(self) -> None:
        self.following: dict[str, _Node] = {}
        self.by_sound: dict[str, list[str]] = {}
        self.word = ""

    def grow(self, char: str) -> _Node:
        """The node after one more character."""
        if char not in self.following:
            self.following[char] = _Node()
            self.by_sound.setdefault(fuzzy_syllable(char), []).append(char)
        return self.following[char]


class Lexicon:
    """Words by what they may be written as; `strictness` is added to every price.

    `initials` and `spelt` give the words that begin with letters (dk) and are spelt in pinyin (daikuan).
    """

    def __init__(self, words: Iterable[str], strictness: float = 0.0) -> None:
        self._sound, self._shape, self._any = (p + strictness for p in (BY_SOUND, BY_SHAPE, BY_ANY))
        self._most = 2 * self._sound + _FUZZY
        self._root = _Node()
        self._alike = look_alikes()
        self.initials: dict[str, list[str]] = defaultdict(list)
        self.spelt: dict[str, list[str]] = defaultdict(list)
        for word in sorted(filter(_is_chinese_word, words)):
            node = self._root
            for char in word:
                node = node.grow(char)
            node.word = word
            syllables = [syllable(char) for char in word]
            self.initials["".join(s[0] for s in syllables)].append(word)
            self.spelt["".join(syllables)].append(word)

    def is_far(self, price: float) -> bool:
        """Whether so much is paid for a character that neither sounds nor looks like the one written."""
        return price == self._any

    def meant(self, text: str, start: int) -> Iterator[tuple[int, str, float]]:
        """(end, word, price) of the words that may be meant by what is written from here on."""
        open_ = [(self._root, start, 0.0, False)]
        while open_:
            node, position, paid, shaped = open_.pop()
            if node.word and paid and (paid < self._any or position - start >= _LONG):
                yield position, node.word, paid
            if position == len(text):
                continue
            char = text[position]
            after = position + 1
            following = node.following
            if char in following:
                open_.append((following[char], after, paid, shaped))
            for meant in node.by_sound.get(fuzzy_syllable(char), ()):
                price = paid + self._sound + (_FUZZY if syllable(meant) != syllable(char) else 0.0)
                if meant != char and price <= self._most:
                    open_.append((following[meant], after, price, shaped))
            if shaped or paid + self._shape > self._most:
                continue
            alike = self._alike.get(char, "")
            for meant in alike:
                if meant in following:
                    open_.append((following[meant], after, paid + self._shape, True))
            # Of a word whose first character is another one, too many words begin.
            if paid == 0.0 and position > start + 1:
                for meant, child in following.items():
                    if meant != char and meant not in alike:
                        open_.append((child, after, self._any, True))


@lru_cache(maxsize=1)
def look_alikes(path: Path = LOOK_ALIKES) -> dict[str, str]:
    """Character → the characters that look like it."""
    found: dict[str, str] = plain_yaml(path)
    return found


def _is_chinese_word(word: str) -> bool:
    return 1 < len(word) <= LONGEST and all(map(CHINESE.match, word))
