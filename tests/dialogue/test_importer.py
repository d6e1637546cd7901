"""Utterances are read once for a training, and anew when they change."""

from __future__ import annotations

import os
from pathlib import Path

from bot.dialogue.importer import OnceReadImporter

HEAD = 'version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n'


def _texts(file: Path) -> list[str]:
    data = OnceReadImporter(training_data_paths=[str(file)]).get_nlu_data()
    return [message.get("text") for message in data.training_examples]


def test_a_changed_file_is_read_anew(tmp_path: Path) -> None:
    file = tmp_path / "nlu.yml"
    file.write_text(f"{HEAD}    - 您好\n", encoding="utf-8")
    assert _texts(file) == ["您好"]
    file.write_text(f"{HEAD}    - 早安\n", encoding="utf-8")
    os.utime(file, (1, 1))
    assert _texts(file) == ["早安"]


def test_an_unchanged_file_is_not_read_again(tmp_path: Path) -> None:
    file = tmp_path / "nlu.yml"
    file.write_text(f"{HEAD}    - 您好\n", encoding="utf-8")
    data = [OnceReadImporter(training_data_paths=[str(file)]).get_nlu_data(x) for x in ("en", "zh")]
    assert data[0] is data[1]
