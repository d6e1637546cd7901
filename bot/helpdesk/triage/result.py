"""What triage finds in a message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.helpdesk.draft_parts import Part
from bot.helpdesk.triage.categories import cite
from bot.policy.references import ClauseRef

CATEGORIES = (
    "loan", "registration", "incubator", "campus", "subsidy", "tax", "ip", "enterprise", "talent",
    "conversion", "finance", "platform", "complaint", "other",
)  # fmt: skip


@dataclass(frozen=True)
class Triage:
    """A message, sorted. Everything is ordered by importance: the matter asked first comes first.

    `clauses` are pairs of document and clause; the JSON form has them as people cite them.
    `topics` are the slugs behind them. `similar` holds numbers of earlier tickets; whoever keeps
    tickets fills it (`dataclasses.replace`), triage itself knows of none. `parts` are those of the
    suggested reply and the questions that it leaves open; none of a complaint or of what is not ours.
    """

    category: str
    clauses: tuple[ClauseRef, ...]
    departments: tuple[str, ...]
    urgent: bool
    confidence: float
    suggested_reply: str
    topics: tuple[str, ...] = ()
    similar: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The JSON form of the contract's `POST /api/triage`."""
        return {
            "category": self.category,
            "clauses": [cite(ref) for ref in self.clauses],
            "departments": list(self.departments),
            "urgent": self.urgent,
            "confidence": self.confidence,
            "suggested_reply": self.suggested_reply,
            "similar": list(self.similar),
        }
