"""What an action reads and changes: the turn that was routed, the slots, what is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.replies import understanding_of
from bot.dialogue.state import ME
from bot.dialogue.step import Step
from bot.dialogue.thread import PLACE
from bot.nlu.facts.fact import Fact
from bot.nlu.facts.telling import place_asked_of
from bot.policy.eligibility import dates_in, place_in
from bot.policy.reply import Reply
from bot.policy.rule_store import Rule
from bot.policy.store import Store, open_store
from bot.policy.topics import Topic
from bot.settings import settings

Carry = Callable[["Conversation", Step], None]


class Conversation:
    """A tracker in, replies and changed slots out. Later steps see what earlier ones changed."""

    def __init__(self, tracker: Tracker) -> None:
        self.tracker = tracker
        self.replies: list[Reply] = []
        self._responses: list[str] = []
        self._slots: dict[str, Any] = dict(tracker.slots)
        self._before = dict(tracker.slots)
        turn = tracker.latest_message.get("turn") or {}
        self.steps = [Step(**step) for step in turn.get("steps", ())]
        self.facts = [Fact(**{**fact, "span": tuple(fact["span"])}) for fact in turn.get("facts", ())]

    @property
    def text(self) -> str:
        """The latest message as it was written."""
        return self.tracker.latest_message.get("text") or ""

    @property
    def understood(self) -> dict[str, Any]:
        """What the classifier made of it; empty for a message that it did not see."""
        return self.tracker.latest_message.get("understood") or {}

    @property
    def store(self) -> Store:
        """The policy store, opened anew when it has been replaced."""
        return open_store(settings().policy_db)

    @property
    def entities(self) -> list[dict[str, Any]]:
        """What the latest message names outright."""
        return self.tracker.latest_message.get("entities") or []

    def topic(self, slug: str | None, who: str = ME) -> Topic | None:
        """A matter seen for where a person is and for the dates that they told."""
        told = {**self.known(who), **{f.attribute: f.value for f in self.facts if f.who == who}}
        return self.store.topic(slug or "", place_in(told), None, dates_in(told))

    def topic_asked(self, slug: str) -> Topic | None:
        """A matter as the latest message asks of it: seen for the place that it names, wherever one is."""
        place = None if any(f.attribute == PLACE for f in self.facts) else place_asked_of(self.text)
        if place is None:
            return self.topic(slug)
        told = {**self.known(ME), **{f.attribute: f.value for f in self.facts if f.who == ME}}
        return self.store.topic(slug, place, None, dates_in(told))

    def rule_here(self, topic: Topic, profile: Mapping[str, Any]) -> Rule | None:
        """What decides on a matter where a person is: a rule may hold in some places only."""
        return self.store.rule_for(topic.slug, place_in(profile), None, dates_in(profile))

    def slot(self, name: str) -> Any:
        return self._slots.get(name)

    def set(self, **slots: Any) -> None:
        """Change slots."""
        self._slots.update(slots)

    def say(self, *replies: Reply) -> None:
        self.replies += replies

    def utter(self, response: str) -> None:
        """Say a response of the domain."""
        self._responses.append(response)

    def known(self, who: str) -> dict[str, Any]:
        """What a person has told, attribute → value; a copy."""
        return dict((self.slot("profile") if who == ME else (self.slot("people") or {}).get(who)) or {})

    def keep(self, who: str, facts: Mapping[str, Any]) -> None:
        """Keep facts of a person, in place of what was known."""
        if who == ME:
            self.set(profile=dict(facts))
        else:
            self.set(people={**(self.slot("people") or {}), who: dict(facts)})

    def talk_about(self, topic: str) -> None:
        """The matter that the conversation is about from here on; the one before is remembered."""
        before = self.slot("topic")
        if before and before != topic:
            self.set(previous_topic=before)
        self.set(topic=topic, declined=0)

    def send(self, dispatcher: CollectingDispatcher) -> list[EventType]:
        """Say everything, with what was understood beside the first; the events that keep the rest."""
        for position, reply in enumerate(self.replies):
            message = reply.as_message()
            if position == 0:
                message["understanding"] = understanding_of(self.tracker.latest_message)
            dispatcher.utter_message(json_message=message)
        if self._responses and not self.replies:
            dispatcher.utter_message(
                json_message={"understanding": understanding_of(self.tracker.latest_message)}
            )
        for response in self._responses:
            dispatcher.utter_message(response=response)
        changed = {n: v for n, v in self._slots.items() if v != self._before.get(n)}
        return [SlotSet(name, value) for name, value in changed.items()]


class RoutedAction(Action):
    """An action that carries out the steps of its turn; `_NAME` is what Rasa calls it."""

    _NAME = ""

    def name(self) -> str:
        return self._NAME

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        from actions.steps import carry_out

        conversation = Conversation(tracker)
        carry_out(conversation)
        return conversation.send(dispatcher)
