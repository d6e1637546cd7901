"""The course of a self-check beside its verdict: asked again, stopped, taken up again, reasons given."""

from __future__ import annotations

import datetime as dt

from actions.check_state import can_go_back
from actions.conversation import Conversation
from bot.dialogue.step import Step
from bot.policy.attributes import attributes
from bot.policy.commands import check as to_check
from bot.policy.commands import menu
from bot.policy.eligibility import assess
from bot.policy.question_replies import question_reply
from bot.policy.reply import Button, Reply
from bot.policy.verdicts import reasons_reply
from bot.policy.wording import in_quotes


def retry(c: Conversation, _: Step) -> None:
    """The open question once more: its answer was not understood, so nothing was taken for one."""
    asked = attributes()[(c.slot("self_check") or {})["asked"]]
    told = f"没听清您的意思。可以这样说：{asked.example}；不清楚就说“不知道”。"
    c.say(question_reply(asked, told, can_go_back(c)))


def stop(c: Conversation, _: Step) -> None:
    """End the check; what was told stays."""
    left = c.topic((c.slot("self_check") or {}).get("topic"))
    c.set(self_check=None)
    on = (Button(f"接着查：{left.name}", f"{left.name}：我符合吗", to_check(left.slug)),) if left else ()
    told = "好的，不查了。您说过的情况我先记着，想接着查随时说。"
    c.say(Reply("smalltalk", told, buttons=(*on, Button("回到菜单", "菜单", menu()))))


def resume(c: Conversation, _: Step) -> None:
    """After another question has been answered: back to where it was."""
    under_way = c.slot("self_check") or {}
    asked, topic = under_way.get("asked"), c.topic(under_way.get("topic") or "")
    if not asked or topic is None:
        return
    lead = f"接着刚才的{in_quotes(topic.name)}（不查了就说“算了”）："
    c.say(question_reply(attributes()[asked], lead, can_go_back(c)))
    c.set(self_check={**under_way, "resumed": under_way.get("resumed", 0) + 1})


def reasons(c: Conversation, step: Step) -> None:
    """Why the last verdict is as it is; where it has turned since, why it was no before."""
    topic = c.topic(step.topic, step.who)
    told = c.slot("verdict") or {}
    if topic is None or not c.rule_here(topic, told.get("facts") or c.known(step.who)):
        return
    assessment = assess(c.store, topic.slug, told.get("facts") or c.known(step.who), dt.date.today())
    c.say(reasons_reply(topic, assessment, tuple(told.get("refused_for") or ())))
    c.talk_about(topic.slug)
