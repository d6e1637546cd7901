"""Numbers keep their unit, bound and vagueness."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy.days import days_in, months_since
from bot.policy.quantity import in_unit
from bot.policy.said_numbers import quantities

TODAY = dt.date(2026, 11, 27)


def test_a_sum_right_before_a_length_of_time_is_a_number_of_its_own() -> None:
    assert [(q.exact, q.unit) for q in quantities("借8万两年")] == [(80_000, "元"), (2, "年")]
    assert [(q.exact, q.unit) for q in quantities("三十万3个月")] == [(300_000, "元"), (3, "月")]
    assert [(q.exact, q.unit) for q in quantities("8万五")] == [(85_000, "元")]
    assert [(q.exact, q.unit) for q in quantities("一万二千人")] == [(12_000, "人")]


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("不到三次", None, 2, "次"),
        ("至少贴过两次", 2, None, "次"),
        ("最多享受过两回", None, 2, "次"),
        ("3次左右", 2, 4, "次"),
        ("贴过两三回了吧", 2, 3, "次"),
        ("两到三次", 2, 3, "次"),
        ("两次还是三次", 2, 3, "次"),
        ("三次以上", 3, None, "次"),
        ("不超过3次", None, 3, "次"),
        ("没有十个也有八个", 8, 10, "个"),
        ("七八个人", 7, 8, "人"),
        ("三四十个人", 30, 40, "人"),
        ("十几个员工", 11, 19, "人"),
        ("九个多月", 9, "9.99", "月"),
        ("一年半", "1.5", "1.5", "年"),
        ("一年零五个月", 17, 17, "月"),
        ("三年又一个月", 37, 37, "月"),
        ("差三岁五十", 47, 47, "岁"),
        ("五十差一岁", 49, 49, "岁"),
        ("还差三个月才满两年", 21, 21, "月"),
        ("一点四亿", 140_000_000, 140_000_000, "元"),
        ("5000多万", 50_000_000, "59999999.99", "元"),
        ("不到5000万", None, "49999999.99", "元"),
        ("不到一个亿", None, "99999999.99", "元"),
        ("小一百万", 800_000, 1_000_000, "元"),
        ("上百万", 1_000_000, None, "元"),
        ("货款三千万", 30_000_000, 30_000_000, "元"),
        ("300万到500万", 3_000_000, 5_000_000, "元"),
        ("3到5万", 30_000, 50_000, "元"),
        ("几百万", 2_000_000, 9_999_999, "元"),
        ("50%以内", None, 50, "%"),
        ("流水突破了80万", "800000.01", None, "元"),
        ("今年破三十万", "300000.01", None, "元"),
        ("百分之十", 10, 10, "%"),
        ("48岁", 48, 48, "岁"),
        ("占四成", 40, 40, "%"),
        ("两成五", 25, 25, "%"),
        ("少说也有九个", 9, None, "个"),
        ("五百来号人", 450, 550, "人"),
        ("六百平", 600, 600, "平方米"),
        ("合同一签就是三年", 3, 3, "年"),
        ("百把万", 900_000, 1_100_000, "元"),
        ("卖了千把块", 900, 1_100, "元"),
        ("百十来万", 900_000, 1_100_000, "元"),
        ("小六万", 48_000, 60_000, "元"),
        ("十好几万", 110_000, 190_000, "元"),
        ("四万五六", 45_000, 46_000, "元"),
        ("五十万不到", None, "499999.99", "元"),
        ("十把个人", 9, 11, "人"),
        ("租金两千一个月", 2_000, 2_000, ""),
        ("租金三千二一个月", 3_200, 3_200, ""),
        ("流水十万一个季度", 100_000, 100_000, "元"),
        ("三万把", 27_000, 33_000, "元"),
        ("差不多五万", 45_000, 55_000, "元"),
        ("差点五万", 40_000, 50_000, "元"),
    ],
)
def test_one_number(text: str, low: object, high: object, unit: str) -> None:
    (found,) = quantities(text)
    assert (found.at_least, found.at_most) == tuple(
        None if x is None else Decimal(str(x)) for x in (low, high)
    )
    assert found.unit == unit


@pytest.mark.parametrize(
    "text",
    [
        "没欠一分",
        "一次都没贴过",
        "2023年5月贷的",
        "大三",
        "92号油",
        "-300万",
        "万一亏了",
        "不是三回",
        "双创",
        "一直",
        "两口子",
        "公司成立了",
    ],
)
def test_no_number(text: str) -> None:
    assert quantities(text) == []


def test_no_range_is_upside_down() -> None:
    assert [q.exact for q in quantities("没有三个也有五个")] == [3, 5]


def test_what_is_counted_now_and_what_is_left_are_told_apart() -> None:
    assert quantities("这回是第三回")[0].ordinal
    assert quantities("还剩一次")[0].rest
    assert not quantities("店里还有五个人")[0].rest


def test_a_unit_that_does_not_fit_is_no_count() -> None:
    assert in_unit(quantities("3年")[0], "次") is None
    assert in_unit(quantities("三个")[0], "人") is not None
    months = in_unit(quantities("一年半")[0], "个月")
    assert months is not None and months.exact == 18


@pytest.mark.parametrize(
    ("text", "low", "high"), [("两个星期", 14, 14), ("四个月", 112, 124), ("一年", 365, 366)]
)
def test_a_length_of_time_in_days(text: str, low: int, high: int) -> None:
    days = in_unit(quantities(text)[0], "天")
    assert days is not None and (days.at_least, days.at_most) == (low, high)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("去年四月开的", dt.date(2025, 4, 1), dt.date(2025, 4, 30)),
        ("今年6月毕业", dt.date(2026, 6, 1), dt.date(2026, 6, 30)),
        ("2023年5月贷的", dt.date(2023, 5, 1), dt.date(2023, 5, 31)),
        ("2023年8月15号放的款", dt.date(2023, 8, 15), dt.date(2023, 8, 15)),
        ("前年", dt.date(2024, 1, 1), dt.date(2024, 12, 31)),
        ("上个月结清的", dt.date(2026, 10, 1), dt.date(2026, 10, 31)),
        ("2022年10月18", dt.date(2022, 10, 18), dt.date(2022, 10, 18)),
        ("元旦起", dt.date(2026, 1, 1), dt.date(2026, 1, 1)),
        ("二四年五月批的款", dt.date(2024, 5, 1), dt.date(2024, 5, 31)),
        ("二三年九月份登记", dt.date(2023, 9, 1), dt.date(2023, 9, 30)),
        ("二三年开的张", dt.date(2023, 1, 1), dt.date(2023, 12, 31)),
        ("一九年注册", dt.date(2019, 1, 1), dt.date(2019, 12, 31)),
        ("零九年就在做了", dt.date(2009, 1, 1), dt.date(2009, 12, 31)),
        ("二一年底", dt.date(2021, 11, 1), dt.date(2021, 12, 31)),
        ("18年入学", dt.date(2018, 1, 1), dt.date(2018, 12, 31)),
        ("我是二〇届的", dt.date(2020, 1, 1), dt.date(2020, 12, 31)),
        ("96年出生", dt.date(1996, 1, 1), dt.date(1996, 12, 31)),
        ("认缴到35年", dt.date(2035, 1, 1), dt.date(2035, 12, 31)),
        ("两三年前", dt.date(2023, 5, 30), dt.date(2025, 5, 28)),
        ("去年五六月份办的", dt.date(2025, 5, 1), dt.date(2025, 6, 30)),
        ("七八月开的", dt.date(2026, 7, 1), dt.date(2026, 8, 31)),
        ("成立20年办的社保", dt.date(2020, 1, 1), dt.date(2020, 12, 31)),
        ("毕业05年", dt.date(2005, 1, 1), dt.date(2005, 12, 31)),
        ("22年到期", dt.date(2022, 1, 1), dt.date(2022, 12, 31)),
        ("上上月", dt.date(2026, 9, 1), dt.date(2026, 9, 30)),
    ],
)
def test_days(text: str, first: dt.date, last: dt.date) -> None:
    (found,) = days_in(text, TODAY)
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "干了15年",
        "11年了",
        "二三年了",
        "要二三年",
        "开了一二年",
        "最少20年",
        "租期10年",
        "三五年",
        "30年的合同",
        "第18届",
        "毕业19年",
        "开业整整20年",
        "退伍都21年，一直在家",
    ],
)
def test_a_length_of_time_is_no_day(text: str) -> None:
    assert days_in(text, TODAY) == []


def test_how_long_a_shop_has_run() -> None:
    (opened,) = days_in("去年四月开的", TODAY)
    assert months_since(opened, TODAY) == (18, 19)


@given(st.text(alphabet="0123456789.,-万亿千百十零一两半多几个点次回年月号第不到左右没有也以上", max_size=16))
def test_anything_is_numbers_or_none(text: str) -> None:
    for found in quantities(text):
        assert found.at_least is None or found.at_most is None or found.at_least <= found.at_most
    days_in(text, TODAY)


def test_how_much_is_asked_tells_no_figure() -> None:
    assert quantities("像我这样的顶多贷得到几万块，说个数") == []
    assert quantities("手头凑了几万块") != []
