"""How well statements are heard: right facts of all that were heard, and of all that were told."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.nlu.facts.fact import ME
from bot.nlu.facts.hearing import Context, Ear

HELD_OUT = Path(__file__).parent / "held_out.yml"


@dataclass
class Score:
    """Counts by attribute: told, heard, right; and each statement that went wrong."""

    told: Counter[str] = field(default_factory=Counter)
    heard: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of what was heard that was told."""
        return self.right.total() / max(self.heard.total(), 1)

    @property
    def recall(self) -> float:
        """Share of what was told that was heard."""
        return self.right.total() / max(self.told.total(), 1)


def measure(ear: Ear, context: Context, path: Path = HELD_OUT) -> Score:
    """Hear every statement of a file, the facts of its group being what matters."""
    score = Score()
    for group in yaml.safe_load(path.read_text(encoding="utf-8")).values():
        for text, told in group["said"]:
            facts = ear.hear(text, candidates=group["about"], context=context)
            heard = {f.attribute: f.value for f in facts if f.who == ME and f.attribute in group["about"]}
            _count(score, text, told, heard)
    return score


def _count(score: Score, text: str, told: dict[str, Any], heard: dict[str, Any]) -> None:
    score.told.update(list(told))
    score.heard.update(list(heard))
    score.right.update(name for name, value in told.items() if _same(heard.get(name), value))
    if heard != told:
        score.wrong.append(f"{text}: {told} → {heard}")


def _same(heard: Any, told: Any) -> bool:
    if isinstance(heard, dict) and isinstance(told, dict):
        return {k: str(v) for k, v in heard.items()} == {k: str(v) for k, v in told.items()}
    return bool(heard == told) and isinstance(heard, bool) == isinstance(told, bool)
