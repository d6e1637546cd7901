"""Many who write at once: nobody is passed over for ever, and whoever can't be served is told in time."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy.exc import SQLAlchemyError

from bot.helpdesk import database
from bot.helpdesk.conversations import ConversationStore
from bot.helpdesk.line import Line

_TURN = [("visitor", {"kind": "visitor", "text": "一"}), ("bot", {"kind": "answer", "text": "二"})]


def test_a_line_is_served_in_the_order_of_coming() -> None:
    line, served = Line(), []
    assert line.acquire(0)

    def stand(number: int) -> None:
        assert line.acquire(60)
        served.append(number)
        line.release()

    people = [threading.Thread(target=stand, args=(number,)) for number in range(20)]
    for waiting, person in enumerate(people, 1):
        person.start()
        _until(lambda waiting=waiting: len(line._waiting) == waiting)
    line.release()
    for person in people:
        person.join()
    assert served == list(range(20)) and line.acquire(0)


def test_whoever_leaves_the_line_is_not_waited_for() -> None:
    line = Line()
    assert line.acquire(1) and not line.acquire(0.01)
    line.release()
    assert line.acquire(0)


def test_everybody_who_writes_at_once_is_kept_and_waits_about_as_long(tmp_path: Path) -> None:
    store = ConversationStore(f"sqlite:///{tmp_path}/helpdesk.db")
    over = threading.Event()

    def write(number: int) -> list[float]:
        waited = []
        while not over.is_set():
            begun = time.monotonic()
            store.append(f"c{number}", _TURN)
            waited.append(time.monotonic() - begun)
        return waited

    with ThreadPoolExecutor(24) as pool:
        writers = [pool.submit(write, number) for number in range(24)]
        time.sleep(2)
        over.set()
        waits = [writer.result() for writer in writers]
    turns = [len(waited) for waited in waits]
    assert max(turns) <= min(turns) + 2
    assert [len(store.history(f"c{number}")) for number in range(24)] == [2 * count for count in turns]


def test_a_database_that_another_program_keeps_is_given_up_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_WAIT_SECONDS", 3)
    store = ConversationStore(f"sqlite:///{tmp_path}/helpdesk.db")
    other = sqlite3.connect(tmp_path / "helpdesk.db")
    other.execute("BEGIN IMMEDIATE")

    def write(number: int) -> float:
        begun = time.monotonic()
        with pytest.raises(SQLAlchemyError):
            store.append(f"c{number}", _TURN)
        return time.monotonic() - begun

    with ThreadPoolExecutor(8) as pool:
        waited = list(pool.map(write, range(8)))
    other.rollback()
    # One waits for the other program, the others for their turn and at most one of them for both.
    assert max(waited) < 2.7 * 3
    store.append("c", _TURN)
    assert [len(store.history(name)) for name in ("c", "c0", "c7")] == [2, 0, 0]


def _until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.001)
