"""The understanding that this process serves, for those who ask more of it than one message's reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.nlu.understanding import Understanding

_served: list[Understanding] = []


def serve(understanding: Understanding) -> None:
    """Make this the one that is served; called where Rasa loads its model."""
    _served[:] = [understanding]


def served() -> Understanding:
    """The understanding of the loaded model; RuntimeError before one is loaded."""
    if not _served:
        raise RuntimeError("no model is loaded in this process")
    return _served[0]
