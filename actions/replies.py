"""What the website is told of a message's understanding."""

from __future__ import annotations

from typing import Any


def understanding_of(parsed: dict[str, Any]) -> dict[str, Any]:
    """Full intent and its probability of any message of the conversation, as the website passes them on."""
    seen = parsed.get("understood") or {}
    intent = parsed.get("intent") or {}
    return {
        "intent": seen.get("topic") or intent.get("name"),
        "confidence": round(seen.get("confidence", intent.get("confidence") or 0.0), 4),
    }
