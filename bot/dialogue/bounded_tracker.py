"""A conversation's last turns, with what was set before them."""

from __future__ import annotations

import copy

from rasa.shared.core.events import (
    ActionReverted,
    ActiveLoop,
    AllSlotsReset,
    ConversationPaused,
    ConversationResumed,
    Event,
    Restarted,
    SessionStarted,
    UserUtteranceReverted,
)
from rasa.shared.core.trackers import DialogueStateTracker

# A conversation is cut back to this many turns of the visitor …
TURNS = 20
# … when it has grown by these: not at every message.
SLACK = 5
# Where one of these is among them, some events before it may not count.
_TAKING_BACK = {ActiveLoop, ActionReverted, UserUtteranceReverted}


class BoundedTracker(DialogueStateTracker):
    """A conversation's last turns. `saved` is the newest of its events that the database has."""

    saved: Event | None = None
    # The id of that event.
    newest: int = 0

    @classmethod
    def of(cls, tracker: DialogueStateTracker) -> BoundedTracker:
        """The tracker as one of this class."""
        made = cls.__new__(cls)
        made.__dict__ = tracker.__dict__
        return made

    def applied_events(self) -> list[Event]:
        """What counts since the conversation began; Rasa looks for what was taken back in every event."""
        events = list(self.events)
        kinds = set(map(type, events))
        if kinds & _TAKING_BACK:
            return super().applied_events()
        begun = [i for i, event in enumerate(events) if isinstance(event, (Restarted, SessionStarted))]
        return events[begun[-1] + 1 :] if begun else events

    def copy(self) -> BoundedTracker:
        """The same state without replaying the events that led to it."""
        twin = BoundedTracker.__new__(BoundedTracker)
        twin.__dict__ = {**self.__dict__}
        twin.events = self.events.copy()
        twin.slots = {name: copy.copy(slot) for name, slot in self.slots.items()}
        twin.active_loop = copy.deepcopy(self.active_loop)
        return twin


# Of each the newest before the window is replayed: together they make the state the window begins in.
LASTING = (ActiveLoop, AllSlotsReset, ConversationPaused, ConversationResumed, Restarted, SessionStarted)
# No turn has more events; the window that is read from the database is this many for each turn.
EVENTS_A_TURN = 12
