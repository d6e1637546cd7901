"""Text as people type it → text as the model learnt it, with the way back to what was written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import opencc

from bot.nlu.dialect import in_dialect
from bot.policy.yaml_files import plain_yaml
from bot.settings import ROOT

ROMANISED = ROOT / "data/lookups/romanised.yml"
_CJK = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
# Kept beside letters, digits and Chinese characters; everything else is emoji and ornament.
_PUNCTUATION = frozenset("，。？！：；、,.?!:;%+-/()《》“”〔〕")
_ASCII_TO_CHINESE = str.maketrans({",": "，", "?": "？", "!": "！", ";": "；", ":": "："})


@dataclass(frozen=True)
class Normalized:
    """`text` for the model; `origin[i]` is the index in the written text of its i-th character."""

    text: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """[start, end) of `text` as a span of what the user wrote."""
        return self.origin[start], self.origin[end - 1] + 1


@lru_cache(maxsize=4096)
def normalize(written: str) -> Normalized:
    """NFKC, Simplified, lower case, no ornament or space inside Chinese, Latin words and dialect resolved."""
    characters: list[tuple[str, int]] = []
    for index, char in enumerate(written):
        for piece in unicodedata.normalize("NFKC", char):
            for simple in _to_simplified(piece).lower().translate(_ASCII_TO_CHINESE):
                characters.append((simple, index))
    characters = _without_ornament(characters)
    characters = _without_inner_spaces(characters)
    characters = _without_repetition(characters)
    characters = _replaced(characters, _romanised_words)
    characters = _replaced(characters, in_dialect)
    text = "".join(char for char, _ in characters)
    return Normalized(text, tuple(index for _, index in characters))


@lru_cache(maxsize=8192)
def _to_simplified(char: str) -> str:
    return _converter().convert(char) if _CJK.match(char) else char


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@lru_cache(maxsize=1)
def _romanised(path: Path = ROMANISED) -> dict[str, str]:
    return plain_yaml(path)


def _without_ornament(characters: list[tuple[str, int]]) -> list[tuple[str, int]]:
    return [
        (" " if char.isspace() else char, index)
        for char, index in characters
        if char.isalnum() or char.isspace() or char in _PUNCTUATION
    ]


def _without_inner_spaces(characters: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Drops a space unless it parts two Latin words or numbers."""
    kept: list[tuple[str, int]] = []
    for position, (char, index) in enumerate(characters):
        if char == " ":
            before = kept[-1][0] if kept else ""
            after = next((c for c, _ in characters[position + 1 :] if c != " "), "")
            if not (_is_latin(before) and _is_latin(after)):
                continue
            # Letters that are spaced one by one spell a word; two words keep their space.
        kept.append((char, index))
    return kept


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _without_repetition(characters: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Repeated marks become one, a character repeated three times or more becomes two."""
    kept: list[tuple[str, int]] = []
    for char, index in characters:
        if kept and kept[-1][0] == char and char in _PUNCTUATION:
            continue
        if len(kept) > 1 and kept[-1][0] == kept[-2][0] == char and not char.isdigit():
            continue
        kept.append((char, index))
    return kept


def _romanised_words(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, Chinese word) of each romanised word, in order."""
    for match in _LATIN_WORD.finditer(text):
        if chinese := _romanised().get(match[0]):
            yield match.start(), match.end(), chinese


def _replaced(
    characters: list[tuple[str, int]], words_in: Callable[[str], Iterable[tuple[int, int, str]]]
) -> list[tuple[str, int]]:
    resolved: list[tuple[str, int]] = []
    last = 0
    for start, end, chinese in words_in("".join(char for char, _ in characters)):
        resolved += characters[last:start]
        # Each Chinese character points into the word it stands for, the last one at its end.
        word = characters[start:end]
        resolved += [(char, word[0][1]) for char in chinese[:-1]] + [(chinese[-1], word[-1][1])]
        last = end
    return resolved + characters[last:]
