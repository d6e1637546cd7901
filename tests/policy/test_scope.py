"""What is said of the documents as wholes, also where the store holds none of ours."""

from __future__ import annotations

import pytest

from bot.helpdesk.triage.matters import Found
from bot.helpdesk.triage.reply import draft
from bot.policy.documents import read_documents
from bot.policy.entrances import main_document
from bot.policy.issuers import today_name
from bot.policy.scope import answer_department, answer_document, answer_numbered, decline, opening_buttons
from bot.policy.store import Store
from bot.settings import settings

PAPER = main_document()
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


@pytest.mark.parametrize(
    ("asked", "name", "tasks"),
    [
        ("卫健委有几项任务", "省卫生健康委", ["二"]),
        ("云南银保监局管哪几条", "云南银保监局", None),
        ("省教育厅和哪些事有关", "省教育厅", None),
    ],
)
def test_a_department_is_told_its_tasks(store: Store, asked: str, name: str, tasks: list[str] | None) -> None:
    assert store.department_in(asked) == name
    own = [c for c in store.clauses(PAPER) if name in c["departments"]]
    reply = answer_department(store, name)
    assert reply.departments == (name,) and reply.citations[0].clause == "附件"
    assert f"{today_name(name)}是 {len(own)} 项任务" in reply.text and name in reply.text
    assert all(f"{c['number']}、{c['title']}" in reply.text for c in own)
    assert tasks is None or [c["number"] for c in own] == tasks


def test_no_department_is_found_where_none_is_named(store: Store, other_store: Store) -> None:
    assert store.department_in("任务分工表给我看看") is None
    assert other_store.department_in("省科技厅管什么") is None


def test_every_name_of_a_department_stands_in_the_annex(store: Store) -> None:
    known = {name for clause in store.clauses(PAPER) for name in clause["departments"]}
    said = [d for held in read_documents(settings().document_dir) for d in held.info.departments]
    assert {department.name for department in said} <= known


def test_a_clause_that_does_not_exist_is_said_to_be_none(store: Store, other_store: Store) -> None:
    reply = answer_numbered(store, "三十")
    assert reply and "一共 24 条，没有第三十条" in reply.text and reply.citations[0].document == PAPER
    held = answer_numbered(store, "二十")
    assert held and held.citations[0].clause == "二十"
    assert answer_numbered(other_store, "二十") is None


def test_a_number_counts_in_the_document_that_is_named_or_talked_about(store: Store) -> None:
    named = answer_numbered(store, "四十七", "公司法第四十七条怎么说")
    assert named and {(c.document, c.clause) for c in named.citations} == {("公司法", "第四十七条")}
    about = answer_numbered(store, "二", "第二条呢", store.topic("registration_required"))
    assert about and {c.document for c in about.citations} == {"市场主体登记管理条例"}
    unknown = answer_numbered(store, "二百七十四", "刑法第274条")
    assert (
        unknown and unknown.kind == "refusal" and "《刑法》" in unknown.text and "24 条" not in unknown.text
    )
