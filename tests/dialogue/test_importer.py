"""Utterances are read once for a training, and anew when they change."""

from __future__ import annotations

import copy
import os
from pathlib import Path

from rasa.shared.nlu.training_data.message import Message

from bot.dialogue.importer import OnceReadImporter, Utterance

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


def test_an_utterance_is_to_rasa_the_message_that_it_would_have_made() -> None:
    ours, theirs = Utterance.build("您好呀", "smalltalk/greet"), Message.build("您好呀", "smalltalk/greet")
    assert (ours.data, ours.fingerprint()) == (theirs.data, theirs.fingerprint())
    assert ours == theirs


def test_a_copy_is_one_and_a_change_is_seen() -> None:
    first = Utterance.build("您好呀", "smalltalk/greet")
    before = first.fingerprint()
    second = copy.deepcopy(first)
    assert (second, second.data) == (first, first.data)
    second.set("intent", "smalltalk")
    assert second.fingerprint() == before
    second.set("intent", "loans")
    assert second.fingerprint() == Message(data=second.data).fingerprint() != before
    assert first.get("intent") == "smalltalk"
    assert first.fingerprint() == before
