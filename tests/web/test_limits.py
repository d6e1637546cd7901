"""How fast a visitor may send, by whatever clock."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from bot.web import limits
from bot.web.limits import MessageLimit

_NOON = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
_PER_MINUTE = 3


def use_up(limit: MessageLimit) -> None:
    for _ in range(_PER_MINUTE):
        assert limit.wait("c", "1.2.3.4") == 0
    assert 0 < limit.wait("c", "1.2.3.4") <= 60


def test_a_visitor_waits_a_minute_at_most_and_others_do_not() -> None:
    limit = MessageLimit(_PER_MINUTE)
    use_up(limit)
    assert limit.wait("another", "1.2.3.4") == 0


def test_after_a_minute_it_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    # A minute that passes moves both clocks; here it passes on one.
    monkeypatch.setattr(limits, "_clocks_apart", lambda: 0.0)
    with time_machine.travel(_NOON, tick=False) as clock:
        limit = MessageLimit(_PER_MINUTE)
        use_up(limit)
        clock.shift(30)
        assert limit.wait("c", "1.2.3.4") > 0
        clock.shift(31)
        assert limit.wait("c", "1.2.3.4") == 0


@pytest.mark.parametrize("set_by", [dt.timedelta(days=-1), dt.timedelta(seconds=-30), dt.timedelta(days=1)])
def test_whoever_sets_the_clock_shuts_nobody_out(set_by: dt.timedelta) -> None:
    with time_machine.travel(_NOON, tick=True):
        limit = MessageLimit(_PER_MINUTE)
        use_up(limit)
    with time_machine.travel(_NOON + set_by, tick=True):
        use_up(limit)
