"""Starts the product: the page first, then, once store and model are ready, the bot.

What needs much memory is left to children: this process stays as long as the product.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from http.client import HTTPConnection, HTTPException
from typing import Any

from rich.console import Console
from rich.control import Control
from rich.segment import ControlType

from bot.errors import UserError
from bot.processes import die_with_parent, free_port, insist_on_port, keep_private, stay_in
from bot.settings import ROOT, Settings, as_environment
from bot.supervision import Supervisor, supervised

_READY_WITHIN_SECONDS = 120
# A busy machine takes its time; a part that has died ends the waiting at once.
_GIVEN_UP_AFTER_SECONDS = 600
_STOPPED_WITHIN_SECONDS = 10
_LOOK_EVERY_SECONDS = 0.05


def serve(settings: Settings, console: Console) -> int:
    """Serve until Ctrl-C or a termination signal; returns the exit code."""
    keep_private()
    stay_in(settings.var_dir)
    insist_on_port(settings.host, settings.port)
    begun = time.monotonic()
    with _started(settings, console, "--invite") as product:
        product.await_answer("/healthz")
        address, seconds = product.address, time.monotonic() - begun
        _say(console, f"网站：[bold]{address}[/bold]，{seconds:.1f} 秒（机器人还在载入，先用全文检索回答）")
        product.start_bot()
        ready = product.comes_within("/readyz", _READY_WITHIN_SECONDS)
        _show_invitation(product, console)
        if not ready:
            late = f"机器人 {_READY_WITHIN_SECONDS} 秒还没有就绪，网站先用全文检索回答；"
            _say(console, f"{late}请看 {settings.var_dir}/log")
            while not product.comes_within("/readyz", _READY_WITHIN_SECONDS):
                pass
        seconds = time.monotonic() - begun
        _say(console, f"机器人就绪，{seconds:.1f} 秒。打开 [bold]{address}[/bold]，Ctrl-C 结束。")
        return product.supervisor.process.wait()
    return 0


def _show_invitation(product: _Product, console: Console) -> None:
    if link := product.invitation():
        _say(console, "工单台还没有账号。用这个链接设置第一位管理员（24 小时内有效，只能用一次）：")
        console.print(link, markup=False, highlight=False, soft_wrap=True)


@contextlib.contextmanager
def running_product(settings: Settings, console: Console) -> Iterator[str]:
    """Address of the product: the one that runs on BOT_PORT, else one started for this while."""
    if _answers(settings, "/readyz"):
        yield _address(settings)
        return
    with _started(replace(settings, port=free_port()), console) as product:
        product.start_bot()
        console.print("正在启动……")
        product.await_answer("/readyz")
        yield product.address


@dataclass(frozen=True)
class _Product:
    """A product whose website is starting while `preparation` makes what the bot needs."""

    settings: Settings
    supervisor: Supervisor
    preparation: subprocess.Popen[str]

    @property
    def address(self) -> str:
        return _address(self.settings)

    def await_answer(self, path: str) -> None:
        """Wait until the website answers 200; raises UserError when it can't come to that."""
        if not self.comes_within(path, _GIVEN_UP_AFTER_SECONDS):
            raise UserError(
                f"{self.address}{path} 在 {_GIVEN_UP_AFTER_SECONDS} 秒内没有就绪；请看 var/log 里的日志"
            )

    def comes_within(self, path: str, seconds: float) -> bool:
        """Whether the website answers 200 within that time; raises UserError once nothing can come of it."""
        deadline = time.monotonic() + seconds
        while not _answers(self.settings, path):
            self.supervisor.insist_alive()
            if time.monotonic() > deadline:
                return False
            time.sleep(_LOOK_EVERY_SECONDS)
        return True

    def start_bot(self) -> None:
        """Start Rasa, and an action server where one is wanted, once the model has been trained."""
        output = self.preparation.stdout
        assert output is not None
        while not select.select([output], [], [], 1)[0]:
            self.supervisor.insist_alive()
        model = output.readline().strip()
        if not model:
            self.preparation.wait()
            _insist_sound(self.preparation)
        actions = {"actions": "-m actions"} if self.settings.action_port else {}
        self.supervisor.add({"rasa": f"-m bot.dialogue.server {model}", **actions})

    def invitation(self) -> str:
        """The first admin's link; empty where there are accounts."""
        output = self.preparation.stdout
        assert output is not None
        return output.read().strip()


@contextlib.contextmanager
def _started(settings: Settings, console: Console, *wanted: str) -> Iterator[_Product]:
    """The website under supervisord, beside it the preparation; all ended when the context ends."""
    environment = _environment(settings)
    with _interrupts_end_it(), _preparing(environment, console, *wanted) as preparation:
        # A store that is out of date serves the page until the new one takes its place.
        while not settings.policy_db.is_file():
            _insist_sound(preparation)
            time.sleep(_LOOK_EVERY_SECONDS)
        with supervised(settings, environment, {"website": "-m bot.web"}) as supervisor:
            yield _Product(settings, supervisor, preparation)


@contextlib.contextmanager
def _preparing(
    environment: dict[str, str], console: Console, *wanted: str
) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "bot.preparation", *wanted],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=console.file,
        text=True,
        preexec_fn=_become_child,
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(_STOPPED_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _become_child() -> None:
    die_with_parent()
    # Ctrl-C reaches every process of the terminal; this one is ended by the launcher.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _insist_sound(preparation: subprocess.Popen[str]) -> None:
    """Raises UserError once the preparation has failed; it has said why."""
    if preparation.poll():
        raise UserError("没有备好，产品停下了；原因见上面")


@contextlib.contextmanager
def _interrupts_end_it() -> Iterator[None]:
    """Ctrl-C and the signals that end a process leave the context in good order."""
    previous = {s: signal.signal(s, _interrupt) for s in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    except KeyboardInterrupt:
        pass
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def _interrupt(*_: Any) -> None:
    raise KeyboardInterrupt


def _environment(settings: Settings) -> dict[str, str]:
    """What the processes read: these settings, with the ports in use and where things lie."""
    rasa_port = settings.rasa_port or free_port()
    return {
        **os.environ,
        **as_environment(settings),
        "BOT_RASA_PORT": str(rasa_port),
        "BOT_ACTION_URL": settings.action_url,
        "BOT_TRACKER_DB": str(settings.tracker_db),
        # Any other user of this machine may reach the ports, but not say that it is one of us.
        "BOT_INTERNAL_TOKEN": settings.internal_token or secrets.token_urlsafe(32),
        "PYTHONUNBUFFERED": "1",
    }


def _say(console: Console, line: str) -> None:
    """Print a line where the preparation's progress bar may stand."""
    with console:  # written as one piece, so that the bar doesn't come in between
        if console.is_terminal:
            console.control(Control(ControlType.CARRIAGE_RETURN, (ControlType.ERASE_IN_LINE, 2)))
        console.print(line)


def _address(settings: Settings) -> str:
    return f"http://{settings.host}:{settings.port}"


def _answers(settings: Settings, path: str) -> bool:
    connection = HTTPConnection(settings.host, settings.port, timeout=3)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
