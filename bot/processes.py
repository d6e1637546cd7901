"""Processes that never outlive the one that started them."""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import random
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from bot.errors import UserError

_PR_SET_PDEATHSIG = 1
_IN_USE = ".in-use"
# Below those that systems lend to whoever connects out: one of these may be gone before it is listened on.
_PORTS = range(10_000, 32_768)
_MOST_TRIED = 200
_given: set[int] = set()
# Kept open as long as the process: the kernel ends the lock with it, however it dies.
_held: list[IO[str]] = []


def keep_private() -> None:
    """From here on what this process makes is its owner's alone: conversations, keys, logs."""
    os.umask(0o077)


def stay_in(folder: Path) -> None:
    """Say, until this process ends, that it works with the data in `folder` (BOT_VAR_DIR).

    Raises UserError where somebody is replacing them. The folder is the owner's alone from here on.
    """
    file = _lock_file(folder)
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise UserError(f"{folder} 里的数据正在恢复，请等 bot restore 完成后再启动") from None
    _held.append(file)


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Nobody else works with the data in `folder` while the context lasts; UserError where somebody does."""
    with _lock_file(folder) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UserError(f"产品正在用 {folder} 里的数据；请先停止它，再恢复") from None
        yield


def _lock_file(folder: Path) -> IO[str]:
    folder.mkdir(parents=True, exist_ok=True)
    # A volume may belong to somebody else; whoever mounts it keeps it private then.
    with contextlib.suppress(PermissionError):
        folder.chmod(0o700)
    return (folder / _IN_USE).open("a", encoding="ascii")


def die_with_parent() -> None:
    """Ask the kernel to end this process when its parent dies, however it dies (Linux only)."""
    if sys.platform != "linux":
        return
    parent = os.getppid()
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it died in between
        os.kill(os.getpid(), signal.SIGTERM)


def free_port() -> int:
    """A loopback port that nothing listens on, another at each call; raises UserError where there is none."""
    for port in random.SystemRandom().sample(_PORTS, _MOST_TRIED):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            if port not in _given:
                _given.add(port)
                return port
    raise UserError("找不到空闲的端口；请关掉一些程序再试")


def insist_on_port(host: str, port: int) -> None:
    """Raises UserError where the port can't be listened on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise UserError(
                f"端口 {port} 用不了（{error.strerror}）；换一个再启动，例如：BOT_PORT={port + 1} make run"
            ) from None
