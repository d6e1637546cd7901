"""Trains the Rasa model and tells whether the one on disk is current."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import warnings
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from bot import model_files
from bot.dialogue.patches import without_tensorflow
from bot.errors import UserError
from bot.nlu import progress
from bot.nlu.inputs import understanding_files
from bot.nlu.topics import read_topics
from bot.policy.store import open_store
from bot.settings import ROOT, Settings

_KEPT_MODELS = 3
_LISTENER = frozenset({"acts", "facts"})
_INPUTS = ("config.yml", "domain.yml", "data/nlu", "data/stories")


def model_path(settings: Settings) -> Path:
    """Where the model for the present inputs lies, whether or not it has been trained yet."""
    digest = hashlib.sha256()
    data = [ROOT / name for name in _INPUTS]
    files = [f for path in data for f in (sorted(path.rglob("*.yml")) if path.is_dir() else [path])]
    for file in (*files, *understanding_files()):
        digest.update(str(file.relative_to(ROOT)).encode())
        digest.update(file.read_bytes())
    digest.update(read_topics(open_store(settings.policy_db)).digest().encode())
    return settings.model_dir / f"dianchuang-{digest.hexdigest()[:12]}.tar.gz"


def train(settings: Settings, console: Console) -> Path:
    """Train on the present inputs, with a progress bar; returns the model's path."""
    target = model_path(settings)
    settings.model_dir.mkdir(parents=True, exist_ok=True)
    # What has not changed since the last training is taken from there: new rules take seconds.
    os.environ.setdefault("RASA_CACHE_DIRECTORY", str(settings.var_dir / "rasa-cache"))
    # Nothing that is trained uses it, and it takes seconds to load.
    without_tensorflow.install()
    with _bar(console), _quiet():
        from rasa.model_training import train as rasa_train

        from bot.dialogue.patches import packing

        packing.install()
        result = rasa_train(
            domain=str(ROOT / "domain.yml"),
            config=str(ROOT / "config.yml"),
            training_files=[str(path) for path in _training_folders()],
            output=str(settings.model_dir),
            fixed_model_name=target.name.removesuffix(".tar.gz"),
        )
    if result.model is None or not target.is_file():
        raise UserError("训练没有产生模型；请运行 `uv run bot data check` 看训练数据哪里有误")
    model_files.record(target)
    _forget_old_models(settings.model_dir, target)
    return target


def _training_folders() -> Iterator[Path]:
    """What Rasa reads; what the listener learns from lies beside it and is none of Rasa's formats."""
    yield from sorted(p for p in (ROOT / "data/nlu").iterdir() if p.is_dir() and p.name not in _LISTENER)
    yield ROOT / "data/stories"


def _forget_old_models(folder: Path, newest: Path) -> None:
    models = sorted(folder.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in [p for p in models if p != newest][_KEPT_MODELS - 1 :]:
        path.unlink()


@contextlib.contextmanager
def _bar(console: Console) -> Iterator[None]:
    columns = (TextColumn("  训练 {task.description}"), BarColumn(), TimeElapsedColumn())
    # Bound to the stream of now: what the training itself prints is kept from it.
    shown = Console(file=console.file)
    with Progress(*columns, console=shown) as bar:
        task = bar.add_task("读数据", total=None)

        def show(done: int, total: int, what: str) -> None:
            bar.update(task, completed=done, total=total, description=what)

        with progress.shown_by(show):
            yield


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Rasa's start-up chatter hides what matters; errors still come through as exceptions."""
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    # Libraries' notes to their own developers; Rasa's error reporter asks git for a release.
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    os.environ.setdefault("SENTRY_RELEASE", "dianchuang")
    with warnings.catch_warnings(), open(os.devnull, "w") as nowhere:
        # Some libraries set filters of their own; nobody who trains can act on their warnings.
        warnings.showwarning = lambda *_, **__: None
        logging.getLogger("rasa").setLevel(logging.ERROR)
        with contextlib.redirect_stdout(nowhere):
            yield
