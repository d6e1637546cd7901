"""The facts that a message states, given what is asked and what is being decided."""

from __future__ import annotations

from collections.abc import Sequence

from bot.dialogue.state import State
from bot.nlu.facts import Fact, hear


def hear_facts(text: str, state: State, candidates: Sequence[str]) -> tuple[Fact, ...]:
    """What is heard in a message; `candidates` are the attributes that the matters at hand rest on."""
    return tuple(hear(text, asked=state.asked or None, candidates=candidates))
