"""The visitor's own facts, kept for the conversation as the slot `profile`."""

from __future__ import annotations

from actions import checklist
from actions.conversation import Conversation, RoutedAction
from bot.dialogue.state import ME
from bot.dialogue.step import Step
from bot.policy.profile_replies import profile_reply
from bot.policy.reply import Reply
from bot.policy.scope import decline, opening_buttons


class ActionShowProfile(RoutedAction):
    """Shows what is kept of the visitor."""

    _NAME = "action_show_profile"


class ActionForgetProfile(RoutedAction):
    """Forgets it, and all that was decided on it."""

    _NAME = "action_forget_profile"


class ActionStartOver(RoutedAction):
    """Forgets the topic, the self-check and the visitor's facts, and begins anew."""

    _NAME = "action_start_over"


def show(c: Conversation, _: Step) -> None:
    if (c.slot("self_check") or {}).get("edit"):
        c.set(self_check=None)
    c.say(profile_reply(c.known(ME)))


def forget(c: Conversation, _: Step) -> None:
    c.set(profile=None, people=None, self_check=None, verdict=None)
    checklist.empty(c)
    c.say(Reply("smalltalk", "好的，您说过的情况都忘掉了；点“清除记录”可以把对话也删掉。"))


def restart(c: Conversation, _: Step) -> None:
    if c.text.startswith(("/", "／")):
        # A command of Rasa's, typed by a visitor: it commands nothing.
        c.say(decline(c.store, "我只回答创业政策的问题，做不了这个。"))
        return
    c.set(**{slot: None for slot in c.tracker.slots if slot != "session_started_metadata"})
    checklist.empty(c)
    c.say(Reply("smalltalk", "好的，我们重新开始。您想了解什么？", buttons=opening_buttons(c.store)))
