"""Who gave a document, when, and whether it holds is asked of the document that a message names."""

from __future__ import annotations

import pytest

from bot.policy.document_questions import document_asked_of
from bot.policy.scope import answer_paper
from bot.policy.store import Store


@pytest.mark.parametrize(
    ("asked", "document"),
    [
        ("财金〔2023〕75号哪个部门发的", "财金〔2023〕75号"),
        ("财金75号是哪年的，现在还算数吗", "财金〔2023〕75号"),
        ("请问国务院第802号令什么时候施行的", "保障中小企业款项支付条例"),
        ("6号文哪家单位印发的", "云政发〔2020〕6号"),
        ("税务总局2026年第2号公告几月发布的", "国家税务总局公告2026年第2号"),
        ("贷免扶补的实施办法是哪年出台的", "云政办规〔2022〕7号"),
        ("公司法哪天开始实施", "公司法"),
        ("电子商务法作废了没", "电子商务法"),
    ],
)
def test_a_document_is_named_in_the_words_people_use(store: Store, asked: str, document: str) -> None:
    assert document_asked_of(store, asked) == document


@pytest.mark.parametrize(
    "asked",
    [
        "公司法规定注册资本几年缴足",
        "财金75号文里个人能贷多久",
        "民营经济促进法说几天要付款",
        "我们6号开业，执照哪天办得下来",
        "劳动合同法实施条例哪年出的",
        "12号公告什么时候发的",
        "这个政策哪年出的",
    ],
)
def test_what_a_document_says_or_one_that_is_not_held_is_no_such_question(store: Store, asked: str) -> None:
    assert document_asked_of(store, asked) is None


def test_who_gave_it_when_and_whether_it_holds(store: Store) -> None:
    reply = answer_paper(store, "民营经济促进法")
    assert reply.citations[0].document == "民营经济促进法"
    assert "全国人民代表大会常务委员会" in reply.text and "2025年5月20日起施行" in reply.text
    assert "仍然有效" in reply.text


def test_what_has_been_replaced_leads_to_what_took_its_place(store: Store) -> None:
    text = answer_paper(store, "国科发区〔2018〕300号").text
    assert "已经停了" in text and "起看工信部科〔2025〕131号" in text


def test_no_day_is_told_that_nobody_knows(store: Store) -> None:
    text = answer_paper(store, "国办发〔2021〕35号").text
    assert "1月1日" not in text and "2021年印发" in text and "没有核实" in text
