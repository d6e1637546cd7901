"""A training from nothing, in a process of its own: `python -m bench.training` prints JSON.

Seconds by the clock and of the processor, and the most MB that one of its processes had. Neither Rasa's cache
nor remembered sentence vectors are used; the encoder is.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.settings import settings

_TRAIN = """
from dataclasses import replace
from pathlib import Path
from rich.console import Console
from bot.settings import settings
from bot.training import train
train(replace(settings(), model_dir=Path({folder!r}) / "models"), Console(quiet=True))
"""


@dataclass(frozen=True)
class Training:
    """What one training took."""

    seconds: float
    cpu_seconds: float
    peak_mb: float


def measure() -> Training:
    """Train on all that there is, with nothing at hand; what comes out is thrown away."""
    with tempfile.TemporaryDirectory(prefix="bench-training-") as folder:
        environment = {
            **os.environ,
            "BOT_VAR_DIR": folder,
            "RASA_CACHE_DIRECTORY": str(Path(folder) / "cache"),
            "BOT_ENCODER_DIR": str(settings().encoder_cache),
            "BOT_POLICY_DB": str(settings().policy_db),
        }
        began, before = time.monotonic(), _spent()
        line = [sys.executable, "-W", "ignore", "-c", _TRAIN.format(folder=folder)]
        subprocess.run(line, env=environment, check=True, stdout=subprocess.DEVNULL)
        most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        return Training(time.monotonic() - began, _spent() - before, most)


def _spent() -> float:
    """CPU seconds of the processes that this one waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    print(json.dumps(asdict(measure())))
