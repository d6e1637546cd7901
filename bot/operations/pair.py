"""Rasa and its action server as one unit of a container: `python -m bot.operations.pair MODEL`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from types import FrameType

from bot.processes import die_with_parent


def main(model: str) -> int:
    """Run both until one ends or a signal comes; the orchestrator starts the unit anew. The exit code."""
    commands = (["-m", "actions"], ["-m", "bot.dialogue.server", model])
    children = [subprocess.Popen([sys.executable, *c], preexec_fn=die_with_parent) for c in commands]

    def end(_number: int, _frame: FrameType | None) -> None:
        # Rasa first: its answers under way still need the actions.
        children[1].terminate()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    pid, status = os.wait()
    for child in children[::-1]:
        if child.pid != pid:
            child.terminate()
            child.wait()
    return os.waitstatus_to_exitcode(status) & 0xFF


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
