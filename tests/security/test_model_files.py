"""A model that is not the one that was trained here is not opened."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot import model_files
from bot.model_files import ModelError
from bot.processes import free_port
from bot.settings import ROOT


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "dianchuang-1.tar.gz"
    path.write_bytes(b"model")
    model_files.record(path)
    return path


def test_a_recorded_model_is_sound_and_sha256sum_agrees(model: Path) -> None:
    model_files.verify(model)
    run = subprocess.run(["sha256sum", "-c", model_files.SUMS], cwd=model.parent, capture_output=True)
    assert run.returncode == 0


def test_one_changed_byte_is_noticed(model: Path) -> None:
    model.write_bytes(b"modeI")
    with pytest.raises(ModelError, match="不一样"):
        model_files.verify(model)


def test_a_model_from_elsewhere_is_refused(model: Path) -> None:
    foreign = model.with_name("foreign.tar.gz")
    foreign.write_bytes(b"model")
    with pytest.raises(ModelError, match="来历不明"):
        model_files.verify(foreign)
    with pytest.raises(ModelError, match="没有模型"):
        model_files.verify(Path("https://example.com/model.tar.gz"))


def test_recording_keeps_the_others_and_drops_what_is_gone(model: Path) -> None:
    second = model.with_name("dianchuang-2.tar.gz")
    second.write_bytes(b"second")
    model_files.record(second)
    assert model_files.is_sound(model) and model_files.is_sound(second)
    model.unlink()
    model_files.record(second)
    assert model.name not in (model.parent / model_files.SUMS).read_text()


def test_rasa_does_not_start_on_a_changed_model(model: Path, tmp_path: Path) -> None:
    model.write_bytes(b"changed")
    environment = {**os.environ, "BOT_RASA_PORT": str(free_port()), "BOT_VAR_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "bot.dialogue.server", str(model)]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert run.returncode != 0 and "不一样" in run.stderr and "Traceback" not in run.stderr
