"""Misspelt words are read as what was meant, right ones stay, and places stay those of the writing."""

from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.language import Language
from bot.nlu.lexicon import look_alikes
from bot.nlu.normalize import Normalized, normalize
from bot.nlu.spelling import READINGS, Spelling
from bot.policy.store import Store, open_store
from bot.policy.words import Words
from bot.settings import settings

# What people ask, often enough to count; only 代款 and 孵化嚣 are misspelt.
ASKED = [
    "没有抵押可以申请创业贷款吗",
    "创业贷款怎么申请",
    "营业执照在哪里办理",
    "个体户营业执照怎么办理",
    "孵化器有补贴吗",
    "创业孵化器怎么申请补贴",
    "专利可以质押贷款吗",
    "地址可以写家里吗",
    "地址变更怎么办理",
] * 4 + ["创业代款要抵押吗", "孵化嚣有没有补贴", "做个app有补贴吗", "app备案", "app开发"]


@lru_cache(maxsize=1)
def spelling() -> Spelling:
    """Learnt from a few questions and the dictionary of the store."""
    return Spelling.fit([normalize(text).text for text in ASKED], open_store(settings().policy_db).words)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("创业代款怎么申请", "创业贷款怎么申请"),  # by sound
        ("营业执找在哪里办理", "营业执照在哪里办理"),
        ("孵化嚣有补贴吗", "孵化器有补贴吗"),  # by shape
        ("创业货款怎么申请", "创业贷款怎么申请"),  # a word itself, but not here
        ("怎么申请cydk", "怎么申请创业贷款"),
        ("yingyezhizhao怎么办理", "营业执照怎么办理"),
    ],
)
def test_what_was_meant(written: str, meant: str) -> None:
    assert spelling().correct(normalize(written)).text == meant


@pytest.mark.parametrize(
    "written",
    [*ASKED[:9], "今天天气真好，我们去爬山吧", "做个app要多少钱", "货款被拖欠了", "delete my data", "zl", ""],
)
def test_what_is_right_or_foreign_stays(written: str) -> None:
    assert spelling().correct(normalize(written)).text == normalize(written).text


def test_places_point_into_the_writing() -> None:
    written = "😀 怎么申请cydk呢，在 营业执找 上"
    message = spelling().correct(normalize(written))
    for meant, word in (("创业贷款", "cydk"), ("营业执照", "营业执找")):
        start = message.text.index(meant)
        left, right = message.span(start, start + len(meant))
        assert written[left:right] == word


def test_initials_leave_a_choice_of_readings() -> None:
    readings = spelling().readings(normalize("dz可以写家里吗"))
    assert 1 < len(readings) <= READINGS
    assert "地址可以写家里吗" in {message.text for _, message in readings}
    assert [cost for cost, _ in readings] == sorted(cost for cost, _ in readings)


@given(st.text(alphabet="代款贷营业执照找app cydk，。1怎么", max_size=30))
def test_every_character_has_its_origin_in_order(written: str) -> None:
    plain = normalize(written)
    for _, message in spelling().readings(plain):
        assert len(message.text) == len(message.origin)
        assert list(message.origin) == sorted(message.origin)
        assert set(message.origin) <= set(plain.origin)


def test_names_of_topics_are_spelt_right(store: Store, words: Words) -> None:
    names = [normalize(name).text for t in store.topics() for name in (t.name, *t.other_names)]
    learnt = Spelling.fit(names, words)
    changed = [n for n in names if learnt.correct(Normalized(n, tuple(range(len(n))))).text != n]
    assert changed == []


def test_a_far_character_is_a_slip_only_where_it_makes_no_sense() -> None:
    learnt = Spelling.fit(["小型微利企业怎么交税"] * 5, open_store(settings().policy_db).words)
    assert learnt.correct(normalize("小型微哈企业怎么交税")).text == "小型微利企业怎么交税"
    for right in ("小型微型企业怎么交税", "小型的企业怎么交税"):
        assert learnt.correct(normalize(right)).text == right


def test_look_alikes_are_other_characters() -> None:
    assert all(char not in alike and len(set(alike)) == len(alike) for char, alike in look_alikes().items())
    assert "贷" in look_alikes()["货"]


def test_without_words_of_its_own_it_changes_nothing() -> None:
    written = "创业代款怎么申请，zl能抵押吗"
    assert Spelling(Language({}, {}, {}, {})).correct(normalize(written)) == normalize(written)


def test_what_people_write_often_is_a_word_though_no_dictionary_has_it() -> None:
    asked = ["工伤怎么赔"] * 6 + ["工坊怎么开"] * 5 + ["工妨怎么赔"]
    learnt = Spelling.fit(asked, open_store(settings().policy_db).words)
    assert learnt.correct(normalize("工坊怎么赔")).text == "工坊怎么赔"


def test_a_message_full_of_letters_stays_cheap() -> None:
    written = normalize("zl能dk吗" * 140)
    assert spelling().readings(written)[0][1].text.endswith("zl能dk吗")
