"""Reads the utterances once for a training; Rasa's importer parses all files at each of its looks."""

from __future__ import annotations

import copy
from functools import lru_cache
from pathlib import Path
from typing import Any

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.examples import read_file


class OnceReadImporter(RasaFileImporter):
    """Rasa's file importer, named in config.yml; who is given its data copies it before any change."""

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        stamps = tuple((path, Path(path).stat().st_mtime_ns) for path in self._nlu_files)
        return _read(stamps)


@lru_cache(maxsize=1)
def _read(stamps: tuple[tuple[str, int], ...]) -> TrainingData:
    # Ours are intents with plain examples; Rasa's reader of every format takes twenty times as long.
    examples = [example for path, _ in stamps for example in read_file(Path(path))]
    return TrainingData([Utterance.build(example.text, example.intent) for example in examples])


class Utterance(Message):
    """A message of the training data: its fingerprint is worked out once, however often Rasa copies it.

    Rasa copies all of them for each part of a project that it merges, and compares them by fingerprint.
    """

    _cached_fingerprint: str | None

    def set(self, prop: str, info: Any, add_to_output: bool = False) -> None:
        known = self._cached_fingerprint if self.data.get(prop) == info else None
        super().set(prop, info, add_to_output)
        self._cached_fingerprint = known

    def __deepcopy__(self, memo: dict[int, Any]) -> Utterance:
        data = {key: v if isinstance(v, str) else copy.deepcopy(v, memo) for key, v in self.data.items()}
        features = copy.deepcopy(self.features, memo)
        copied = Utterance(data, set(self.output_properties), self.time, features)
        copied._cached_fingerprint = self._cached_fingerprint
        return copied
