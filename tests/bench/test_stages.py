"""The stages of a message are told apart, and the functions they begin with are still there."""

from __future__ import annotations

import time

import pytest

from bench.stages import REST, STAGES, Clock, watch


def _work(seconds: float) -> None:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


def test_a_stage_is_not_charged_for_what_it_calls_of_another() -> None:
    clock = Clock()
    look_up = clock.timed("selection", lambda: _work(0.04))

    def route() -> None:
        _work(0.02)
        look_up()

    clock.timed("routing", route)()
    _work(0.01)
    clock.charge()
    assert clock.spent["selection"] == pytest.approx(0.04, abs=0.015)
    assert clock.spent["routing"] == pytest.approx(0.02, abs=0.015)
    assert clock.spent[REST] == pytest.approx(0.01, abs=0.015)


def test_an_error_ends_its_stage() -> None:
    clock = Clock()
    with pytest.raises(ZeroDivisionError):
        clock.timed("reply", lambda: 1 / 0)()
    _work(0.02)
    clock.charge()
    assert clock.spent[REST] >= 0.02
    assert clock.spent["reply"] < 0.02


def test_every_beginning_of_a_stage_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    monkeypatch.setattr("bench.stages.setattr", lambda *found: seen.append(found[1]), raising=False)
    watch(Clock())
    assert len(seen) == sum(map(len, STAGES.values()))
