"""A draft is kept part by part: each question with its answer, and those that nobody has answered yet."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from bot.helpdesk import assessment
from bot.helpdesk.draft_parts import IN_DANGER, Part, put_together, redraft
from bot.helpdesk.retention import forget_visitor
from bot.helpdesk.tickets import TicketStore
from bot.helpdesk.triage import analyse
from bot.settings import Settings
from tests.helpdesk.test_assessment import SEEN

LOAN, LICENCE = Part("能贷多少", "关于“贷款”", "最高30万元。"), Part("怎么补", "关于“补照”", "登报声明。")
OPEN = Part("学区怎么划", "", "")


def test_parts_are_numbered_only_where_there_are_several() -> None:
    both = put_together([LOAN, OPEN, LICENCE])
    assert both.index("一、关于“贷款”") < both.index("二、关于“补照”") and "学区" not in both
    alone = put_together([LICENCE])
    assert "收悉。关于“补照”：\n登报声明。" in alone and "一、" not in alone
    assert put_together([OPEN]) == put_together([]) == ""


def test_the_warning_stays_whatever_is_struck() -> None:
    assert redraft(f"{IN_DANGER}\n您好", [LOAN]).startswith(IN_DANGER)
    assert redraft("您好", [LOAN]).startswith("您好") and redraft(f"{IN_DANGER}\n您好", []) == ""


def test_each_question_of_a_message_has_its_part(where: Settings) -> None:
    seen = analyse("想问创业担保贷款能贴息几次？另外营业执照丢了怎么补？", where)
    assert ["贴息" in seen.parts[0].asked, "营业执照" in seen.parts[1].asked] == [True, True]
    assert all(part.text for part in seen.parts) and put_together(seen.parts) == seen.suggested_reply


def test_a_question_without_an_answer_is_named(where: Settings) -> None:
    seen = analyse("想问创业担保贷款能贴息几次？另外孩子今年上小学，学区怎么划分？", where)
    assert [bool(part.text) for part in seen.parts] == [True, False]
    assert "学区" in seen.parts[1].asked and "学区" not in seen.suggested_reply


def test_of_a_complaint_and_of_what_is_not_ours_there_are_no_parts(where: Settings) -> None:
    for text in ("贷款材料交了半年，经办人每次都说再等等，我要投诉！", "孩子今年上小学，学区怎么划分？"):
        assert analyse(text, where).parts == ()


def test_parts_are_kept_with_the_ticket_and_go_with_what_its_visitor_clears(
    tickets: TicketStore, ticket: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = {**SEEN, "parts": [asdict(LOAN), asdict(OPEN)]}
    monkeypatch.setattr(assessment, "assess", lambda text, settings: seen)
    assessment.assess_new(tickets)
    kept = tickets.get(ticket)
    assert kept and kept["parts"] == seen["parts"]
    forget_visitor(tickets.engine, "c1")
    kept = tickets.get(ticket)
    assert kept and kept["parts"] == []
