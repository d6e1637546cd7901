"""Reads a table in a process of its own, so that a bomb in a spreadsheet bursts there."""

from __future__ import annotations

import multiprocessing
import resource
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from bot.errors import UserError

_T = TypeVar("_T")
_MEMORY = 1536 * 1024**2
_SECONDS = 120
# A year's letters of a province; more is sorted in parts.
_MOST_ROWS = 200_000
_BLOATED = "读不完（解开后太大、行数太多或内部绕圈）；请分成几份，或在 Excel 里另存为 CSV 再试"


def bounded(read: Callable[..., _T], *given: Any) -> _T:
    """What `read(*given)` returns, within bounded memory and time; raises UserError that says what to do.

    `given` begins with the file's path.
    """
    context = multiprocessing.get_context("spawn")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(sending, read, given), daemon=True)
    process.start()
    sending.close()
    try:
        sort, found = receiving.recv() if receiving.poll(_SECONDS * 1.5) else ("bloated", None)
    except (EOFError, OSError):
        sort, found = "bloated", None
    finally:
        process.kill()
        process.join()
    if sort == "table":
        return found  # type: ignore[return-value]
    raise UserError(found if sort == "error" else f"{given[0].name} {_BLOATED}")


def _answer(sending: Connection, read: Callable[..., Any], given: tuple[Any, ...]) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    try:
        found = read(*given)
        answer = ("table", found) if len(found.rows) <= _MOST_ROWS else ("bloated", None)
    except UserError as error:
        answer = ("error", str(error))
    except Exception:  # whatever a library meets in a broken or hostile file, the person is told the same
        answer = ("bloated", None)
    sending.send(answer)
