"""A clause is found however people write its number."""

from __future__ import annotations

import pytest

from bot.policy.marks import cited
from bot.policy.numerals import chinese_number, chinese_numeral


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("第十九条", "第十九条"),
        ("十九", "第十九条"),
        ("19", "第十九条"),
        ("第 19 条", "第十九条"),
        ("第十九条之一", "第十九条之一"),
        ("十九条之一", "第十九条之一"),
        ("第19条之1", "第十九条之一"),
    ],
)
def test_an_article_of_a_law(typed: str, number: str) -> None:
    assert cited(typed, "law") == (number,)


@pytest.mark.parametrize(
    ("typed", "number"),
    [("（四）", "四"), ("第四条", "四"), ("四", "四"), ("4", "四"), ("4", "4"), ("二（一）", "二（一）"),
     ("第三部分", "第三部分"), ("正文", "正文")],
)  # fmt: skip
def test_a_clause_of_a_paper(typed: str, number: str) -> None:
    assert number in cited(typed, "official_paper")


@pytest.mark.parametrize("value", [*range(1, 130), 999, 1000, 1001, 1010, 1100, 1101, 20_000, 90_909])
def test_numerals_come_back_as_they_went(value: int) -> None:
    assert chinese_number(chinese_numeral(value)) == value


def test_numerals_are_written_as_people_count() -> None:
    assert [chinese_numeral(n) for n in (0, 10, 19, 100, 109, 110, 1001)] == [
        "零", "十", "十九", "一百", "一百零九", "一百一十", "一千零一"
    ]  # fmt: skip
