"""What counts of a conversation is what Rasa's own tracker takes for it."""

from __future__ import annotations

import pytest
from rasa.shared.core.events import (
    ActionExecuted,
    ActionReverted,
    ActiveLoop,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.dialogue.bounded_tracker import BoundedTracker

SAID = [ActionExecuted("action_listen"), UserUttered("贷款", {"name": "ask"}), SlotSet("topic", "loan")]
FORM = [ActiveLoop("form"), ActionExecuted("form"), *SAID, ActionExecuted("form")]


@pytest.mark.parametrize(
    "events",
    [
        [],
        SAID,
        [SessionStarted(), *SAID],
        [*SAID, SessionStarted()],
        [*SAID, Restarted(), *SAID, SessionStarted(), *SAID],
        [*SAID, UserUtteranceReverted()],
        [*SAID, ActionExecuted("action_answer"), ActionReverted()],
        FORM,
        [*FORM, ActiveLoop(None), *SAID],
    ],
)
def test_the_events_that_count_are_those_that_rasa_finds(events: list[Event]) -> None:
    theirs, ours = DialogueStateTracker("她", []), BoundedTracker("她", [])
    for event in events:
        theirs.update(event)
        ours.update(event)
    assert ours.applied_events() == theirs.applied_events()
