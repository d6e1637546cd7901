"""A start that goes wrong: the visitor gets an answer meanwhile."""

from __future__ import annotations

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
    alive = wait_until(product.is_alive, 600)
    session = product.say("你好").body["session"]
    training = product.folder / "serve.out"
    wait_until(lambda: "训练" in training.read_text(), 600)
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
