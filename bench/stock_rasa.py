"""Stock Rasa beside ours: an environment of its own, Rasa's Chinese pipeline, our data, our actions."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import yaml

from bot.nlu.examples import utterance_files
from bot.settings import ROOT

HERE = Path(__file__).parent / "stock"
HOME = ROOT / "var/stock"
PYTHON = HOME / "venv/bin/python"


def prepare(utterances: int) -> float:
    """Install the environment and train the model where they are missing.

    `utterances` of each intent are learnt from, 0 for all: they cost training time, and at run time a
    little more vocabulary. Returns the seconds that the training of the kept model took.
    """
    HOME.mkdir(parents=True, exist_ok=True)
    _install()
    _write_project(utterances)
    return _train()


def model() -> Path:
    """Where the trained model lies."""
    return HOME / "models/stock.tar.gz"


def environment(action_port: int, folder: Path) -> dict[str, str]:
    """What both of its processes read; its conversations lie in `folder`."""
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "BENCH_ACTION_URL": f"http://127.0.0.1:{action_port}",
        "BENCH_TRACKER_DB": str(folder / "stock-tracker.db"),
        "DATABASE_URL": f"sqlite:///{folder}/stock-helpdesk.db",
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }


def commands(rasa_port: int, action_port: int) -> list[list[str]]:
    """`rasa run` and `rasa run actions`, as its guide starts them."""
    rasa = [str(PYTHON), "-m", "rasa", "run"]
    files = ["--endpoints", f"{HERE}/endpoints.yml", "--credentials", f"{HERE}/credentials.yml"]
    server = [*rasa, "--model", str(model()), "--port", str(rasa_port), "-i", "127.0.0.1", *files]
    return [server, [*rasa, "actions", "--actions", "bench.stock.actions", "--port", str(action_port)]]


def _install() -> None:
    lock = (HERE / "uv.lock").read_bytes()
    stamp = HOME / "installed"
    if PYTHON.exists() and stamp.exists() and stamp.read_bytes() == lock:
        return
    uv = shutil.which("uv") or str(ROOT / ".uv/bin/uv")
    place = {**os.environ, "UV_PROJECT_ENVIRONMENT": str(HOME / "venv")}
    subprocess.run([uv, "sync", "--frozen", "--quiet"], cwd=HERE, env=place, check=True)
    stamp.write_bytes(lock)


def _write_project(utterances: int) -> None:
    """Our utterances and domain, rules for them; a retrieval intent needs a response to be trained."""
    for name in ("data", "domain"):
        shutil.rmtree(HOME / name, ignore_errors=True)
    (HOME / "data").mkdir()
    blocks = [
        block
        for file in utterance_files()
        for block in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]
        if "intent" in block
    ]
    for block in blocks:
        lines = block["examples"].splitlines()
        block["examples"] = "\n".join(_spread(lines, utterances)) + "\n"
    _write(HOME / "data/nlu.yml", {"version": "3.1", "nlu": blocks})
    for name in ("rules.yml", "stories.yml"):
        shutil.copy(HERE / name, HOME / "data" / name)
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    for intent in sorted({block["intent"] for block in blocks if "/" in block["intent"]}):
        domain["responses"].setdefault(f"utter_{intent}", [{"text": intent}])
    _write(HOME / "domain.yml", domain)


def _spread(lines: list[str], count: int) -> list[str]:
    """`count` of the lines, evenly; all for 0."""
    step = max(1, len(lines) // count) if count else 1
    return lines[::step][: count or None]


def _write(path: Path, content: Any) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _train() -> float:
    inputs = [HERE / "config.yml", HOME / "domain.yml", *sorted((HOME / "data").rglob("*.yml"))]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in inputs)).hexdigest()
    stamp = HOME / "trained"
    if model().exists() and stamp.exists() and stamp.read_text().split()[0] == digest:
        return float(stamp.read_text().split()[1])
    started = time.monotonic()
    arguments = ["--config", f"{HERE}/config.yml", "--domain", "domain.yml", "--data", "data"]
    with (HOME / "train.log").open("w") as log:
        subprocess.run(
            [str(PYTHON), "-m", "rasa", "train", *arguments, "--fixed-model-name", "stock"],
            cwd=HOME,
            env=environment(0, HOME),
            stdout=log,
            stderr=log,
            check=True,
        )
    seconds = time.monotonic() - started
    stamp.write_text(f"{digest} {seconds:.1f}")
    return seconds
