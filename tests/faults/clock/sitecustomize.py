"""Every Python process that has this folder on its path lives by the clock of the file WALL_CLOCK.

The file holds the seconds by which the wall clock is wrong; it is looked at ten times a second. The monotonic
clock goes on as it is, as the kernel's does when somebody sets the time.
"""

import contextlib
import os
import threading
import time
from pathlib import Path

import time_machine

_PAUSE_SECONDS = 0.1


def _follow(file: Path) -> None:
    begun, true_start = time.monotonic(), time.time()
    wrong, travel = 0.0, None
    while True:
        with contextlib.suppress(FileNotFoundError, ValueError):
            told = float(file.read_text())
            if told != wrong:
                if travel:
                    travel.stop()
                travel = time_machine.travel(true_start + time.monotonic() - begun + told, tick=True)
                travel.start()
                wrong = told
        time.sleep(_PAUSE_SECONDS)


threading.Thread(target=_follow, args=(Path(os.environ["WALL_CLOCK"]),), daemon=True).start()
