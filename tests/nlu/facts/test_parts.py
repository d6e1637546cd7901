"""Sums that are parts of one whole are added up, others are not."""

import pytest

from bot.nlu.facts.fact import Fact
from bot.nlu.facts.parts import together


def sum_of(name: str, value: int, said: str, start: int) -> Fact:
    return Fact(name, value, (start, start + len(said)), said, 0.9)


@pytest.mark.parametrize(
    ("attribute", "first", "second", "whole"),
    [
        ("online_yearly_sales", "抖店四万", "小红书三万", 70000),
        ("consumer_debt", "白条四万", "花呗三万", 70000),
        ("late_amount", "头一批四万", "第二批三万", 70000),
        ("sales_month", "门店四万", "总共三万", 30000),
        ("sales_month", "拢共四万", "线上三万", 40000),
        ("sales_month", "卖了四万", "进货三万", None),
        ("late_amount", "货款四万", "还欠三万", None),
        ("consumer_debt", "信用卡四万", "还了三万", None),
        # People of one firm in several places, and of two firms.
        ("employees", "总部四万", "楚雄分公司三万", 70000),
        ("employees", "我们四万", "子公司三万", None),
        ("employees", "总公司四万", "控股的那家三万", None),
        # Who left is no part.
        ("hired_count", "招了四万", "走了三万", None),
        # What is one sum alone is told anew, not in parts.
        ("profit_year", "赚了四万", "三万", None),
    ],
)
def test_together(attribute: str, first: str, second: str, whole: int | None) -> None:
    found = together(sum_of(attribute, 40000, first, 0), sum_of(attribute, 30000, second, 10))
    assert (found.value if found else None) == whole


def test_bounds_are_added_end_by_end() -> None:
    more = {"at_least": 30000, "at_most": "39999.99"}
    second = Fact("online_yearly_sales", more, (10, 16), "快手三万多", 0.9, vague=True)
    found = together(sum_of("online_yearly_sales", 40000, "抖店四万", 0), second)
    assert found is not None
    assert found.value == {"at_least": 70000, "at_most": "79999.99"}


def test_a_clause_heard_twice_is_no_second_part() -> None:
    heard = sum_of("sales_month", 40000, "门店四万", 0)
    assert together(heard, sum_of("sales_month", 30000, "门店四万，三万", 0)) is None
