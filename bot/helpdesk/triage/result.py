"""What triage finds in a message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

CATEGORIES = (
    "loan", "registration", "incubator", "campus", "subsidy", "tax", "ip", "enterprise", "talent",
    "conversion", "finance", "platform", "complaint", "other",
)  # fmt: skip


@dataclass(frozen=True)
class Triage:
    """A message, sorted. Everything is ordered by importance: the matter asked first comes first.

    `clauses` are written as people cite them: 二十 for 云政发〔2020〕6号, 公司法第四十七条 for a law.
    `topics` are the slugs behind them. `similar` holds numbers of earlier tickets; whoever keeps
    tickets fills it (`dataclasses.replace`), triage itself knows of none.
    """

    category: str
    clauses: tuple[str, ...]
    departments: tuple[str, ...]
    urgent: bool
    confidence: float
    suggested_reply: str
    topics: tuple[str, ...] = ()
    similar: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The JSON form of the contract's `POST /api/triage`."""
        return {
            "category": self.category,
            "clauses": list(self.clauses),
            "departments": list(self.departments),
            "urgent": self.urgent,
            "confidence": self.confidence,
            "suggested_reply": self.suggested_reply,
            "similar": list(self.similar),
        }
