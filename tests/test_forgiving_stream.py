"""A full disk or a reader that has gone costs lines of the log, and nothing else."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.settings import ROOT

FULL = Path("/dev/full")
LOGGING = """
import structlog
from bot.logs import configure
configure("test")
structlog.get_logger().warning("told.once")
try:
    raise ValueError
except ValueError:
    structlog.get_logger().exception("told.twice")
import logging
logging.getLogger("library").error("told by a library")
print("went on", file=__import__("sys").stderr)
"""

pytestmark = pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")


def test_logging_to_a_full_disk_fails_nobody() -> None:
    with FULL.open("w") as output:
        ended = subprocess.run(
            [sys.executable, "-c", LOGGING], cwd=ROOT, stdout=output, stderr=subprocess.PIPE, text=True
        )
    # Python itself tries to write the rest when it ends, and says so.
    assert ended.stderr.startswith("went on")
    assert "Traceback" not in ended.stderr


def test_logging_to_a_reader_that_has_gone_fails_nobody() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", LOGGING], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read().startswith("went on")
    process.wait()


def test_supervisord_outlives_a_full_disk(tmp_path: Path) -> None:
    """Its own log, its stderr and its children's logs take nothing; the children run on."""
    told = tmp_path / "told"
    child = f"while true; do echo line; date > {told}; sleep 0.1; done"
    (tmp_path / "child.sh").write_text(child, encoding="utf-8")
    (tmp_path / "supervisord.conf").write_text(
        f"[supervisord]\nlogfile={FULL}\nlogfile_maxbytes=0\npidfile={tmp_path}/pid\nuser=root\n"
        f"[program:child]\ncommand=/bin/sh {tmp_path}/child.sh\nstdout_logfile={FULL}\n"
        "stdout_logfile_maxbytes=0\nredirect_stderr=true\nstopasgroup=true\nkillasgroup=true\n",
        encoding="utf-8",
    )
    with FULL.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot.supervisord", "-n", "-s", "-c", str(tmp_path / "supervisord.conf")],
            cwd=ROOT,
            stdout=output,
            stderr=output,
        )
    try:
        deadline = time.monotonic() + 60
        while not told.exists():
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.1)
        time.sleep(1)  # ten more lines that find no room
        told.unlink()
        time.sleep(1)
        assert process.poll() is None
        assert told.exists()
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
