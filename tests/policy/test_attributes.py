"""Answers to the bot's questions, as people give them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy.attributes import Reading, Unclear, attributes, read_value
from bot.policy.conditions import DONT_KNOW

CATALOGUE = attributes()


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("veteran", "是", True),
        ("veteran", "是的，当过兵", True),
        ("veteran", "对", True),
        ("veteran", "嗯", True),
        ("veteran", "没错", True),
        ("veteran", "退伍的", True),
        ("veteran", "不是", False),
        ("veteran", "没有", False),
        ("veteran", "没得", False),
        ("veteran", "没当过兵", False),
        ("veteran", "当然没有", False),
        ("veteran", "算是吧", True),
        ("veteran", "可能是", DONT_KNOW),
        ("veteran", "看情况", DONT_KNOW),
        ("owns_premises", "有", True),
        ("owns_premises", "没有厂房", False),
        ("deal_role", "买方", "purchaser"),
        ("deal_role", "我们是卖家", "seller"),
        ("deal_role", "不是买方，是卖方", "seller"),
        ("deal_role", "第一个", "purchaser"),
        ("deal_role", "2", "seller"),
        ("deal_role", "都不是", "neither"),
        ("guarantee_loan", "还没还清", "outstanding"),
        ("guarantee_loan", "早就还清了", "repaid"),
        ("guarantee_loan", "从来没借过", "never"),
        ("intellectual_property", "没有专利", "none"),
        ("intellectual_property", "有个发明专利", "patent"),
        ("interest_subsidies", "两次", 2),
        ("interest_subsidies", "不对，是两次", 2),
        ("interest_subsidies", "3", 3),
        ("interest_subsidies", "十二回", 12),
        ("interest_subsidies", "一次都没有", 0),
        ("interest_subsidies", "没有享受过", 0),
        ("interest_subsidies", "从来没贴过", 0),
        ("high_tech_status", "没有", "none"),
        ("deal_role", "不是", "neither"),
        ("deal_amount", "三千万", 30_000_000),
        (
            "deal_amount",
            "不太清楚，大概三百万",
            {"at_least": 2_700_000, "at_most": 3_300_000, "about": 3_000_000},
        ),
        ("deal_amount", "3000w", 30_000_000),
        ("deal_amount", "5000多万", {"at_least": 50_000_000, "at_most": "59999999.99"}),
        ("deal_amount", "不到5000万", {"at_most": "49999999.99"}),
        ("interest_subsidies", "不到三次", {"at_most": 2}),
        ("interest_subsidies", "3次左右", {"at_least": 2, "at_most": 4, "about": 3}),
        ("interest_subsidies", "两三回了吧", {"at_least": 2, "at_most": 3}),
        ("interest_subsidies", "两次或者三次", {"at_least": 2, "at_most": 3}),
        ("repays_actively", "按时还的，从没逾期", True),
        ("not_yet_competitive", "没得竞争力", True),
        ("not_yet_competitive", "不具备", True),
        ("not_yet_competitive", "有竞争力", False),
        ("loan_rate", "4.35%", "4.35"),
        ("loan_rate", "百分之四", 4),
        ("years_held", "3年", 3),
        ("deal_amount", "1234.5元", "1234.5"),
    ],
)
def test_understood(name: str, text: str, value: Any) -> None:
    read = read_value(CATALOGUE[name], text)
    assert isinstance(read, Reading), read
    assert read.value == value
    assert json.loads(json.dumps(read.value)) == value


@pytest.mark.parametrize("name", ["veteran", "deal_role", "deal_amount", "interest_subsidies", "loan_rate"])
@pytest.mark.parametrize("text", ["不知道", "不清楚", "跳过", "这个我不晓得", "忘了", "说不准"])
def test_not_knowing_is_an_answer(name: str, text: str) -> None:
    assert read_value(CATALOGUE[name], text) == Reading(DONT_KNOW)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("veteran", "什么叫退役"),
        ("veteran", "有没有免费的培训"),
        ("veteran", ""),
        ("deal_role", "蓝色"),
        ("deal_role", "买方和卖方"),
        ("deal_amount", "-300万"),
        ("deal_amount", "九千万亿亿"),
        ("deal_amount", "很多"),
        ("interest_subsidies", "-1次"),
        ("interest_subsidies", "99999次"),
        ("not_yet_competitive", "没有"),
        ("first_to_market", "没，以前没卖过，头一家买"),
        ("interest_subsidies", "1.5次"),
        ("guarantee_loan", "没有"),
        ("interest_subsidies", "第二次还是第三次"),
        ("loan_rate", "400%"),
        ("loan_rate", "-3%"),
        ("loan_rate", "月息3厘"),
    ],
)
def test_what_is_unusable_is_asked_again_with_an_example(name: str, text: str) -> None:
    read = read_value(CATALOGUE[name], text)
    assert isinstance(read, Unclear), read
    assert CATALOGUE[name].example in read.text


def test_third_time_now_means_twice_before() -> None:
    read = read_value(CATALOGUE["interest_subsidies"], "这是第三次")
    assert read == Reading(2, "这次是第3次，之前算2次")


def test_what_is_rough_stays_rough() -> None:
    read = read_value(CATALOGUE["deal_amount"], "五十来万")
    assert isinstance(read, Reading)
    assert CATALOGUE["deal_amount"].label(read.value) == "约50万元"


@pytest.mark.parametrize("attribute", CATALOGUE.values(), ids=lambda a: a.name)
def test_every_example_and_every_button_is_understood(attribute: Any) -> None:
    assert isinstance(read_value(attribute, attribute.example), Reading)
    for says, _ in attribute.options():
        assert isinstance(read_value(attribute, says), Reading), says
    for choice in attribute.choices:
        assert read_value(attribute, choice.label) == Reading(choice.value)
        for word in choice.words:
            assert read_value(attribute, word) in (Reading(choice.value), Reading(DONT_KNOW)) or isinstance(
                read_value(attribute, word), Unclear
            ), word


@given(st.sampled_from(list(CATALOGUE.values())), st.text(max_size=30))
def test_any_text_is_understood_or_asked_again(attribute: Any, text: str) -> None:
    assert isinstance(read_value(attribute, text), Reading | Unclear)


def test_many_choices_are_left_to_the_buttons() -> None:
    read = read_value(CATALOGUE["applicant"], "天蓝色")
    assert isinstance(read, Unclear) and len(read.text) < 40
    few = read_value(CATALOGUE["deal_role"], "天蓝色")
    assert isinstance(few, Unclear) and "采购方（买方）、销售方（卖方）" in few.text


@pytest.mark.parametrize(
    ("name", "value", "label"),
    [
        ("interest_subsidies", {"at_least": 2, "at_most": 3}, "2到3次"),
        ("interest_subsidies", {"at_most": 2}, "最多2次"),
        ("interest_subsidies", {"at_least": 3}, "至少3次"),
        ("interest_subsidies", {"at_least": 2, "at_most": 4, "about": 3}, "约3次"),
        ("deal_amount", {"at_most": "49999999.99"}, "不到5,000万元"),
        ("deal_amount", {"at_least": 50_000_000, "at_most": "59999999.99"}, "5,000万元以上，不到6,000万元"),
        ("deal_amount", {"at_least": 3_000_000, "at_most": 5_000_000}, "300到500万元"),
    ],
)
def test_bounds_are_told_as_they_were_said(name: str, value: Any, label: str) -> None:
    assert CATALOGUE[name].label(value) == label
