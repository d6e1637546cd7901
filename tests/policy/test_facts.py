"""What a sentence states is taken from it, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy.attributes import attributes
from bot.policy.facts import facts_in


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("我是退役军人想开网店", {"veteran": True, "starting_business": True, "industry": "ecommerce"}),
        ("我们买了3000万的首台套设备", {"deal_role": "purchaser", "deal_amount": 30_000_000}),
        ("已经贴息过两次", {"interest_subsidies": 2}),
        ("第三次贴息还能办吗", {"interest_subsidies": 2}),
        ("我不是退役军人", {"veteran": False}),
        ("我不是大学生，是返乡的农民工", {"returning_to_village": True}),
        ("宝妈想在家开网店", {"woman": True, "starting_business": True, "industry": "ecommerce"}),
        ("贷款还清了，还能再贴息吗", {"guarantee_loan": "repaid"}),
        ("贷款还没还清", {"guarantee_loan": "outstanding"}),
        ("我们公司新增产值2000万，能拿多少", {"applicant": "enterprise", "new_output": 20_000_000}),
        ("我们是卖家，卖给国企8000万的设备", {"deal_role": "seller", "ownership": None}),
        ("我是台湾人，想来昆明创业", {"origin": "taiwan", "starting_business": True}),
        ("我是越南来的，还在云大读书", {"study": "international_student"}),
        ("一位老挝籍在读研究生想办个小公司", {"study": "international_student", "starting_business": True}),
        ("我们是初创期的科技型小型企业", {"applicant": "enterprise", "enterprise_stage": "startup"}),
        ("我以个人名义借的创业贷款", {"borrower": "person", "applicant": "individual"}),
    ],
)  # fmt: skip
def test_stated(text: str, facts: dict[str, Any]) -> None:
    found = facts_in(text)
    assert {name: found.get(name) for name in facts} == facts


@pytest.mark.parametrize(
    "text",
    [
        "是不是退役军人才行",
        "如果我是退役军人呢",
        "退役军人是不是也可以",
        "要是我是小微企业呢",
        "最多能贴息几次",
        "最多可以贴息3次吗",
        "买方补助最高500万吗",
        "首购补助的比例是10%吗",
        "你好",
        "需要还清贷款吗",
        "有没有专利都可以吗",
        "我在公司上班",
        "我帮企业做技术咨询",
        "我们几个同学聊到公司债",
        "政府的基金会不会投刚起步的科技公司？",
        "万一开店亏光了怎么办",
        "我有闲钱，想投创业公司",
        "我们想把股份买回来",
        "想听听创业的人分享",
        "我想和软件公司合作",
        "我跟朋友借的钱还没还清",
        "想问创业担保贷款",
    ],
)
def test_a_question_states_nothing(text: str) -> None:
    assert facts_in(text) == {}


def test_contradictions_are_left_out() -> None:
    assert "deal_role" not in facts_in("我们是买方，不对，我们是卖方")


@given(st.text(max_size=40))
def test_whatever_is_found_is_a_value_of_the_catalogue(text: str) -> None:
    for name, value in facts_in(text).items():
        attribute = attributes()[name]
        if attribute.type == "choice":
            assert value in {choice.value for choice in attribute.choices}
        else:
            assert isinstance(value, bool) == (attribute.type == "bool")
