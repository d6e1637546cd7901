"""What Rasa works out anew at each message and action, always to the same end, is done once or not at all.

It copies all events for lines of its log that nobody writes, builds an empty domain to compare ours with,
and looks through all kinds of event for the one that has a name.
"""

from __future__ import annotations

from functools import lru_cache, wraps
from types import SimpleNamespace

import rasa.core.processor
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event

REPLACES = {
    # All that these copy goes to `structlogger.debug`.
    "rasa.core.processor:MessageProcessor._log_action_on_tracker": "d973d12a6d0a",
    "rasa.core.processor:MessageProcessor._log_slots": "cfc60d6857d3",
    "rasa.core.processor:MessageProcessor.run_action_extract_slots": "ff52049be97d",
    "rasa.core.processor:MessageProcessor.parse_message": "b98d8e49b9f2",
    "rasa.shared.core.domain:Domain.is_empty": "884be90ef485",
    "rasa.shared.core.events:Event.resolve_by_type": "b5cf570fa7f2",
}
_KNOWN = "_known_to_be_empty"

_is_empty = Domain.is_empty


@wraps(_is_empty)
def _is_empty_once(domain: Domain) -> bool:
    """A domain that is served doesn't change."""
    if not hasattr(domain, _KNOWN):
        setattr(domain, _KNOWN, _is_empty(domain))
    return bool(getattr(domain, _KNOWN))


def install() -> None:
    """For the messages that this process handles from now on."""
    rasa.core.processor.copy = SimpleNamespace(deepcopy=lambda logged: logged)
    Domain.is_empty = _is_empty_once
    Event.resolve_by_type = staticmethod(lru_cache(maxsize=None)(Event.resolve_by_type))
