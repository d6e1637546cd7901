"""Draft replies can be sent: greeting, answer, source, department; in danger help first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.helpdesk.triage.categories import place
from bot.helpdesk.triage.matters import Found, Matter
from bot.helpdesk.triage.reply import draft
from bot.policy.store import Store


def matter(store: Store, slug: str, aspect: str = "overview", confidence: float = 0.9) -> Matter:
    topic = store.topic(slug)
    assert topic
    return Matter(topic, place(store, topic), aspect, confidence)


def reply(store: Store, *matters: Matter, complaint: bool = False, danger: bool = False) -> str:
    return draft(store, Found(matters), complaint, danger)


def test_an_answer_has_greeting_figure_source_and_department(store: Store) -> None:
    text = reply(store, matter(store, "startup_guarantee_loan"))
    assert text.startswith("您好") and "不超过3次" in text
    assert "云政发〔2020〕6号第二十条；" in text and "第条" not in text and "省人力资源社会保障厅" in text


def test_what_the_documents_leave_open_comes_after_what_they_say(store: Store) -> None:
    text = reply(store, matter(store, "first_purchase_subsidy", "how_to_apply"))
    assert text.index("最高500万元") < text.index("文件没有规定怎么申请，请以主管部门的答复为准")


def test_a_law_speaks_in_no_bots_voice(store: Store) -> None:
    text = reply(store, matter(store, "licence_online_display", "how_to_apply"))
    assert "现有资料没有规定怎么申请" in text and "我手里" not in text


def test_what_is_asked_is_not_said_twice(store: Store) -> None:
    assert reply(store, matter(store, "annual_report_period", "time")).count("6月30日") == 1


def test_what_is_said_of_a_related_matter_is_cited_too(store: Store) -> None:
    text = reply(store, matter(store, "fair_supervision"))
    assert "随机抽检查对象" in text and "《市场主体登记管理条例》第三十八条" in text


def test_articles_of_one_law_are_named_together(store: Store) -> None:
    assert "《企业所得税法》第四条、第五条" in reply(store, matter(store, "income_tax_rate"))


def test_quotation_marks_are_not_doubled(store: Store) -> None:
    text = reply(store, matter(store, "fair_supervision"))
    assert "““" not in text and "””" not in text


def test_a_guess_is_said_to_be_one(store: Store) -> None:
    sure = matter(store, "startup_guarantee_loan")
    assert "如果您问的不是这件事" in reply(store, replace(sure, confidence=0.2))
    assert "如果您问的不是这件事" not in reply(store, sure)


def test_two_matters_are_answered_one_after_the_other(store: Store) -> None:
    text = reply(store, matter(store, "startup_guarantee_loan"), matter(store, "annual_report_period"))
    assert text.index("一、关于“创业担保贷款”") < text.index("二、关于“年报")


def test_a_complaint_gets_an_apology_and_the_rule_only_where_it_is_clear(store: Store) -> None:
    clear = matter(store, "startup_guarantee_loan")
    text = reply(store, clear, complaint=True)
    assert "致歉" in text and "第二十条" in text and "等等" not in text
    doubtful = reply(store, replace(clear, confidence=0.2), complaint=True)
    assert "致歉" in doubtful and "依据" not in doubtful and "创业担保贷款" not in doubtful


@pytest.mark.parametrize("complaint", [True, False])
def test_in_danger_help_comes_first(store: Store, complaint: bool) -> None:
    text = reply(store, matter(store, "industrial_parks"), complaint=complaint, danger=True)
    assert text.index("立即报警") < text.index("您好")
    assert ("依据" in text) is not complaint
