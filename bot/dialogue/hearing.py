"""The facts that a message states, given what is asked and what is being decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.dialogue.state import ME, State
from bot.nlu import loaded
from bot.nlu.facts.fact import Fact
from bot.nlu.facts.hearing import Context


def hear_facts(
    text: str, state: State, candidates: Sequence[str], limits: Mapping[str, int]
) -> tuple[Fact, ...]:
    """What is heard in a message.

    `candidates` are the attributes that the matters at hand rest on, `limits` how often what is counted may
    be had, so that «还剩一次» tells how often it was.
    """
    person = (
        state.who if state.who != ME else next((who for who in reversed(state.people) if who != ME), None)
    )
    context = Context(person=person, limits=limits)
    return tuple(loaded.ear().hear(text, state.asked or None, candidates, context))
