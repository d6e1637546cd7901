"""The product's own words: a jieba tokenizer that knows them, and the thesaurus of everyday words."""

from __future__ import annotations

import logging
import os
import re
import stat
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import jieba

from bot.policy.yaml_files import plain_yaml
from bot.settings import ROOT, settings

THESAURUS = ROOT / "data/lookups/thesaurus.yml"
# Words that say nothing about the subject; they would only blur a search.
STOPWORDS = frozenset(
    "的 了 吗 呢 啊 吧 么 嘛 呀 哦 我 你 您 他 她 它 我们 你们 他们 咱 自己 是 "
    "在 有 没有 和 与 及 或 也 都 就 还 又 要 想 会 能 能不能 可以 可不可以 行 "
    "行不行 不 没 很 太 这 那 这个 那个 这种 那种 什么 啥 怎么 咋 怎样 如何 为什么 "
    "哪 哪个 哪些 哪里 哪儿 谁 多少 几 一个 一下 一点 一些 请问 请 问 帮 帮我 给 把 "
    "被 对 从 到 向 以 于 上 下 里 中 个 些 点 去 来 说 听说 知道 觉得 现在 如果 "
    "但是 因为 所以 而且 然后 然而 之 其 等 省里 云南".split()
)

# A folder that can't exist: nothing is read from it or written to it.
_NO_CACHE = Path(os.devnull) / "jieba"
# The bot's name, which is no misspelt 小店.
_BOT = "小滇"


class Words:
    """Cuts text into words and finds official concepts behind everyday words."""

    def __init__(self, domain_words: Iterable[str], thesaurus: dict[str, list[str]]) -> None:
        # Where its cache can't be kept, the dictionary is read anew: slower, and nothing to report.
        jieba.setLogLevel(logging.CRITICAL)
        self._jieba = jieba.Tokenizer()
        self._jieba.tmp_dir = str(_private_cache() or _NO_CACHE)
        self._concepts: dict[str, list[str]] = {}
        for concept, everyday in thesaurus.items():
            for word in (concept, *everyday):
                self._concepts.setdefault(word, []).append(concept)
        self._longest = max((len(word) for word in self._concepts), default=0)
        # How likely a new word is hangs on those before it, so their order must not change from run to run.
        for word in sorted({*domain_words, *self._concepts, _BOT}):
            if len(word) > 1:
                self._jieba.add_word(word)

    def cut(self, text: str) -> list[str]:
        """Words of a text in order, white space left out."""
        return [word for word in self._jieba.cut(text) if word.strip()]

    def pieces(self, text: str) -> list[str]:
        """Words of the dictionary in order; what it doesn't know falls into single characters."""
        return list(self._jieba.cut(text, HMM=False))

    @property
    def frequencies(self) -> dict[str, int]:
        """Word → how often it stands in Chinese at large; beginnings of words have 0."""
        self._jieba.check_initialized()
        frequencies: dict[str, int] = self._jieba.FREQ
        return frequencies

    def tokens(self, text: str) -> list[tuple[str, int]]:
        """(word, offset) of a text in order, white space left out."""
        return [(w, start) for w, start, _ in self._jieba.tokenize(text) if w.strip()]

    def search_terms(self, text: str) -> list[str]:
        """Words as the index holds them: short pieces of long words too."""
        return [w.lower() for w in self._jieba.cut_for_search(text) if re.search(r"\w", w)]

    def every_word(self, text: str) -> list[str]:
        """All words of the dictionary that stand anywhere in a text: 担保人 in 反担保人 too."""
        return [w.lower() for w in self._jieba.cut(text, cut_all=True) if len(w) > 1 and re.search(r"\w", w)]

    def concepts(self, text: str) -> list[str]:
        """Official concepts named in a text, by longest match from left to right."""
        found: list[str] = []
        position = 0
        while position < len(text):
            for length in range(min(self._longest, len(text) - position), 0, -1):
                hit = self._concepts.get(text[position : position + length])
                if hit:
                    found += hit
                    position += length
                    break
            else:
                position += 1
        return found


def read_thesaurus(path: Path = THESAURUS) -> dict[str, list[str]]:
    """concept → everyday words, as `data/lookups/thesaurus.yml` has them."""
    content = plain_yaml(path) or {}
    return {str(concept): [str(w) for w in words] for concept, words in content.items()}


def _private_cache() -> Path | None:
    """A folder that nobody else can write to, for the dictionary as jieba keeps it; None where there is none.

    jieba would take it from the shared folder for temporary files, where anybody can plant another.
    """
    folder = settings().var_dir / "jieba"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.stat()
    except OSError:
        return None
    others = status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return folder if status.st_uid == os.geteuid() and not others else None


@lru_cache(maxsize=4)
def words_for(domain_words: frozenset[str]) -> Words:
    """The shared `Words` of this process for one dictionary (building one takes about a second)."""
    return Words(sorted(domain_words), read_thesaurus())
