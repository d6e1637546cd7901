"""Who goes back to what was talked about before the last matter («说回我那家»)."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue.state import State
from bot.nlu.outright import goes_back


def taken_up_again(state: State, text: str) -> State:
    """The state in which a message is read: the matter that it takes up again is what is talked about.

    That is the one decided on, where something else came between, else the one before the last.
    """
    before = state.decided if state.decided not in {"", state.topic} else state.previous
    if not (before and goes_back(text)):
        return state
    return replace(state, topic=before, previous=state.topic, last_text="")
