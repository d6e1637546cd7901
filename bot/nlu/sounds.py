"""Sounds of characters: toneless pinyin, exactly and as people confuse it."""

from __future__ import annotations

from functools import lru_cache

from pypinyin import Style, lazy_pinyin

# Sounds that southern speakers and input methods confuse.
_CONFUSED = [("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in")]


@lru_cache(maxsize=16384)
def syllable(char: str) -> str:
    """Toneless pinyin of a character."""
    return lazy_pinyin(char, style=Style.NORMAL)[0]


@lru_cache(maxsize=16384)
def fuzzy_syllable(char: str) -> str:
    """The same, with sounds made one that southern speakers and input methods confuse."""
    sound = syllable(char)
    for precise, fuzzy in _CONFUSED:
        sound = sound.replace(precise, fuzzy)
    return sound
