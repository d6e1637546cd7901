"""Actions that answer: tracker in → exact kinds and slots out."""

from __future__ import annotations

import pytest
from rasa_sdk import Action

from actions.answers import ActionAnswer, ActionFollowUp, ActionOfferedItem
from actions.fallback import ActionDecline, ActionSearch
from bot.policy.store import Store
from tests.actions.conftest import Run

LOAN = "startup_guarantee_loan"


def test_an_answer_sets_the_topic(run: Run) -> None:
    (message,), slots = run(ActionAnswer(), topic=f"loans/{LOAN}")
    assert message["kind"] == "answer"
    assert message["understanding"] == {"intent": f"loans/{LOAN}", "confidence": 0.9}
    assert slots == {"topic": LOAN, "declined": 0}


def test_the_topic_before_is_remembered(run: Run) -> None:
    _, slots = run(ActionAnswer(), topic="incubators/incubators", slots={"topic": LOAN})
    assert slots["previous_topic"] == LOAN and slots["topic"] == "incubators"


def test_two_questions_get_two_answers(run: Run) -> None:
    other = [{"intent": "incubators/incubators", "confidence": 0.8}, "overview"]
    understood = {"topic": f"loans/{LOAN}", "confidence": 0.9, "aspect": "overview", "others": [other]}
    messages, _ = run(ActionAnswer(), topic=f"loans/{LOAN}", understood=understood)
    assert [m["citations"][0]["clause"] for m in messages] == ["二十", "九"]


def test_another_place_is_not_ours(run: Run) -> None:
    region = [{"entity": "region", "value": "北京"}]
    (message,), slots = run(ActionAnswer(), topic=f"loans/{LOAN}", entities=region)
    assert message["kind"] == "refusal" and "北京" in message["text"]
    assert slots == {"declined": 1}


def test_a_topic_that_the_store_lacks_is_declined(run: Run) -> None:
    (message,), slots = run(ActionAnswer(), topic="loans/no_such_measure")
    assert message["kind"] == "refusal" and slots == {"declined": 1}


def test_declining_twice_running_hands_over(run: Run) -> None:
    messages, _ = run(ActionAnswer(), topic="loans/no_such_measure", slots={"declined": 1})
    assert [m["kind"] for m in messages] == ["refusal", "handoff"]
    assert messages[1]["ticket"]


@pytest.mark.parametrize(
    ("aspect", "kind", "said"),
    [("department", "answer", "人民银行昆明中心支行"), ("materials", "refusal", "文件没有规定")],
)
def test_a_follow_up_is_about_the_topic(run: Run, aspect: str, kind: str, said: str) -> None:
    (message,), _ = run(ActionFollowUp(), topic=f"ask_aspect/{aspect}", aspect=aspect, slots={"topic": LOAN})
    assert message["kind"] == kind and said in message["text"]


@pytest.mark.parametrize("action", [ActionFollowUp(), ActionSearch()])
def test_a_follow_up_with_a_sum_is_worked_out(run: Run, action: Action) -> None:
    slots = {"topic": "first_purchase_subsidy"}
    text = "6000万的单子能补多少"
    (message,), _ = run(action, text, topic="ask_aspect/amount", aspect="amount", slots=slots)
    assert "按最高500万元" in message["text"] and message["kind"] == "answer"


def test_a_follow_up_to_nothing_asks_back(run: Run) -> None:
    (message,), slots = run(ActionFollowUp(), topic="ask_aspect/amount", aspect="amount")
    assert message["kind"] == "question" and slots == {}


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("第二个呢", "veterans_training"),
        ("第三个是啥", "incubators"),
        ("最后一个呢", "incubators"),
        ("下一个", "veterans_training"),
    ],
)
def test_an_offered_item_by_its_place(run: Run, text: str, topic: str) -> None:
    slots = {"offered": [LOAN, "veterans_training", "incubators"], "topic": LOAN}
    _, after = run(ActionOfferedItem(), text, topic="next_item", slots=slots)
    assert after["topic"] == topic


def test_an_item_beyond_the_list_asks_back(run: Run) -> None:
    (message,), _ = run(ActionOfferedItem(), "第五个", topic="next_item", slots={"offered": [LOAN]})
    assert message["kind"] == "question"


def test_an_aspect_not_surely_understood_is_about_the_topic(run: Run) -> None:
    (message,), _ = run(
        ActionSearch(),
        "要交什么材料",
        topic="ask_aspect/materials",
        aspect="materials",
        slots={"topic": LOAN},
    )
    assert message["citations"][0]["clause"] == "二十"


def test_search_finds_nothing_and_declines(run: Run) -> None:
    (message,), slots = run(ActionSearch(), "量子纠缠是什么", topic="nlu_fallback")
    assert message["kind"] == "refusal" and slots == {"declined": 1}


def test_out_of_scope_names_whom_to_ask(run: Run) -> None:
    (message,), _ = run(ActionDecline(), topic="out_of_scope/personal_income_tax")
    assert message["kind"] == "refusal" and "税务部门" in message["text"]
    assert message["citations"] == ()


@pytest.mark.parametrize(
    ("text", "aspect", "about_the_loan"),
    [
        ("要交什么材料", "materials", True),
        ("多少钱", "amount", True),
        ("注册公司要什么材料", "materials", False),
    ],
)
def test_a_message_that_names_only_an_aspect_is_about_the_topic(
    run: Run, text: str, aspect: str, about_the_loan: bool
) -> None:
    (message, *_), _ = run(
        ActionAnswer(),
        text,
        topic="registration/registration_materials",
        aspect=aspect,
        slots={"topic": LOAN},
    )
    assert ("二十" in {c["clause"] for c in message["citations"]}) == about_the_loan


def test_a_document_that_was_imported_since_is_searched_before_declining(
    run: Run, other_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("actions.fallback.store", lambda: other_store)
    topic = "out_of_scope/tourism_and_life"
    (message,), slots = run(ActionDecline(), "花园每年开放", topic=topic)
    assert message["kind"] == "answer" and slots == {"declined": 0}
    assert message["citations"][0]["document"] == "外省条例"
    (message,), _ = run(ActionDecline(), "明天天气怎么样", topic=topic)
    assert message["kind"] == "refusal"


def test_a_department_that_is_named_gets_its_tasks(run: Run) -> None:
    (message,), _ = run(ActionAnswer(), "省妇联负责哪些事", topic="papers/paper_departments")
    assert "省妇联是 3 项任务的责任部门" in message["text"]


def test_how_long_it_is_valid_is_about_the_document_where_nothing_was_talked_of(run: Run) -> None:
    (message,), _ = run(ActionFollowUp(), topic="ask_aspect/validity", aspect="validity")
    assert "2020年2月18日印发" in message["text"]
    (message,), _ = run(ActionFollowUp(), topic="ask_aspect/original", aspect="original")
    assert message["citations"][0]["url"].startswith("/policy/")


def test_a_clause_that_there_is_not_is_said_so_even_where_the_rest_is_not_ours(run: Run) -> None:
    clause = [{"entity": "clause", "value": "三十"}]
    for action, topic in ((ActionDecline(), "out_of_scope/gibberish"), (ActionOfferedItem(), "next_item")):
        (message,), slots = run(action, "第三十条", topic=topic, entities=clause)
        assert "没有第三十条" in message["text"] and slots == {"declined": 0}
