"""What people tell in their own words, and what they don't tell: each kind that was misheard."""

from __future__ import annotations

from typing import Any

import pytest

from bot.nlu.facts.hearing import Context, Ear
from tests.nlu.facts.conftest import ENDING, HIRING, HOUSEHOLD, INNOVATION, LOAN, PARTNERS, PEOPLE, TAX
from tests.nlu.facts.test_hearing import heard


@pytest.mark.parametrize(
    ("about", "asked", "text", "facts"),
    [
        # What is asked of both spouses is told of either.
        (HOUSEHOLD, None, "老公名下有房贷，我没贷款", {"other_loans": "allowed"}),
        (HOUSEHOLD, None, "我没贷款，老婆有网贷", {"other_loans": "other"}),
        # Who doesn't qualify isn't counted.
        (PARTNERS, None, "我们五个人合伙，有一个征信不好，就剩四个", {"qualified_partners": 4}),
        (PARTNERS, "qualified_partners", "三个人合伙，有一个不够格", {"qualified_partners": 2}),
        (PARTNERS, "qualified_partners", "除了我还有两个", {"qualified_partners": 3}),
        (INNOVATION, "rd_percent", "一成二", {"rd_percent": 12}),
        (TAX, "sales_month", "上个月是88600呢", {"sales_month": 88600}),
        (TAX, "sales_month", "起码有八万", {"sales_month": {"at_least": 80000}}),
        (ENDING, None, "以前欠过货款，现在都还清了", {"debts_settled": True}),
        (PEOPLE, "origin", "台湾不是，我是湖南人", {"origin": "mainland"}),
        (HIRING, "labour_contract", "签是签了，口头的", {"labour_contract": False}),
        (HIRING, "tax_key_group", "登记失业八个月了", {"tax_key_group": "unemployed_half_year"}),
        # Who has been unemployed for too short a time may be of another group.
        (HIRING, "tax_key_group", "失业登记才三个月", {"tax_key_group": {"not": ["unemployed_half_year"]}}),
        (HIRING, "tax_key_group", "失业登记才三个月，我家是低保", {"tax_key_group": "no_job_family"}),
        (LOAN, "repays_actively", "对对对", {"repays_actively": True}),
        (ENDING, "fine_unpaid", "么得", {"fine_unpaid": False}),
        (LOAN, "borrower", "个人噶", {"borrower": "person"}),
        (TAX, None, "三个月下来一共做了二十一万", {"sales_quarter": 210000}),
        (TAX, "sales_month", "一个季度十九万", {"sales_quarter": 190000}),
        (TAX, None, "一年房租四万八一次付清", {"rent_total": 48000}),
    ],
)
def test_it_is_heard_as_it_was_meant(
    ear: Ear, context: Context, about: tuple[str, ...], asked: str | None, text: str, facts: dict[str, Any]
) -> None:
    found = heard(ear, context, text, asked, about)
    assert {name: found.get(name) for name in facts} == facts


@pytest.mark.parametrize(
    ("about", "asked", "text", "never"),
    [
        # A number alone tells only the number that was asked for.
        (HIRING, "employees", "三百来号人", "enterprise_size"),
        (INNOVATION, "high_tech_income_percent", "百分之六十", "tech_staff_percent"),
        (TAX, "sales_quarter", "二十八万", "sales_month"),
        (TAX, "sales_quarter", "租金八万", "sales_quarter"),
        # «二十» is short for 二十万 and never 20 元.
        (HOUSEHOLD, "consumer_debt", "二十", "consumer_debt"),
        (TAX, "produce_source", "一半自己种，一半收来", "produce_source"),
        (ENDING, None, "税都报了，一分没欠", "debts_settled"),
        (PARTNERS, "qualified_partners", "我们几个合伙，有两个不符合", "qualified_partners"),
    ],
)
def test_what_was_not_said_is_not_heard(
    ear: Ear, context: Context, about: tuple[str, ...], asked: str | None, text: str, never: str
) -> None:
    assert never not in heard(ear, context, text, asked, about)
