"""While a question is open, answers go to the self-check, other questions pass, then it is asked again."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue.self_check_policy import CHECK, LISTEN, next_action

USED = "interest_subsidies"
OPEN = {"topic": "startup_guarantee_loan", "asked": USED, "previous": None}
DONE = {"topic": "startup_guarantee_loan", "asked": None, "previous": USED}


@pytest.mark.parametrize(
    ("check", "intent", "text", "action"),
    [
        ({}, "loans", "能贷款吗", None),
        (OPEN, "nlu_fallback", "两次", CHECK),
        (OPEN, "inform", "已经享受过两次了", CHECK),
        (OPEN, "loans", "享受过两次", CHECK),
        (OPEN, "nlu_fallback", "嗯……这个嘛", CHECK),
        (OPEN, "dont_know", "不知道", CHECK),
        (OPEN, "skip", "跳过", CHECK),
        (OPEN, "cancel", "算了", CHECK),
        (OPEN, "loans", "在校留学生创业待遇一样吗？", None),
        (OPEN, "ask_aspect", "归哪个部门管", None),
        (OPEN, "out_of_scope", "明天天气怎么样", None),
        (OPEN, "smalltalk", "谢谢", None),
        (OPEN, "nlu_fallback", "今天几号", None),
        (OPEN, "loans", "我初中毕业，有没有免费的培训", None),
        (OPEN, "ask_human", "转人工", None),
        (DONE, "correct", "不对，是三次", CHECK),
        (DONE, "loans", "不对，是三次", CHECK),
        (DONE, "loans", "能贷款吗", None),
        (DONE, "affirm", "好的", None),
    ],
)
def test_who_gets_the_message(check: dict[str, Any], intent: str, text: str, action: str | None) -> None:
    assert next_action(check, LISTEN, False, intent, text) == action


def test_after_an_interruption_it_is_asked_again_once() -> None:
    assert next_action(OPEN, "action_answer", False, "loans", "在校留学生呢？") == CHECK
    assert next_action(OPEN, CHECK, False, "loans", "在校留学生呢？") == LISTEN


def test_after_several_interruptions_it_waits_quietly() -> None:
    assert next_action({**OPEN, "resumed": 2}, "action_answer", False, "loans", "孵化器呢？") is None
    assert next_action({**OPEN, "resumed": 2}, LISTEN, False, "inform", "两次") == CHECK


def test_a_question_that_narrows_a_list_is_not_put_again() -> None:
    narrowing = {"topic": None, "asked": "study", "previous": None}
    assert next_action(narrowing, LISTEN, False, "next_item", "第二个呢") is None
    assert next_action(narrowing, "action_offered_item", False, "next_item", "第二个呢") is None


@pytest.mark.parametrize(
    ("intent", "text", "action"),
    [
        ("out_of_scope", "想开网店", CHECK),
        ("out_of_scope", "想开网店，什么牌子的电脑好", None),
        ("out_of_scope", "明天下雨", None),
    ],
)
def test_after_a_list_more_of_the_person_is_taken(intent: str, text: str, action: str | None) -> None:
    listed = {"topic": None, "asked": None, "previous": None}
    assert next_action(listed, LISTEN, False, intent, text) == action


def test_a_button_of_the_question_answers_it_whatever_it_sounds_like() -> None:
    who = {"topic": None, "asked": "applicant", "previous": None}
    assert next_action(who, LISTEN, False, "ask_human", "个人") == CHECK
    assert next_action(who, LISTEN, False, "ask_human", "转人工") is None


def test_an_action_that_asked_itself_ends_the_turn() -> None:
    assert next_action(OPEN, "action_match", True, "match_policies", "我是退役军人，有什么政策") == LISTEN


@pytest.mark.parametrize("intent", ["ask_human", "restart_conversation", "forget_profile"])
def test_some_interruptions_are_final(intent: str) -> None:
    assert next_action(OPEN, "action_hand_over", False, intent, "") is None
