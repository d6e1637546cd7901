"""What a visitor is told of when somebody answers."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.helpdesk import handover
from bot.helpdesk.handover import Handover
from bot.helpdesk.tickets import NewTicket, TicketStore


@pytest.mark.parametrize(
    ("moment", "doubtful"),
    [("2026-03-02T02:00", False), ("2035-03-05T02:00", True), ("2035-03-05T15:00", True)],
)
def test_a_day_that_hangs_on_unknown_holidays_is_said_with_that_doubt(
    moment: str, doubtful: bool, tickets: TicketStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handover, "now", lambda: dt.datetime.fromisoformat(moment))
    text = Handover(tickets).hand_over(NewTicket("c1", "贷款")).text
    assert ("放假安排还不知道" in text) is doubtful
