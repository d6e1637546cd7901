"""Features that survive typos."""

from bot.nlu.features import features
from bot.policy.words import Words


def test_homophones_share_their_pinyin(words: Words) -> None:
    right, wrong = (set(features(text, words, ("pinyin",))) for text in ("创业贷款", "创业代款"))
    assert right == wrong


def test_fuzzy_sounds_are_one(words: Words) -> None:
    assert features("住册", words, ("pinyin",)) == features("租册", words, ("pinyin",))


def test_everyday_words_name_the_official_concept(words: Words) -> None:
    assert "k:贷款" in features("想借钱开店", words, ("concept",))


def test_figures_count_as_one_word(words: Words) -> None:
    assert features("补5万", words, ("char",)) == features("补80万", words, ("char",))
