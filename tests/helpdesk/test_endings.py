"""What ends soon is told once by every channel, whatever is deleted, and again when the day moves."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import delete

from bot.helpdesk.database import now, writing
from bot.helpdesk.knowledge.endings import Ending, endings, warn
from bot.helpdesk.notices import Notice, send_wecom
from bot.helpdesk.outbox import deliver_due, waiting
from bot.helpdesk.upkeep_tables import outbox
from bot.helpdesk.worktime import local
from tests.helpdesk.test_outbox import Receiver, receiver

__all__ = ["receiver"]
TODAY = local(now()).date()


def day(ahead: int) -> dt.date:
    return TODAY + dt.timedelta(days=ahead)


def lays_down(document: str, first: int, last: int | None) -> Any:
    """A provision of a document from one day to another."""
    return SimpleNamespace(
        document=document, valid_from=day(first), valid_to=None if last is None else day(last)
    )


class Papers:
    """A store of two documents and what they lay down on one matter."""

    def __init__(self, end: int = 20) -> None:
        self.end = end

    def documents(self) -> list[dict[str, Any]]:
        ends, lasts = day(self.end).isoformat(), None
        return [
            {"name": "甲〔2020〕1号", "title": "到期的通知", "named": 1, "valid_to": ends},
            {"name": "乙〔2021〕2号", "title": "不到期的通知", "named": 1, "valid_to": lasts},
            {"name": "丙", "title": "没有名字的", "named": 0, "valid_to": ends},
        ]

    def topics(self) -> list[Any]:
        return [SimpleNamespace(slug="grant", name="开店补助")]

    def provisions(self, slug: str) -> list[Any]:
        return [
            lays_down("甲〔2020〕1号", -500, self.end),
            lays_down("乙〔2021〕2号", -500, 10),
            # The old figure ends where the new one begins: nothing is missing.
            lays_down("乙〔2021〕2号", -300, 30),
            lays_down("乙〔2021〕2号", 31, None),
        ]


def test_an_end_with_nothing_behind_it_is_found_once() -> None:
    found = endings(Papers(), TODAY, day(60))  # type: ignore[arg-type]
    assert found == [
        Ending(day(10).isoformat(), "乙〔2021〕2号", "开店补助"),
        Ending(day(20).isoformat(), "甲〔2020〕1号", "到期的通知"),
    ]
    assert endings(Papers(), TODAY, day(20)) == found  # type: ignore[arg-type]
    assert endings(Papers(), TODAY, day(19)) == found[:1]  # type: ignore[arg-type]
    assert endings(Papers(), day(11), day(60)) == found[1:]  # type: ignore[arg-type]


def told(tickets: Any, settings: Any, papers: Papers) -> int:
    return warn(tickets.engine, settings, papers)  # type: ignore[arg-type]


def test_the_channels_are_told_once(tickets: Any, settings: Any, receiver: Receiver) -> None:
    hooked = replace(settings, webhook_url=receiver.url, public_url="https://ask.example.cn")
    assert [told(tickets, hooked, Papers()) for _ in range(2)] == [2, 0]
    assert deliver_due(tickets.engine, hooked) == 1
    ((_, body),) = receiver.got
    notice = json.loads(body)
    assert notice["event"] == "knowledge.ending" and len(notice["endings"]) == 2
    assert notice["url"] == "https://ask.example.cn/helpdesk/knowledge/missing"
    # Old notices are deleted; what was told stays told.
    with writing(tickets.engine) as connection:
        connection.execute(delete(outbox))
    assert told(tickets, hooked, Papers()) == 0
    # Moved to another day it is another end.
    assert told(tickets, hooked, Papers(end=25)) == 1


@pytest.mark.parametrize("changed", [{"webhook_url": ""}, {"ending_days": 0}, {"ending_days": 9}])
def test_nothing_is_told_where_nobody_wants_it(tickets: Any, settings: Any, changed: dict[str, Any]) -> None:
    hooked = replace(settings, **{"webhook_url": "http://127.0.0.1:9/", **changed})
    assert told(tickets, hooked, Papers()) == 0 and waiting(tickets.engine) == []
    # It waits for whoever sets a channel up later.
    assert told(tickets, replace(hooked, webhook_url="http://127.0.0.1:9/", ending_days=60), Papers()) == 2


def test_a_group_reads_it_within_what_it_takes(settings: Any, receiver: Receiver) -> None:
    receiver.answer = b'{"errcode": 0}'
    many = [{"day": "2026-01-31", "document": "云政办规〔2025〕10号" * 3, "what": "很长的标题" * 20}] * 30
    payload = {"event": "knowledge.ending", "endings": many, "url": "https://ask.example.cn/x"}
    send_wecom(replace(settings, wecom_url=receiver.url), Notice("k", payload, now()))
    content = json.loads(receiver.got[0][1])["text"]["content"]
    assert content.startswith("30 项政策快到期") and "另有 22 项" in content
    assert len(content.encode()) <= 2048
