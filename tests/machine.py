"""How much of a wait is the machine's own: what other programs used while the product stood in line."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import psutil

_NANOSECONDS = 1e9
_IDLE = {"idle", "iowait", "guest", "guest_nice"}


class Waiting:
    """From its making on: for how many seconds other programs kept a process and its children waiting.

    On a quiet machine that is next to nothing, so that there every second counts as the product's.
    """

    def __init__(self, pid: int) -> None:
        self._root = psutil.Process(pid)
        self._in_line, self._others = self._stood_in_line(), self._used_by_others()

    def seconds(self) -> float:
        """Never more than the others used: what the product's own threads take from each other is its own."""
        before = self._in_line
        stood = sum(max(0.0, ns - before.get(task, 0.0)) for task, ns in self._stood_in_line().items())
        return max(0.0, min(stood / _NANOSECONDS, self._used_by_others() - self._others))

    def _family(self) -> list[psutil.Process]:
        return [self._root, *self._root.children(recursive=True)]

    def _stood_in_line(self) -> dict[str, float]:
        """Thread → nanoseconds for which it was ready to run and had no processor."""
        found = {}
        for process in self._family():
            for task in Path(f"/proc/{process.pid}/task").glob("*"):
                with suppress(OSError):  # it ended meanwhile
                    found[task.name] = float((task / "schedstat").read_text().split()[1])
        return found

    def _used_by_others(self) -> float:
        own = 0.0
        for process in self._family():
            with suppress(psutil.NoSuchProcess):
                own += sum(process.cpu_times()[:2])
        busy = sum(seconds for name, seconds in psutil.cpu_times()._asdict().items() if name not in _IDLE)
        return busy - own
