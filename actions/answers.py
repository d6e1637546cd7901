"""Answers from the policy store."""

from __future__ import annotations

import re

from actions.conversation import Conversation, RoutedAction
from actions.handover import declined
from actions.own_figures import ask_for_figure, with_own_figures
from bot.dialogue.reading import Reading
from bot.dialogue.step import Step
from bot.nlu.aspects import find_aspects
from bot.nlu.decision import CLARIFY_FROM
from bot.policy import scope
from bot.policy.alternatives import with_alternatives
from bot.policy.answers import answer_topic, topic_of, without_claims
from bot.policy.reply import Reply
from bot.policy.scope import answer_department, answer_document, answer_numbered, decline, opening_buttons
from bot.policy.store import Store
from bot.policy.topics import Topic

_ORDINAL = re.compile(r"(?:第|最)([一二两三四五六1-6后])")
# «有效期到什么时候», «全文在哪» with nothing before them ask about the document.
_OF_THE_PAPER = {"validity": "dates_and_validity", "original": "overview"}
# Below the first the second likeliest matter is told beside the answer, below the second others are offered.
_BEYOND_DOUBT, _SURE = 0.85, 0.5
_MOST_ALTERNATIVES = 3
# «去哪里办» asks for the office, «到什么时候» for the last day.
_WHERE = re.compile("哪里|哪点|哪儿|哪(?=[办申报领交登递送])|哪[家个](?!好|划算|快)")
_UNTIL = re.compile("到(?:什么|啥子?|哪个?)时候|到几时|到好久|到哪[年月天]|截止|哪[年月天](?:停|结束)")
_PLACES = {"一": 0, "二": 1, "两": 1, "三": 2, "四": 3, "五": 4, "六": 5, "后": -1} | {
    str(n): n - 1 for n in range(1, 7)
}


class ActionAnswer(RoutedAction):
    """Answers a matter, a clause or the documents themselves; a second question in the message too."""

    _NAME = "action_answer"


class ActionFollowUp(RoutedAction):
    """An aspect was named, and no matter."""

    _NAME = "action_follow_up"


class ActionOfferedItem(RoutedAction):
    """Another item of the list offered last, or the matter before this one."""

    _NAME = "action_offered_item"


def answer(c: Conversation, step: Step) -> None:
    """What the sources say of an aspect, with the visitor's sums; a figure claimed of no source is named."""
    whole = c.store.topic(step.reason) if step.reason else None
    if whole and whole.tells:
        c.say(_of_document(c.store, whole.tells, c.text))
        c.set(declined=0)
        return
    topic = c.topic_asked(step.topic)
    if topic is None:
        c.say(decline(c.store))
        declined(c)
        return
    aspect = _meant(step.aspect, topic, c.text)
    found = answer_topic(c.store, topic, aspect, also=find_aspects(c.text))
    worked_out = with_own_figures(c, topic, found, step.aspect)
    reply = worked_out if worked_out is not found else without_claims(topic, found, c.text)
    c.say(with_alternatives(reply, *alternatives(c, topic)))
    if _asks_one_thing(c) and worked_out is found:
        ask_for_figure(c, topic)
    c.talk_about(topic.slug)


def _meant(aspect: str, topic: Topic, text: str) -> str:
    """The aspect asked for, or what comes next to it where the documents don't state it of the matter."""
    if aspect == "how_to_apply" and aspect not in topic.aspects and _WHERE.search(text):
        return "department"
    if aspect == "time" and aspect not in topic.aspects and _UNTIL.search(text):
        return "validity" if "validity" in topic.aspects else aspect
    if aspect == "time" and aspect not in topic.aspects and Reading(text).asks_yes_or_no:
        # «要签几年内不结婚，这样写得行不» asks for no length of time.
        return "overview"
    return aspect


def _asks_one_thing(c: Conversation) -> bool:
    return sum(step.kind == "answer" for step in c.steps) == 1


def alternatives(c: Conversation, topic: Topic) -> tuple[Topic | None, list[Topic]]:
    """(the second likeliest matter, what else) a message may have meant that was not understood surely.

    None where the conversation tells what is meant, or several questions are answered anyway.
    """
    confidence = c.understood.get("confidence", 1.0)
    named = topic_of(c.store, c.understood.get("topic") or "")
    meant = named and named.slug == topic.slug and _asks_one_thing(c)
    if confidence >= _BEYOND_DOUBT or not meant:
        return None, []
    found = [
        other
        for guess in c.understood.get("ranking", [])
        if guess["confidence"] >= CLARIFY_FROM
        and (other := topic_of(c.store, guess["intent"]))
        and other.slug != topic.slug
        and other.provisions
    ]
    second = found[0] if found else None
    rest = found[1:] if confidence < _SURE else []
    return second, rest[:_MOST_ALTERNATIVES]


def answer_clause(c: Conversation, step: Step) -> None:
    """Quote the clause whose number the message names."""
    present = c.topic(c.slot("topic"))
    c.say(answer_numbered(c.store, step.reason, c.text, present) or decline(c.store))
    c.set(declined=0)


def answer_paper(c: Conversation, step: Step) -> None:
    """Who gave the document that the message names, when, and whether it holds."""
    c.say(scope.answer_paper(c.store, step.reason))
    c.set(declined=0)


def item(c: Conversation, step: Step) -> None:
    """The offered item named by its place, else the one after the present matter; or the one before."""
    candidates = [c.slot("previous_topic")] if step.reason == "previous_topic" else _wanted(c)
    topic = c.topic(candidates[0]) if candidates and candidates[0] else None
    if topic is None:
        c.say(ask_for_topic(c.store))
        return
    c.say(answer_topic(c.store, topic))
    c.talk_about(topic.slug)


def ask_topic(c: Conversation, step: Step) -> None:
    """The visitor named an aspect, but nothing was talked about yet."""
    subject = _OF_THE_PAPER.get(step.aspect)
    c.say(answer_document(c.store, subject) if subject else ask_for_topic(c.store))


def ask_for_topic(store: Store) -> Reply:
    """Which matter is meant, with examples."""
    buttons = opening_buttons(store)
    examples = f"，比如{''.join(f'“{b.title}”' for b in buttons[:2])}" if buttons else ""
    return Reply("question", f"您问的是哪件事？说个大概就行{examples}。", buttons=buttons)


def _of_document(store: Store, subject: str, text: str) -> Reply:
    department = store.department_in(text) if subject == "departments" else None
    return answer_department(store, department) if department else answer_document(store, subject)


def _wanted(c: Conversation) -> list[str]:
    """The offered item that is named by its place, else the one after the present matter."""
    offered = list(c.slot("offered") or [])
    ordinal = _ORDINAL.search(c.text)
    if ordinal:
        position = _PLACES[ordinal[1]]
        return offered[position:] if position < 0 else offered[position : position + 1]
    present = c.slot("topic")
    position = offered.index(present) + 1 if present in offered else 0
    return offered[position : position + 1]
