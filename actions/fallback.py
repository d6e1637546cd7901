"""For what is not ours, not understood, or only talk."""

from __future__ import annotations

from typing import Any

from actions.conversation import Conversation, RoutedAction
from actions.handover import declined
from bot.dialogue.step import Step
from bot.nlu.decision import ANSWER_FROM, CLARIFY_FROM
from bot.policy.alternatives import clarify
from bot.policy.answers import topic_of
from bot.policy.document_replies import passages
from bot.policy.law_passages import decline_with_article
from bot.policy.reply import Reply
from bot.policy.scope import beyond, decline, elsewhere
from bot.policy.search import fitting


class ActionSearch(RoutedAction):
    """Not understood: offers the likeliest topics, else the store's passages, else declines."""

    _NAME = "action_search"


class ActionDecline(RoutedAction):
    """Out of scope: says so, and whom to ask where the topic of the question tells it."""

    _NAME = "action_decline"


class ActionSmalltalk(RoutedAction):
    """Answers talk from the domain's responses, which bear the intent's own name."""

    _NAME = "action_smalltalk"


def search(c: Conversation, _: Step) -> None:
    """The likeliest matters, else the store's passages, else a decline."""
    likely = c.understood.get("likely", [])
    if likely and (reply := clarify(c.store, likely)):
        c.say(reply)
        c.set(offered=[intent.partition("/")[2] for intent in likely])
        return
    found = fitting(c.store, c.text)
    if found:
        c.say(passages(c.store, found))
        c.set(declined=0)
        return
    c.say(decline_with_article(c.store, c.text) or decline(c.store))
    declined(c)


def decline_message(c: Conversation, step: Step) -> None:
    """Scope is what the bot was taught, so documents imported since are searched before declining."""
    untaught = [p for p in fitting(c.store, c.text) if not c.store.taught(p.document)]
    if untaught:
        c.say(passages(c.store, untaught))
        c.set(declined=0)
        return
    region = next((e["value"] for e in c.entities if e["entity"] == "region"), "")
    c.say(elsewhere(c.store, region) if region else _beyond_ours(c, step.reason))
    declined(c)


def _beyond_ours(c: Conversation, subject: str) -> Reply:
    """The article that speaks of it with its door, else the nearest matters, else the door alone."""
    ours = _perhaps_ours(c)
    near = decline_with_article(c.store, c.text, "" if ours else subject or "none")
    return near or clarify(c.store, ours) or decline(c.store, beyond(subject))


def _perhaps_ours(c: Conversation) -> list[str]:
    """What is declined for it is perhaps none of ours, and is likeliest about these; else empty."""
    ranking = c.understood.get("ranking", [])
    ours = bool(ranking) and ranking[0]["confidence"] >= ANSWER_FROM and _is_a_matter(c, ranking[0])
    likely = [g["intent"] for g in ranking if g["confidence"] >= CLARIFY_FROM and _is_a_matter(c, g)]
    return likely if ours else []


def _is_a_matter(c: Conversation, guess: dict[str, Any]) -> bool:
    return topic_of(c.store, guess["intent"]) is not None


def talk(c: Conversation, step: Step) -> None:
    """A response of the domain."""
    c.utter(f"utter_{step.reason}")
