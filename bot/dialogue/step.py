"""What one message makes the bot do: steps, and which action carries out which."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from bot.dialogue.state import ME

# Of a case that nobody asked about only a refusal is told: it may stand in the way of what was asked.
ASIDE = "aside"


@dataclass(frozen=True)
class Step:
    """One thing to do. `kind` names it; `topic` is a matter, `aspect` what of it, `who` whose case it is.

    `reason`: why a person is needed, which kind of talk, what is out of scope, the intent of a command, or
    that a case is judged beside what is asked (ASIDE).
    """

    kind: str
    topic: str = ""
    aspect: str = "overview"
    who: str = ME
    hypothetical: bool = False
    reason: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


# Which action carries out which step; of several steps the first one's action does all.
ACTION_OF = {
    "check": "action_self_check",
    "retry": "action_self_check",
    "stop": "action_self_check",
    "reasons": "action_self_check",
    "resume": "action_self_check",
    "difference": "action_self_check",
    "match": "action_match",
    "answer": "action_answer",
    "clause": "action_answer",
    "paper": "action_answer",
    "item": "action_offered_item",
    "ask_topic": "action_follow_up",
    "profile": "action_show_profile",
    "forget": "action_forget_profile",
    "restart": "action_start_over",
    "hand_over": "action_hand_over",
    "talk": "action_smalltalk",
    "decline": "action_decline",
    "search": "action_search",
    # Commanded by a button or a word, never routed to.
    **dict.fromkeys(("menu", "ask", "explain", "forget_one", "again", "shorter"), "action_answer"),
    **dict.fromkeys(("checklist", "add_to_checklist", "back"), "action_answer"),
}
