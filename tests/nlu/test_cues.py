"""Clauses and places that a message names."""

import pytest

from bot.nlu.cues import find_clauses, find_regions
from bot.nlu.normalize import normalize
from bot.policy.words import Words


@pytest.mark.parametrize(
    ("written", "numeral"),
    [
        ("第8条讲什么", "八"),
        ("第 十 六 条", "十六"),
        ("第23条", "二十三"),
        ("二十三条讲什么", "二十三"),
        ("第100条", "一百"),
        ("第105条", "一百零五"),
    ],
)
def test_clause_as_the_document_writes_it(written: str, numeral: str) -> None:
    assert [entity.value for entity in find_clauses(normalize(written))] == [numeral]


def test_a_number_of_clauses_names_none() -> None:
    assert find_clauses(normalize("文件里二十四条都是补贴吗")) == []


@pytest.mark.parametrize(
    ("written", "places"),
    [
        ("北京的创业补贴怎么领", ["北京"]),
        ("福建厦门开店有补助吗", ["福建", "厦门"]),
        ("我从广州回来，想在昆明开店", []),
        ("我是四川人能贷款吗", []),
        ("八成都是农民行吗", []),
        ("想和贵州的高校合作，省里支持吗", []),
        ("贵州的高校创业补贴", ["贵州"]),
        ("找了杭州两家设计公司一起做，算不算", []),
        ("成都那边有个投资人想进来", []),
        ("成都一家公司最多补多少", []),
        ("成都开家公司补多少", ["成都"]),
        ("成都的公司补多少", ["成都"]),
        ("成都家具公司有补贴吗", ["成都"]),
        ("成都个人开公司补多少", ["成都"]),
    ],
)
def test_other_places_but_not_origins(written: str, places: list[str], words: Words) -> None:
    assert [entity.value for entity in find_regions(normalize(written), words)] == places
