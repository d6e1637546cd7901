"""What is said of the documents as wholes, also where the store holds none of ours."""

from __future__ import annotations

import pytest

from bot.helpdesk.triage.matters import Found
from bot.helpdesk.triage.reply import draft
from bot.policy.answers import PAPER
from bot.policy.scope import (
    answer_department,
    answer_document,
    answer_numbered,
    decline,
    opening_buttons,
)
from bot.policy.store import Store

SUBJECTS = ["overview", "dates_and_validity", "basis", "departments"]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_other_documents_are_named_and_nothing_is_said_of_ours(other_store: Store, subject: str) -> None:
    reply = answer_document(other_store, subject)
    assert "外省花园条例" in reply.text and "2024年5月1日起施行" in reply.text
    assert PAPER not in str(reply.as_message()) and "@" not in reply.text
    assert {c.document for c in reply.citations} == {"外省条例"} and not reply.buttons


def test_a_refusal_claims_only_what_is_there(store: Store, other_store: Store) -> None:
    assert PAPER in decline(store).text
    refused = decline(other_store)
    assert "外省花园条例" in refused.text and "云南" not in refused.text
    assert [b.payload for b in refused.buttons] == ["转人工"]


def test_the_entrances_lead_to_topics_of_the_store(store: Store, other_store: Store) -> None:
    names = {topic.name for topic in store.topics()}
    assert len(opening_buttons(store)) == 4 and {b.payload for b in opening_buttons(store)} <= names
    assert opening_buttons(other_store) == ()


def test_a_draft_to_what_is_outside_claims_only_what_is_there(other_store: Store) -> None:
    text = draft(other_store, Found(()), complaint=False)
    assert PAPER not in text and "本窗口能答复的是这些文件里写的：《外省花园条例》" in text


def test_a_clause_that_does_not_exist_is_said_to_be_none(store: Store, other_store: Store) -> None:
    reply = answer_numbered(store, "三十")
    assert reply and "一共 24 条，没有第三十条" in reply.text and reply.citations[0].document == PAPER
    held = answer_numbered(store, "二十")
    assert held and held.citations[0].clause == "二十"
    assert answer_numbered(other_store, "二十") is None


@pytest.mark.parametrize(
    ("asked", "name", "count"),
    [
        ("税务厅归谁", None, 0),
        ("到哪个厅办", None, 0),
        ("团省委管什么", "团省委", 3),
        ("请问人社厅负责哪些", "省人力资源社会保障厅", 12),
        ("省工信厅的任务", "省工业和信息化厅", 14),
    ],
)
def test_a_department_named_is_told_its_tasks(store: Store, asked: str, name: str | None, count: int) -> None:
    reply = answer_department(store, asked)
    if name is None:
        assert reply is None
        return
    assert reply is not None and f"责任部门有{name}的有 {count} 项" in reply.text
    numbers = {c["number"] for c in store.clauses(PAPER) if name in c["departments"]}
    assert len(numbers) == count and all(f"（{number}）" in reply.text for number in numbers)
