"""The articles of national laws cut into words for the search: slow, so kept from one build to the next."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Sequence
from pathlib import Path

from bot.policy.words import STOPWORDS, THESAURUS

logger = logging.getLogger(__name__)
_NAME = "law-words-{}.txt"


def law_words(texts: Sequence[str], folder: Path) -> list[str]:
    """Each text as words with spaces between; cut anew only where texts, stop words or thesaurus changed."""
    digest = hashlib.sha256(THESAURUS.read_bytes())
    for text in (*sorted(STOPWORDS), *texts):
        digest.update(text.encode())
    path = folder / _NAME.format(digest.hexdigest()[:16])
    if path.is_file() and len(kept := path.read_text(encoding="utf-8").splitlines()) == len(texts):
        return kept
    cut = _cut(texts)
    _keep(path, cut)
    return cut


def _cut(texts: Sequence[str]) -> list[str]:
    # Imported when it is needed: it brings jieba.
    from bot.policy.words import words_for

    words = words_for(frozenset())
    # Concepts are for everyday words, and laws hold none: the question's are enough.
    return [" ".join(t for t in words.search_terms(text) if t not in STOPWORDS) for text in texts]


def _keep(path: Path, cut: Sequence[str]) -> None:
    """Keep it in place of what was kept before; without a folder to write to, the next build cuts again."""
    draft = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text("".join(f"{line}\n" for line in cut), encoding="utf-8")
        for old in path.parent.glob(_NAME.format("*")):
            old.unlink(missing_ok=True)
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        logger.warning("法条的分词没有存下（%s），下次建政策库会慢一些", error)
