"""The visitor's checklist in the conversation: what is on it, put on it, emptied."""

from __future__ import annotations

import datetime as dt

from actions.conversation import Conversation
from bot.dialogue.people import surely_known
from bot.dialogue.state import ME
from bot.dialogue.step import Step
from bot.helpdesk.checklists import ChecklistStore
from bot.policy.checklist import Choices, make_checklist
from bot.policy.checklist_reply import added_reply, checklist_reply
from bot.settings import settings


def show(c: Conversation, _: Step) -> None:
    """How many matters, papers and doors there are, and the way to the whole list."""
    choices = _store().choices(c.tracker.sender_id)
    c.say(checklist_reply(make_checklist(c.store, surely_known(c.known(ME)), choices, dt.date.today())))


def add(c: Conversation, step: Step) -> None:
    """A matter is put on the list."""
    topic = c.topic(step.topic)
    if topic is None:
        show(c, step)
        return
    choices: Choices = _store().add(c.tracker.sender_id, topic.slug)
    made = make_checklist(c.store, surely_known(c.known(ME)), choices, dt.date.today())
    c.say(added_reply(topic, made))


def empty(c: Conversation) -> None:
    """What was chosen is forgotten with the facts."""
    _store().empty(c.tracker.sender_id)


def _store() -> ChecklistStore:
    return ChecklistStore(settings().database_url)
