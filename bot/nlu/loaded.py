"""What this process serves of the trained model, for those who ask more of it than one message's reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.nlu.facts.hearing import Ear
    from bot.nlu.understanding import Understanding


@dataclass(frozen=True)
class _Served:
    understanding: Understanding
    ear: Ear


_served: list[_Served] = []


def serve(understanding: Understanding, ear: Ear) -> None:
    """Make these the ones that are served; called where Rasa loads its model."""
    _served[:] = [_Served(understanding, ear)]


def understanding() -> Understanding:
    """The understanding of the loaded model; RuntimeError before one is loaded."""
    return _now().understanding


def ear() -> Ear:
    """The reader of facts of the loaded model; RuntimeError before one is loaded."""
    return _now().ear


def _now() -> _Served:
    if not _served:
        raise RuntimeError("no model is loaded in this process")
    return _served[0]
