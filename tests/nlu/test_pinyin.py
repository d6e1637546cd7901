"""Messages typed in pinyin."""

from __future__ import annotations

import pytest

from bot.nlu.language import Language
from bot.nlu.normalize import normalize
from bot.nlu.pinyin import Pinyin

OWN = dict.fromkeys(("注销", "公司", "要", "多少", "钱", "税", "交", "吗"), 9) | {"前": 5, "药": 5, "水": 5}
PAIRS = {"": {"注销": 5}, "交": {"税": 5}, "要": {"交": 3, "多少": 3}, "多少": {"钱": 5}}


@pytest.fixture(scope="module")
def pinyin() -> Pinyin:
    return Pinyin(Language(OWN, PAIRS, {}, {}))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("zhuxiao gongsi yao duoshao qian", "注销公司要多少钱"),
        ("zhu xiao gong si", "注销公司"),
        ("gongsi yao jiao shui ma", "公司要交税吗"),
        ("where is the toilet", "where is the toilet"),
        ("gongsi", "公司"),
        ("注销yao duoshao qian", "注销要多少钱"),
    ],
)
def test_syllables_are_read_and_english_is_left(pinyin: Pinyin, written: str, meant: str) -> None:
    assert pinyin.read(normalize(written)).text == meant


def test_every_character_points_into_what_was_written(pinyin: Pinyin) -> None:
    written = "注销 yao duoshao qian"
    read = pinyin.read(normalize(written))
    assert [written[i] for i in read.origin] == ["注", "销", "y", "d", "d", "q"]
