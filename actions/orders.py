"""What buttons and the words that always work command: menus, a question anew, the last answer again."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from actions.check_state import answered_so_far, can_go_back
from actions.conversation import Conversation
from actions.profile import show
from bot.dialogue.step import Step
from bot.policy.attributes import attributes
from bot.policy.eligibility import assess
from bot.policy.menus import menu_reply
from bot.policy.question_replies import check_question, question_reply
from bot.policy.reply import Reply, citation
from bot.policy.wording import in_quotes

_STEPPED_BACK = "好，退回上一步，这一条重新说。"
_NOTHING_SAID = "前面还没有说过什么。想问什么，直接说就行。"


def menu(c: Conversation, step: Step) -> None:
    """The ways in, or the matters behind one of them."""
    c.say(menu_reply(c.store, step.reason))


def ask(c: Conversation, step: Step) -> None:
    """One question anew, because the visitor wants to answer it otherwise."""
    under_way = c.slot("self_check") or {}
    topic = under_way.get("topic") or (c.slot("verdict") or {}).get("topic")
    c.set(self_check={"topic": topic, "asked": step.reason, "who": step.who, "resumed": 0, "edit": True})
    c.say(question_reply(attributes()[step.reason], "好，这一条重新说。"))


def explain(c: Conversation, step: Step) -> None:
    """What a question is about: the condition behind it, and how it may be answered."""
    attribute = attributes()[step.reason]
    lines, cited = _behind(c, step)
    choices = [choice.label for choice in attribute.choices if not attribute.of_places]
    lines.append(f"可以选：{'、'.join(choices)}。" if choices else f"可以这样说：{attribute.example}。")
    lines.append("说不准就选“不知道”，我先往下看。")
    asked = question_reply(attribute, "\n".join(lines), can_go_back(c))
    c.say(Reply(asked.kind, asked.text, cited, (), asked.buttons, asked.extra))


def back(c: Conversation, step: Step) -> None:
    """The question before this one, as if it had not been answered yet."""
    left = c.slot("self_check") or c.slot("verdict") or {}
    slug = left.get("topic") or ""
    answered = answered_so_far(c, slug, step.who)
    open_now = left.get("asked")
    if not answered:
        told = "前面没有问过别的了。"
        c.say(question_reply(attributes()[open_now], told) if open_now else menu_reply(c.store, "", told))
        return
    name = answered[-1]
    c.keep(step.who, {k: v for k, v in c.known(step.who).items() if k != name})
    under_way = {
        "topic": slug or None,
        "asked": name,
        "who": step.who,
        "resumed": 0,
        "answered": answered[:-1],
    }
    c.set(verdict=None, self_check=under_way)
    topic = c.topic(slug, step.who)
    if topic is None:
        c.say(question_reply(attributes()[name], _STEPPED_BACK, back=bool(answered[:-1])))
        return
    assessed = assess(c.store, slug, c.known(step.who), dt.date.today())
    again = replace(assessed, next_question=attributes()[name])
    c.say(check_question(topic, again, _STEPPED_BACK, step.who, back=bool(answered[:-1])))


def forget_one(c: Conversation, step: Step) -> None:
    """One fact is dropped, with what was decided on it."""
    c.keep(step.who, {k: v for k, v in c.known(step.who).items() if k != step.reason})
    c.set(verdict=None)
    show(c, step)


def again(c: Conversation, _: Step) -> None:
    """The last answer once more, word for word; an open question with its buttons."""
    asked = (c.slot("self_check") or {}).get("asked")
    if asked:
        c.say(question_reply(attributes()[asked], back=can_go_back(c)))
        return
    last = _last_said(c)
    c.say(Reply("smalltalk", last) if last else menu_reply(c.store, "", _NOTHING_SAID))


def shorter(c: Conversation, _: Step) -> None:
    """The first sentence of the last answer."""
    first, full_stop, _rest = _last_said(c).partition("\n")[0].partition("。")
    c.say(Reply("smalltalk", first + full_stop) if first else menu_reply(c.store, "", _NOTHING_SAID))


def _behind(c: Conversation, step: Step) -> tuple[list[str], Any]:
    """The conditions of the check under way that a question decides; none outside a check."""
    slug = (c.slot("self_check") or {}).get("topic") or ""
    if not slug or c.store.rule_for(slug) is None:
        return ["这一问是用来看哪些政策适合您的。"], ()
    found = assess(c.store, slug, c.known(step.who), dt.date.today()).conditions
    behind = [result for result in found if result.attribute == step.reason]
    if not behind:
        return ["这一问的答案决定能有多少。"], ()
    topic = c.topic(slug, step.who)
    cited = tuple(citation(s) for s in topic.sources if s.clause == behind[0].clause) if topic else ()
    texts = "、".join(dict.fromkeys(in_quotes(result.text) for result in behind))
    return [f"问这个，是因为文件里有{texts}这一条。"], cited


def _last_said(c: Conversation) -> str:
    """The text of the bot's last message of some length; empty where there is none."""
    said = [
        ((event.get("data") or {}).get("custom") or {}).get("text") or event.get("text") or ""
        for event in c.tracker.events
        if event["event"] == "bot"
    ]
    return next((text for text in reversed(said) if text), "")
