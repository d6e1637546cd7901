"""The measures for a person, from what the message and the conversation say."""

from __future__ import annotations

import datetime as dt

from actions.check_state import answered_so_far
from actions.conversation import Conversation, RoutedAction
from bot.dialogue.people import settle
from bot.dialogue.state import ME
from bot.dialogue.step import Step
from bot.policy.answers import answer_topic, topic_of
from bot.policy.match_replies import matches_reply, no_match_reply
from bot.policy.matching import match


class ActionMatch(RoutedAction):
    """Lists the measures for a person, from what the message and the conversation say."""

    _NAME = "action_match"


def match_measures(c: Conversation, _: Step) -> None:
    """The measures for the visitor, and the question that would change the list."""
    profile = settle([f for f in c.facts if f.who == ME], c.known(ME), suppose=True)
    found = match(c.store, profile, dt.date.today())
    named = topic_of(c.store, c.understood.get("topic") or "")
    if named and not found.matches:
        c.say(answer_topic(c.store, named))
        c.talk_about(named.slug)
    nothing = not found.matches and not found.next_question
    c.say(no_match_reply(profile) if nothing else matches_reply(c.store, found, profile))
    asked = found.next_question.name if found.next_question else None
    answered = answered_so_far(c, "", ME)
    c.set(
        offered=[m.topic for m in found.matches],
        self_check={"topic": None, "asked": asked, "who": ME, "answered": answered} if asked else None,
        declined=0,
    )
