"""Where a conversation is, as Rasa's slots keep it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ME = "me"


@dataclass(frozen=True)
class State:
    """`topic` and `previous` are the matters talked about last; `offered` the list shown last, in order.

    `check` is the self-check under way: {"topic", "asked", "resumed", "who", "confirm"}; None where there is
    none. `verdict` is what was decided last: {"topic", "who", "verdict"}. `people` is who → attribute →
    value, the visitor being `ME`. `declined` counts the messages declined in a row. `last_text` is
    what the visitor wrote before this message.
    """

    topic: str = ""
    previous: str = ""
    check: Mapping[str, Any] | None = None
    offered: tuple[str, ...] = ()
    verdict: Mapping[str, Any] | None = None
    declined: int = 0
    people: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    last_text: str = ""

    @property
    def asked(self) -> str:
        """The attribute whose question is open; empty where none is."""
        return str((self.check or {}).get("asked") or "")

    @property
    def under_way(self) -> str:
        """The matter whose check has an open question; empty where that only narrows a list down."""
        return str((self.check or {}).get("topic") or "")

    @property
    def decided(self) -> str:
        """The matter of the check under way, else of the verdict given last."""
        return str((self.check or {}).get("topic") or (self.verdict or {}).get("topic") or "")

    @property
    def who(self) -> str:
        """Whose case it is."""
        return str((self.check or self.verdict or {}).get("who") or ME)

    def facts_of(self, who: str) -> dict[str, Any]:
        """What is known of a person; a copy."""
        return dict(self.people.get(who, {}))


def state_of(slots: Mapping[str, Any], last_text: str = "") -> State:
    """The state that slots tell."""
    others = slots.get("people") or {}
    return State(
        topic=slots.get("topic") or "",
        previous=slots.get("previous_topic") or "",
        check=slots.get("self_check") or None,
        offered=tuple(slots.get("offered") or ()),
        verdict=slots.get("verdict") or None,
        declined=int(slots.get("declined") or 0),
        people={**others, ME: slots.get("profile") or {}},
        last_text=last_text,
    )
