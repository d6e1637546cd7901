"""A start that goes wrong, and a clock that does: the visitor gets an answer meanwhile."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot import model_files
from bot.processes import free_port
from bot.settings import Settings
from bot.training import model_path
from tests.faults.conftest import QUESTION, Product, start, stop, wait_until
from tests.faults.test_processes import bounded, kept_once

Measure = Callable[..., None]
_FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1")


def own_place(environment: dict[str, str], folder: Path) -> dict[str, str]:
    """The environment of another product beside the one that runs."""
    ports = {name: str(free_port()) for name in ("BOT_PORT", "BOT_RASA_PORT", "BOT_ACTION_PORT")}
    return {
        **environment,
        **ports,
        "BOT_VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/helpdesk.db",
    }


@pytest.fixture
def with_broken_model(
    environment: dict[str, str], built_settings: Settings, tmp_path: Path
) -> Iterator[Product]:
    """A product whose model file has been damaged since it was trained."""
    models = tmp_path / "models"
    models.mkdir()
    model = model_path(replace(built_settings, model_dir=models))
    model.write_bytes(b"as it was trained")
    model_files.record(model)
    model.write_bytes(b"damaged")
    product = start({**own_place(environment, tmp_path), "BOT_MODEL_DIR": str(models)})
    yield product
    stop(product)


def test_model_broken_at_start(with_broken_model: Product, measure: Measure) -> None:
    product = with_broken_model
    alive = wait_until(product.is_alive, 120)
    session = product.say("你好").body["session"]
    training = product.folder / "serve.out"
    wait_until(lambda: "训练" in training.read_text(), 60)
    answers = [product.say(f"{QUESTION}（{i}）", session) for i in range(10)]
    longest = bounded(answers)
    assert not any(answer.by_bot for answer in answers) and not product.is_ready()
    assert "不一样" in training.read_text()
    measure(
        fault="Model file broken at start; a training running meanwhile",
        visitor="answers from the store's search; the bot once it is trained anew (2–3 minutes)",
        longest=longest,
        back=alive,
        lost=kept_once(product, session, 11),
    )


@pytest.fixture
def on_a_wrong_clock(
    environment: dict[str, str], tmp_path: Path, running: Product
) -> Iterator[tuple[Product, Path]]:
    """A product whose wall clock a file moves."""
    if not _FAKETIME.is_file():
        pytest.skip("没有安装 libfaketime（apt-get install libfaketime）")
    clock = tmp_path / "clock"
    clock.write_text("+0")
    product = start(
        {
            **own_place(environment, tmp_path),
            "LD_PRELOAD": str(_FAKETIME),
            "FAKETIME_TIMESTAMP_FILE": str(clock),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
    )
    yield product, clock
    stop(product)


def test_clock_jumps(on_a_wrong_clock: tuple[Product, Path], measure: Measure) -> None:
    product, clock = on_a_wrong_clock
    product.wait_ready(240)
    session = product.say("你好").body["session"]
    answers = []
    for number, offset in enumerate(("+2d", "-1d", "+0", "+3600", "-30d")):
        fresh = clock.with_suffix(".new")
        fresh.write_text(offset)
        os.replace(fresh, clock)
        answers.append(product.say(f"{QUESTION}（{number}）", session))
    longest = bounded(answers)
    assert all(answer.by_bot for answer in answers)
    measure(
        fault="Clock jumps two days ahead, thirty back",
        visitor="nothing: every answer is the bot's",
        longest=longest,
        lost=kept_once(product, session, 6),
    )
