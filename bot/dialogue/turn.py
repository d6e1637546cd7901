"""One turn of a conversation: read once, routed once, carried out by the action that Rasa predicts."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.dialogue.at_sight import with_names
from bot.dialogue.commands import after_edit, carry_out, command_in, editing
from bot.dialogue.hearing import hear_facts
from bot.dialogue.knowledge import Knowledge
from bot.dialogue.reading import Reading, read
from bot.dialogue.returning import taken_up_again
from bot.dialogue.routing import route
from bot.dialogue.state import State, state_of
from bot.dialogue.step import ACTION_OF, Step
from bot.dialogue.thread import SURE
from bot.nlu.facts.fact import Fact
from bot.nlu.outright import asks_the_difference
from bot.policy.attributes import attributes
from bot.policy.document_questions import document_asked_of
from bot.policy.store import open_store
from bot.settings import settings

# Facts are listened for that so many of the likeliest matters rest on.
_LIKELY = 6
# Turns under way at the same time are far fewer.
_REMEMBERED = 512


@dataclass(frozen=True)
class Turn:
    """What is done about the latest message: `steps` in order, with the facts that were heard in it."""

    steps: tuple[Step, ...]
    facts: tuple[Fact, ...]

    @property
    def action(self) -> str:
        """Name of the action that carries the steps out."""
        return ACTION_OF[self.steps[0].kind]

    def as_dict(self) -> dict[str, Any]:
        """As it travels to the action, in JSON."""
        steps = [step.as_dict() for step in self.steps]
        return {"steps": steps, "facts": [fact.as_json() for fact in self.facts]}


_turns: OrderedDict[tuple[str, str], Turn] = OrderedDict()


def turn_of(tracker: DialogueStateTracker) -> Turn:
    """The turn of a tracker's latest message, worked out once."""
    message = tracker.latest_message
    key = (tracker.sender_id, str(message.message_id if message else ""))
    turn = _turns.get(key)
    if turn is None:
        turn = _turns[key] = _work_out(tracker)
        while len(_turns) > _REMEMBERED:
            _turns.popitem(last=False)
    return turn


def _work_out(tracker: DialogueStateTracker) -> Turn:
    message = tracker.latest_message
    parsed: Mapping[str, Any] = (message.parse_data if message else None) or {}
    text = (message.text if message else None) or ""
    state = state_of(tracker.current_slot_values(), _last_text(tracker.events))
    command = ((message.metadata if message else None) or {}).get("command") or command_in(text)
    if command:
        return Turn(*carry_out(command, state, text))
    store = open_store(settings().policy_db)
    state = taken_up_again(state, text)
    knowledge, parsed = Knowledge(store), with_names(parsed, text, store)
    first = read(parsed, text)
    likely = [knowledge.matter(intent) for intent, _ in first.ranking[:_LIKELY]]
    near = [*knowledge.related(state.topic), *(knowledge.related(likely[0]) if likely else ())]
    around = [state.decided, state.topic, *likely, *near]
    matters = tuple(matter for matter in dict.fromkeys(around) if matter)
    # A matter's own name tells nothing of who says it («首购订购补助：我符合吗»).
    told = knowledge.beside_its_name(text, likely[0] if likely else "")
    facts = hear_facts(
        told, state, knowledge.asked_by(*matters), knowledge.limits(*matters),
        knowledge.figures(*_reckoning(first, state, knowledge)),
        knowledge.asked_by(state.decided or state.topic),
    )  # fmt: skip
    if not state.asked and knowledge.instalment_named(state.topic, text):
        # «第三年呢» tells of no length of time.
        facts = tuple(fact for fact in facts if attributes()[fact.attribute].unit != "年")
    reading: Reading = read(parsed, text, facts, document_asked_of(store, text) or "")
    steps = route(reading, state, knowledge)
    told_anew = editing(state) and any(fact.attribute == state.asked for fact in reading.facts)
    return Turn(after_edit(state) if told_anew else steps, reading.facts)


def _reckoning(reading: Reading, state: State, knowledge: Knowledge) -> tuple[str, ...]:
    """The matters whose sum a message may tell figures of: the one it names, else those talked about."""
    named = knowledge.matter(reading.intent) if reading.confidence >= SURE else ""
    around = {state.topic, state.decided, *knowledge.related(state.topic)}
    if named and named not in around and knowledge.figures(named):
        return (named,)
    at_hand = tuple(dict.fromkeys(m for m in (named, state.decided, state.topic) if m))
    if knowledge.figures(*at_hand) or not asks_the_difference(reading.text):
        return at_hand
    # «就当它3.0，超没超» is said of the rate's ceiling, when what the rate is now was talked about.
    return tuple(sorted(knowledge.related(state.topic)))


def _last_text(events: Sequence[Any]) -> str:
    """What the visitor wrote before the latest message."""
    said = (event.text for event in reversed(events) if isinstance(event, UserUttered) and event.text)
    next(said, None)
    return next(said, "")
