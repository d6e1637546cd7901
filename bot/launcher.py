"""Prepares what is missing and runs the product's processes under supervisord."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import requests
from rich.console import Console

from bot import model_files
from bot.errors import UserError
from bot.helpdesk.desk import first_admin_link
from bot.model_files import ModelError
from bot.policy.store import build_store, is_current
from bot.processes import die_with_parent, free_port, insist_on_port
from bot.settings import ROOT, Settings
from bot.training import model_path, train

_READY_WITHIN_SECONDS = 120
_PROGRAMS = {
    "website": "-m bot.web",
    "rasa": "-m bot.dialogue.server",
    "actions": "-m actions",
}


def serve(settings: Settings, console: Console) -> int:
    """Serve until Ctrl-C or a termination signal; returns the exit code."""
    insist_on_port(settings.host, settings.port)
    model = _something_to_serve(settings, console)
    with _supervised(settings, model) as supervisor:
        address = f"http://{settings.host}:{settings.port}"
        _wait_for(f"{address}/healthz", supervisor, _READY_WITHIN_SECONDS)
        console.print(f"网站：[bold]{address}[/bold]（机器人还在载入，先用全文检索回答）")
        _mend(settings, model, console)
        started = time.monotonic()
        _wait_for(f"{address}/readyz", supervisor, _READY_WITHIN_SECONDS)
        seconds = time.monotonic() - started
        console.print(f"机器人就绪，用了 {seconds:.0f} 秒。打开 [bold]{address}[/bold]，Ctrl-C 结束。")
        _invite_first_admin(settings, console)
        return supervisor.wait()


def _invite_first_admin(settings: Settings, console: Console) -> None:
    """Print the one-time link while the helpdesk has no account."""
    link = first_admin_link(settings)
    if link:
        console.print("工单台还没有账号。用这个链接设置第一位管理员（24 小时内有效，只能用一次）：")
        console.print(link, markup=False, highlight=False, soft_wrap=True)


def prepare(settings: Settings, console: Console) -> Path:
    """Make the policy store and the model where they are missing or out of date; the model's path."""
    ensure_store(settings, console)
    path = model_path(settings)
    if model_files.is_sound(path):
        console.print("模型：已是最新")
    else:
        with _step(console, "模型"):
            train(settings, console)
    return path


def _something_to_serve(settings: Settings, console: Console) -> Path:
    """The store, and a model file to start with, sound or not: visitors don't wait for a mending."""
    ensure_store(settings, console)
    path = model_path(settings)
    return path if path.is_file() else prepare(settings, console)


def _mend(settings: Settings, model: Path, console: Console) -> None:
    """Train anew where the model file can't be trusted; Rasa takes it up when it tries again."""
    try:
        model_files.verify(model)
    except ModelError as error:
        console.print(f"模型：{error}")
        console.print("先用全文检索回答访客，同时重新训练。")
        with _step(console, "模型"):
            train(settings, console)


def ensure_store(settings: Settings, console: Console) -> None:
    """Build the policy store unless it is current."""
    if is_current(settings):
        console.print("政策库：已是最新")
    else:
        with _step(console, "政策库"):
            build_store(settings)


@contextlib.contextmanager
def running_product(settings: Settings, console: Console) -> Iterator[str]:
    """Address of the product: the one that runs on BOT_PORT, else one started for this while."""
    address = f"http://{settings.host}:{settings.port}"
    if _answers(f"{address}/readyz"):
        yield address
        return
    own = replace(settings, port=free_port())
    model = prepare(own, console)
    console.print("正在启动……")
    with _supervised(own, model) as supervisor:
        address = f"http://{own.host}:{own.port}"
        _wait_for(f"{address}/readyz", supervisor, _READY_WITHIN_SECONDS)
        yield address


@contextlib.contextmanager
def _supervised(settings: Settings, model: Path) -> Iterator[subprocess.Popen[bytes]]:
    """supervisord with all processes; ended, and they with it, when the context ends."""
    configuration = _write_configuration(settings, model)
    process = subprocess.Popen(
        [sys.executable, "-m", "supervisor.supervisord", "-n", "-s", "-c", str(configuration)],
        env=_environment(settings),
        preexec_fn=die_with_parent,
    )
    previous = {s: signal.signal(s, _interrupt) for s in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield process
    except KeyboardInterrupt:
        pass
    finally:
        process.terminate()
        with contextlib.suppress(KeyboardInterrupt):
            process.wait()
        for number, handler in previous.items():
            signal.signal(number, handler)
        configuration.unlink(missing_ok=True)


def _interrupt(*_: Any) -> None:
    raise KeyboardInterrupt


def _environment(settings: Settings) -> dict[str, str]:
    """What the processes read: the ports in use, and where things lie."""
    rasa_port = settings.rasa_port or free_port()
    action_port = settings.action_port or free_port()
    return {
        **os.environ,
        "BOT_PORT": str(settings.port),
        "BOT_RASA_PORT": str(rasa_port),
        "BOT_ACTION_PORT": str(action_port),
        "BOT_ACTION_URL": f"http://127.0.0.1:{action_port}",
        "BOT_TRACKER_DB": str(settings.tracker_db),
        # Any other user of this machine may reach the ports, but not say that it is one of us.
        "BOT_INTERNAL_TOKEN": settings.internal_token or secrets.token_urlsafe(32),
        "PYTHONUNBUFFERED": "1",
    }


def _write_configuration(settings: Settings, model: Path) -> Path:
    """supervisord.conf for this start; logs go to BOT_VAR_DIR/log and are rotated."""
    logs = settings.var_dir / "log"
    logs.mkdir(parents=True, exist_ok=True)
    name = f"supervisord-{settings.port}"
    lines = [
        "[supervisord]",
        f"logfile={logs}/{name}.log",
        f"pidfile={settings.var_dir}/{name}.pid",
        f"directory={ROOT}",
        *(["user=root"] if os.geteuid() == 0 else []),
    ]
    for program, arguments in _PROGRAMS.items():
        command = f"{sys.executable} {arguments}" + (f" {model}" if program == "rasa" else "")
        lines += [
            f"[program:{program}]",
            f"command={command}",
            # A process that dies is started again, at each failure a second later, and never given up.
            "autorestart=true",
            "startretries=1000000",
            "startsecs=2",
            "stopasgroup=true",
            "killasgroup=true",
            "stopwaitsecs=8",
            "redirect_stderr=true",
            f"stdout_logfile={logs}/{program}.log",
            "stdout_logfile_maxbytes=5MB",
            "stdout_logfile_backups=3",
        ]
    path = settings.var_dir / f"{name}.conf"
    path.write_text("\n".join(lines).replace("%", "%%") + "\n", encoding="utf-8")
    return path


def _wait_for(url: str, supervisor: subprocess.Popen[bytes], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not _answers(url):
        if supervisor.poll() is not None:
            raise UserError("进程没能启动；请看 var/log 里的日志")
        if time.monotonic() > deadline:
            raise UserError(f"{url} 在 {seconds:.0f} 秒内没有就绪；请看 var/log 里的日志")
        time.sleep(0.1)


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=3).status_code == 200
    except requests.RequestException:
        return False


@contextlib.contextmanager
def _step(console: Console, name: str) -> Iterator[None]:
    console.print(f"{name}：正在准备……")
    started = time.monotonic()
    yield
    console.print(f"{name}：好了，{time.monotonic() - started:.1f} 秒")
