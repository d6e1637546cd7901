"""Makes what is missing: the policy store and the model, then what triage learns.

`python -m bot.preparation` is the launcher's child: what it imports is gone again when it ends. On
stdout stand the model's path and, after `--invite`, the first admin's link; people read stderr.
"""

from __future__ import annotations

import contextlib
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Console

from bot import model_files
from bot.errors import UserError
from bot.helpdesk.triage_files import kept_in
from bot.model_files import ModelError
from bot.policy.build import build_store, is_current
from bot.settings import Settings, settings
from bot.training import model_path, train


def prepare(settings: Settings, console: Console) -> Path:
    """Make the policy store and the model where they are missing or out of date; the model's path."""
    ensure_store(settings, console)
    path = model_path(settings)
    try:
        model_files.verify(path)
    except ModelError as error:
        if path.is_file():
            console.print(f"模型：{error}")
        with _step(console, "模型"):
            train(settings, console)
    else:
        console.print("模型：已是最新")
    return path


def ensure_store(settings: Settings, console: Console) -> None:
    """Build the policy store unless it is current."""
    if is_current(settings):
        console.print("政策库：已是最新")
    else:
        with _step(console, "政策库"):
            build_store(settings)


def ensure_triage(settings: Settings, console: Console) -> None:
    """Have triage learn what it needs for the first ticket, unless that is kept."""
    if kept_in(settings.encoder_cache).is_file():
        return
    # Only here: it brings scikit-learn and the encoder.
    from bot.helpdesk.triage.judgement import judges

    with _step(console, "分类"):
        judges(settings.encoder_cache)


@contextlib.contextmanager
def _step(console: Console, name: str) -> Iterator[None]:
    console.print(f"{name}：正在准备……")
    started = time.monotonic()
    yield
    console.print(f"{name}：好了，{time.monotonic() - started:.1f} 秒")


def main(invite: bool) -> None:
    """Prepare for the launcher; told to stop, leave nothing half made behind."""
    signal.signal(signal.SIGTERM, _stop)
    with contextlib.redirect_stdout(sys.stderr):
        model = prepare(settings(), Console(stderr=True))
    print(model, flush=True)
    if invite:
        # Imported now: Rasa is loading already.
        from bot.helpdesk.desk import first_admin_link

        print(first_admin_link(settings()) or "", flush=True)
        ensure_triage(settings(), Console(stderr=True))


def _stop(*_: Any) -> None:
    sys.exit(128 + signal.SIGTERM)


if __name__ == "__main__":
    try:
        main("--invite" in sys.argv)
    except UserError as error:
        print(f"错误：{error}", file=sys.stderr)
        sys.exit(2)
