"""Somebody sets the clock: a day ahead, then two days back."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from tests.faults.conftest import QUESTION, Product, start, stop, wait_until
from tests.faults.test_processes import bounded, kept_once
from tests.faults.test_start import own_place

Measure = Callable[..., None]

_DAY = 86_400
_PER_MINUTE = 20
# Asked under each of the three clocks: allowed in a minute of each, not all in one minute.
_QUESTIONS = 15


@pytest.fixture
def product(environment: dict[str, str], tmp_path: Path) -> Iterator[Product]:
    """A product whose processes read their wall clock from `tmp_path / "clock"`."""
    clock = tmp_path / "clock"
    clock.write_text("0")
    paths = [str(Path(__file__).parent / "clock"), os.environ.get("PYTHONPATH", "")]
    own = {
        **own_place(environment, tmp_path / "var"),
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        "WALL_CLOCK": str(clock),
        "BOT_RATE_LIMIT": str(_PER_MINUTE),
        # The bot's own answer is waited for on a busy machine too: here it is the clock that is set.
        "BOT_RASA_TIMEOUT": "60",
    }
    product = start(own)
    try:
        product.wait_started()
        yield product
    finally:
        stop(product)


def told_by(product: Product) -> float:
    """The website's wall clock, as its answers state it."""
    stated = requests.get(f"{product.address}/healthz", timeout=60).headers["date"]
    return time.mktime(time.strptime(stated, "%a, %d %b %Y %H:%M:%S GMT"))


def set_clock(product: Product, seconds: float) -> None:
    before = told_by(product)
    Path(product.environment["WALL_CLOCK"]).write_text(str(seconds))
    wait_until(lambda: abs(told_by(product) - before) > _DAY / 2, 60)


def test_clock_is_set(product: Product, measure: Measure) -> None:
    session = product.say("你好").body["session"]
    handed = product.say("转人工", session).body
    ticket = handed["ticket"]
    other = product.say("你好").body["session"]
    answers = [product.say(f"{QUESTION}（{i}）", other) for i in range(_QUESTIONS)]
    for ahead in (_DAY, -_DAY):
        set_clock(product, ahead)
        begun = time.monotonic()
        answers += [product.say(f"{QUESTION}（{ahead} {i}）", other) for i in range(_QUESTIONS)]
    back = time.monotonic() - begun
    longest = bounded(answers)
    assert all(answer.by_bot for answer in answers)
    lost = kept_once(product, other, len(answers) + 1)
    assert ticket and ticket in str(product.history(session))
    product.say("贷款贴息几次", session)
    assert [m["text"] for m in product.history(session) if m["author"] == "visitor"][-1] == "贷款贴息几次"
    measure(
        fault="Wall clock set a day ahead, then two days back",
        visitor="nothing: every answer is the bot's",
        longest=longest,
        back=back,
        lost=lost,
    )
