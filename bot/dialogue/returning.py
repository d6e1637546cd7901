"""Who goes back to what was talked about before the last matter («说回我那家»)."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue.state import State
from bot.nlu.outright import goes_back


def taken_up_again(state: State, text: str) -> State:
    """The state in which a message is read: the matter that it takes up again is what is talked about.

    That is the one whose check is under way, where something else came between, else the one before the
    last, else the one decided on. A check or verdict of another matter, perhaps somebody else's, is left
    behind.
    """
    apart = [m for m in (state.under_way, state.previous, state.decided) if m not in {"", state.topic}]
    if not (apart and goes_back(text)):
        return state
    check, verdict = (
        held if (held or {}).get("topic") == apart[0] else None for held in (state.check, state.verdict)
    )
    return replace(state, topic=apart[0], previous=state.topic, check=check, verdict=verdict, last_text="")
