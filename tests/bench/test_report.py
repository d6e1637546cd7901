"""The page says what was found, what was missed and what was not measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.goals import Goal
from bench.growth import Point
from bench.knowledge import Cost
from bench.report import Findings, write
from bench.rounds import Measured
from bench.training import Training


def _run(target: str, visitors: int, kind: str = "mixed", **changed) -> Measured:
    given = {"per_second": 20.0, "cpu_ms": 6.0, "latencies": [50.0], "slowest": 90.0, **changed}
    return Measured(target, visitors, 100, 0, load_ms=0.5, kind=kind, **given)


@pytest.fixture
def findings() -> Findings:
    measured = [
        _run(target, visitors, per_second=20.0 if target == "rest" else 220.0)
        for visitors in (1, 8)
        for target in ("rest", "channel", "website")
    ]
    measured += [_run("website", 8, "remembered"), _run("website", 8, "new", cpu_ms=14.0)]
    memory = {"stock": {"rasa": 2000.0}, "ours": {"rasa": 500.0, "website": 400.0}}
    return Findings(
        measured,
        {"mixed": [4.0], "remembered": [1.5], "new": [7.0]},
        memory,
        {"stock": (None, 49.0), "ours": (1.9, 11.0)},
        140.0,
        Training(140.0, 230.0, 1800.0),
        6,
        {"tickets": [Point(0, 7.0, 8.0), Point(1_000_000, 7.2, 8.1)]},
        5,
        {"mixed": {"reading": 5.0, "routing": 1.0, "selection": 0.5, "reply": 0.4, "Rasa": 2.0}},
        {"matters": [Cost(5000, 0.7, 37.0, 0.06, 335.0)]},
        0.94,
        _run("website", 200, slowest=11_500.0),
    )


def test_the_goals_are_told_as_they_came_out(findings: Findings, tmp_path: Path) -> None:
    write(findings, tmp_path / "page.md", "notes")
    page = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert "| × stock's messages/s, 8 visitors, website | ≥ 10 | 11.00 | met |" in page
    assert "| CPU ms a message, said before | ≤ 7 | 6.00 | met |" in page
    assert "| CPU ms a message, never said before | ≤ 12 | 14.00 | **missed** |" in page
    assert "| training from nothing, seconds | ≤ 150 | 140.00 | met |" in page
    assert "| longest wait in an overload, seconds | ≤ 10 | 11.50 | **missed** |" in page
    assert "| 1,000,000 | 7.20 | 8.10 |" in page
    assert "| 5,000 | 0.70 | 37 | 0.06 | 335 |" in page
    assert "| as people write | 5.00 | 1.00 | 0.50 | 0.40 | 2.00 |" in page
    assert page.strip().endswith("notes")


def test_what_was_left_out_is_not_claimed(findings: Findings, tmp_path: Path) -> None:
    findings.training, findings.overload = None, None
    findings.growth, findings.stages, findings.knowledge = {}, {}, {}
    write(findings, tmp_path / "page.md", "")
    page = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert "| training from nothing, seconds | ≤ 150 | – | not measured |" in page
    assert "| longest wait in an overload, seconds | ≤ 10 | – | not measured |" in page
    assert "How cost grows" not in page


def test_a_goal_may_be_a_least_or_a_most() -> None:
    assert Goal("speed", 10, 9.9, at_least=True).outcome == "**missed**"
    assert Goal("time", 10, 9.9).outcome == "met"
