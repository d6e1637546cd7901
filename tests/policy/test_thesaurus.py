"""The thesaurus: enough everyday words, none that fires everywhere, every concept one of our texts' own."""

from pathlib import Path

import pytest

from bot.policy.words import STOPWORDS, read_thesaurus
from bot.settings import ROOT

THESAURUS = read_thesaurus()


@pytest.fixture(scope="module")
def texts() -> str:
    """Documents, provisions and matters, as they lie in the repository."""
    paths: list[Path] = [
        *(ROOT / "data/documents").glob("*/*/text.txt"),
        *(ROOT / "data/documents").glob("*/*/provisions/*.yml"),
        *(ROOT / "data/matters").glob("*/*.yml"),
    ]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def test_holds_a_thousand_everyday_words() -> None:
    assert len({word for words in THESAURUS.values() for word in words}) >= 1000


@pytest.mark.parametrize("concept", THESAURUS)
def test_concept_is_named_in_our_texts(concept: str, texts: str) -> None:
    assert concept in texts


@pytest.mark.parametrize(("concept", "words"), THESAURUS.items())
def test_words_of_a_concept_differ(concept: str, words: list[str]) -> None:
    assert len({concept, *words}) == len(words) + 1


@pytest.mark.parametrize(("concept", "words"), THESAURUS.items())
def test_no_word_fires_everywhere(concept: str, words: list[str]) -> None:
    """Single characters and function words stand in every second message."""
    assert [word for word in words if len(word) < 2 or word in STOPWORDS] == []
