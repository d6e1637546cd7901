"""Which function carries out which step of a turn."""

from __future__ import annotations

from actions import (
    answers,
    check,
    check_course,
    checklist,
    differences,
    fallback,
    handover,
    matches,
    orders,
    profile,
)
from actions.conversation import Carry, Conversation
from bot.dialogue.people import as_kept, remember
from bot.dialogue.step import Step

# «我的情况» and «忘掉我的情况» are commands, and state nothing of anybody.
_COMMANDS = {"forget", "restart", "profile", "checklist"}

CARRIES: dict[str, Carry] = {
    "check": check.check,
    "retry": check_course.retry,
    "stop": check_course.stop,
    "resume": check_course.resume,
    "reasons": check_course.reasons,
    "difference": differences.difference,
    "match": matches.match_measures,
    "answer": answers.answer,
    "clause": answers.answer_clause,
    "paper": answers.answer_paper,
    "item": answers.item,
    "ask_topic": answers.ask_topic,
    "profile": profile.show,
    "forget": profile.forget,
    "restart": profile.restart,
    "hand_over": handover.hand_over,
    "talk": fallback.talk,
    "decline": fallback.decline_message,
    "search": fallback.search,
    "menu": orders.menu,
    "ask": orders.ask,
    "explain": orders.explain,
    "back": orders.back,
    "checklist": checklist.show,
    "add_to_checklist": checklist.add,
    "forget_one": orders.forget_one,
    "again": orders.again,
    "shorter": orders.shorter,
}


def carry_out(conversation: Conversation) -> None:
    """All steps in order; what was told of anybody is kept, whatever the message asked."""
    # A profile shown after an edit shows the edit.
    if not any(step.kind in _COMMANDS and step.reason != "edit" for step in conversation.steps):
        _keep_facts(conversation)
    for step in conversation.steps or [Step("search")]:
        CARRIES[step.kind](conversation, step)


def _keep_facts(conversation: Conversation) -> None:
    for who in dict.fromkeys(fact.who for fact in conversation.facts):
        told = [fact for fact in conversation.facts if fact.who == who]
        before = conversation.known(who)
        after = remember(told, before)
        conversation.facts = [
            as_kept(fact, after) if fact.who == who else fact for fact in conversation.facts
        ]
        if after != before:
            conversation.keep(who, after)
