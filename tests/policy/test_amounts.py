"""Amounts as people write them."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.policy.amounts import UnreadableAmount, format_yuan, read_amount


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("三千万", 30_000_000),
        ("3000w", 30_000_000),
        ("3000W元", 30_000_000),
        ("3kw", 30_000_000),
        ("3千5百万", 35_000_000),
        ("1.2亿", 120_000_000),
        ("一点二亿", 120_000_000),
        ("一亿二", 120_000_000),
        ("1亿2000万", 120_000_000),
        ("一亿零五十万", 100_500_000),
        ("半个亿", 50_000_000),
        ("一个亿", 100_000_000),
        ("300,000元", 300_000),
        ("３００，０００元", 300_000),
        ("300 000 元", 300_000),
        ("300k", 300_000),
        ("3万五", 35_000),
        ("三万零五", 30_005),
        ("三万零五百", 30_500),
        ("十万八千", 108_000),
        ("两百五", 250),
        ("一百零五块", 105),
        ("叁佰萬圆整", 3_000_000),
        ("¥5,000.50", Decimal("5000.50")),
        ("成交额是三千万吧", 30_000_000),
        ("我们买了3000万的首台套设备", 30_000_000),
        ("买了两台，一共300万", 3_000_000),
        ("不对，不是300万，是500万", 5_000_000),
        ("0", 0),
    ],
)
def test_read(text: str, yuan: int | Decimal) -> None:
    assert read_amount(text).yuan == yuan
    assert read_amount(text).note == ""


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("五十来万", "按50万元算"),
        ("五百多万", "按500万元算"),
        ("大概三千万左右", "按3,000万元算"),
        ("不到500万", "按500万元算"),
        ("一个多亿", "按1亿元算"),
    ],
)
def test_what_was_approximate_is_said(text: str, note: str) -> None:
    assert read_amount(text).note == note


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "很多钱", "-5万", "负三万元", "－100", "十几万", "几百万", "好几千万", "三五百万",
        "300万到500万", "300万和500万", "1,23,4元", "3.5.2万", "万", "亿万", "二〇二〇", "五百美元", "$300",
        "百分之五", "10%", "1e999", "NaN", "∞", "9" * 400 + "亿", "0.001元", "三百十百", "千万别问",
        "万一亏了", "3万5亿", "'; DROP TABLE", "第三次", "2020年",
    ],
)  # fmt: skip
def test_what_is_no_usable_amount_is_refused(text: str) -> None:
    with pytest.raises(UnreadableAmount):
        read_amount(text)


DIGITS = "零一二三四五六七八九"


def in_chinese(value: int) -> str:
    """The standard numeral, written independently of the parser."""
    if value >= 10**8:
        return _joined(in_chinese(value // 10**8) + "亿", value % 10**8, 10**7)
    if value >= 10**4:
        return _joined(in_chinese(value // 10**4) + "万", value % 10**4, 10**3)
    for unit, name in ((1000, "千"), (100, "百"), (10, "十")):
        if value >= unit:
            return _joined(DIGITS[value // unit] + name, value % unit, unit // 10)
    return DIGITS[value]


def _joined(head: str, rest: int, next_unit: int) -> str:
    if not rest:
        return head
    return head + ("零" if rest < next_unit else "") + in_chinese(rest)


@given(st.integers(1, 10**12))
@example(10**12)
@example(10_0005_0000)
def test_chinese_numerals_round_trip(value: int) -> None:
    assert read_amount(in_chinese(value) + "元").yuan == value


@given(st.decimals(0, 10**12, places=2))
def test_arabic_numbers_round_trip(value: Decimal) -> None:
    assert read_amount(f"{value:,f}元").yuan == value
    assert read_amount(f"{value:f}").yuan == value


@given(st.integers(0, 10**11).map(lambda cents: Decimal(cents) / 100))
def test_what_is_written_is_read_back_the_same(value: Decimal) -> None:
    assert read_amount(format_yuan(value)).yuan == value


@given(st.integers(1, 9999), st.sampled_from(["万", "w", "W", "亿", "千万", "百万"]))
def test_a_number_with_a_unit(value: int, unit: str) -> None:
    size = {"万": 10**4, "w": 10**4, "W": 10**4, "亿": 10**8, "千万": 10**7, "百万": 10**6}[unit]
    if unit in {"千万", "百万"} and value > 9:
        value = value % 9 + 1
    assert read_amount(f"{value}{unit}").yuan == value * size


@given(st.text(alphabet="0123456789.,-万亿千百十零一两半多几个点w元 负%", max_size=14))
def test_anything_is_a_sum_or_refused(text: str) -> None:
    try:
        money = read_amount(text)
    except UnreadableAmount as error:
        assert str(error)
    else:
        assert 0 <= money.yuan <= 10**13


@given(st.text(max_size=40))
def test_any_text_is_a_sum_or_refused(text: str) -> None:
    with suppress(UnreadableAmount):
        assert read_amount(text).yuan >= 0
