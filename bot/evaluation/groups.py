"""Shares of right replies by scope, persona and noise; what is recorded; what fell below it."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import yaml

from bot.evaluation.questions import Outcome
from bot.policy.yaml_files import plain_yaml
from bot.settings import ROOT

RECORDED = ROOT / "data/cases/recorded.yml"
# Points that a group may fall below its recorded share before the tests fail.
TOLERANCE = 0.02


def shares(outcomes: list[Outcome]) -> dict[str, tuple[int, float]]:
    """Group → (questions, share of right replies): scope, scope by persona, scope by noise."""
    groups: dict[str, list[bool]] = defaultdict(list)
    for outcome in outcomes:
        question = outcome.question
        kinds = {
            question.scope,
            f"{question.scope} persona {question.persona}",
            f"{question.scope} noise {question.noise}",
        }
        for kind in kinds:
            groups[kind].append(outcome.right)
    return {name: (len(found), sum(found) / len(found)) for name, found in sorted(groups.items())}


def record(found: dict[str, tuple[int, float]], path: Path = RECORDED) -> None:
    """Write the shares that later models are held to."""
    lines = {name: round(share, 4) for name, (_, share) in found.items()}
    head = (
        "# Share of right replies in each group, which the tests hold models to: `bot evaluate --record`.\n"
    )
    path.write_text(head + yaml.safe_dump(lines, allow_unicode=True), encoding="utf-8")


def fallen(found: dict[str, tuple[int, float]], path: Path = RECORDED) -> list[str]:
    """A line for each group that is more than the tolerance, and more than two questions, below its record.

    Two questions of a small group are more than the tolerance, and turn with a training's rounding.
    """
    recorded = plain_yaml(path)
    return [
        f"{name}: {share:.3f}, recorded {recorded[name]:.3f}"
        for name, (count, share) in found.items()
        if name in recorded and recorded[name] - share > max(TOLERANCE, 2.5 / count)
    ]
