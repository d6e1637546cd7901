"""Data that is missing, damaged, locked or full: a plain sentence, and nothing acknowledged is lost."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.processes import free_port
from tests.faults.conftest import LONGEST_SECONDS, QUESTION, Product, start, stop, wait_until
from tests.faults.test_processes import bounded, kept_once

Measure = Callable[..., None]


@pytest.fixture
def store(product: Product) -> Iterator[Path]:
    """The product's policy store, put back afterwards."""
    path = Path(product.environment["BOT_POLICY_DB"])
    saved = path.with_suffix(".saved")
    shutil.copy2(path, saved)
    yield path
    saved.replace(path)
    product.wait_ready()


def test_policy_store_missing(product: Product, store: Path, measure: Measure) -> None:
    session = product.say("你好").body["session"]
    store.unlink()
    # A process that has it open goes on with it …
    assert product.say(f"{QUESTION}（还开着）", session).by_bot
    # … one that starts anew has none.
    for name in ("bot.web", "actions"):
        product.kill(name)
    wait_until(product.is_alive, 300)
    answers = [product.say(f"{QUESTION}（{i}）", session) for i in range(3)]
    longest = bounded(answers)
    assert {answer.kind for answer in answers} == {"error"} and not product.is_ready()
    lost = kept_once(product, session, 5)
    shutil.copy2(store.with_suffix(".saved"), store)
    back = product.wait_bot()
    assert product.say(QUESTION, session).by_bot
    measure(
        fault="Policy store missing, then put back",
        visitor=f"“政策库暂时读不了，请过一会儿再问” ({answers[-1].kind})",
        longest=longest,
        back=back,
        lost=lost,
    )


def test_policy_store_corrupt(product: Product, store: Path, measure: Measure) -> None:
    session = product.say("你好").body["session"]
    damaged = store.with_suffix(".new")
    damaged.write_bytes(os.urandom(100_000))
    damaged.replace(store)
    answers = [product.say(f"{QUESTION}（{i}）", session) for i in range(3)]
    longest = bounded(answers)
    lost = kept_once(product, session, 4)
    fresh = store.with_suffix(".new")
    shutil.copy2(store.with_suffix(".saved"), fresh)
    fresh.replace(store)
    back = product.wait_bot()
    assert product.say(QUESTION, session).by_bot
    measure(
        fault="Policy store corrupt, then replaced",
        visitor=f"“政策库暂时读不了，请过一会儿再问” ({answers[-1].kind})",
        longest=longest,
        back=back,
        lost=lost,
    )


def test_policy_store_replaced_under_load(product: Product, store: Path, measure: Measure) -> None:
    session = product.say("你好").body["session"]
    over = threading.Event()

    def replace() -> None:
        while not over.wait(0.3):
            fresh = store.with_suffix(".new")
            shutil.copyfile(store.with_suffix(".saved"), fresh)
            fresh.replace(store)

    replacing = threading.Thread(target=replace)
    replacing.start()
    try:
        answers = [product.say(f"{QUESTION}（{i}）", session) for i in range(20)]
    finally:
        over.set()
        replacing.join()
    longest = bounded(answers)
    # Where other programs hold the bot up for so long, the website answers in its place.
    assert all(answer.by_bot or answer.held_up > LONGEST_SECONDS / 2 for answer in answers)
    assert any(answer.by_bot for answer in answers)
    measure(
        fault="Policy store replaced every 0.3 s under load",
        visitor="nothing: every answer is the bot's",
        longest=longest,
        lost=kept_once(product, session, 21),
    )


def test_helpdesk_database_locked(product: Product, measure: Measure) -> None:
    session = product.say("你好").body["session"]
    held = sqlite3.connect(product.folder / "helpdesk.db", isolation_level=None)
    held.execute("BEGIN IMMEDIATE")
    try:
        answer = product.say("锁住的时候问的", session)
    finally:
        held.execute("ROLLBACK")
        held.close()
    assert answer.status in {200, 503} and answer.own_seconds < LONGEST_SECONDS
    begun = time.monotonic()
    after = product.say("锁放开以后问的", session)
    assert after.status == 200
    said = [m["text"] for m in product.history(session) if m["author"] == "visitor"]
    assert said == ["你好", *(["锁住的时候问的"] if answer.status == 200 else []), "锁放开以后问的"]
    measure(
        fault="Helpdesk database locked by another program",
        visitor="“服务暂时有问题，请过一会儿再试” and a retry; nothing is acknowledged that is not kept",
        longest=answer.seconds,
        back=time.monotonic() - begun,
        lost="0 of 2",
    )


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 24 MB."""
    folder = tmp_path / "small"
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)], capture_output=True
    )
    if made.returncode:
        pytest.skip("a file system can't be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_disk_full(small_disk: Path, environment: dict[str, str], measure: Measure, running: Product) -> None:
    own = {
        **environment,
        "BOT_VAR_DIR": str(small_disk),
        "DATABASE_URL": f"sqlite:///{small_disk}/helpdesk.db",
        **{name: str(free_port()) for name in ("BOT_PORT", "BOT_RASA_PORT", "BOT_ACTION_PORT")},
    }
    product = start(own)
    try:
        product.wait_started()
        session = product.say("满之前问的").body["session"]
        ballast = small_disk / "ballast"
        with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while file.write(b"\0" * 4096):
                pass
        answers = [product.say(f"满的时候问的{i}", session) for i in range(3)]
        assert {a.status for a in answers} <= {200, 503}
        longest = max(a.seconds for a in answers)
        assert max(a.own_seconds for a in answers) < LONGEST_SECONDS
        assert product.is_alive()
        ballast.unlink()
        begun = time.monotonic()
        after = product.say("腾出来以后问的", session)
        assert after.status == 200
        back = time.monotonic() - begun
        kept = [m["text"] for m in product.history(session) if m["author"] == "visitor"]
        through = [f"满的时候问的{i}" for i, a in enumerate(answers) if a.status == 200]
        acknowledged = ["满之前问的", *through, "腾出来以后问的"]
        assert kept == acknowledged
        measure(
            fault="Disk full, then room again",
            visitor="“服务暂时有问题，请过一会儿再试” and a retry",
            longest=longest,
            back=back,
            lost=f"0 of {len(acknowledged)}",
        )
    finally:
        stop(product)
