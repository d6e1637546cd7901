"""Packs a trained model without squeezing it to the last: Rasa asks for the highest level.

Measured on a model of 116 MB: 2.7 instead of 16.5 s of the processor for a file that is 2 % larger.
"""

from __future__ import annotations

from typing import Any

import rasa.engine.storage.local_model_storage
from tarsafe import TarSafe

REPLACES = {"rasa.engine.storage.local_model_storage:LocalModelStorage.create_model_package": "160e32783576"}
_LEVEL = 4


class QuicklyPacked(TarSafe):
    """What Rasa writes and reads models with; only the level of compression differs."""

    @classmethod
    def gzopen(cls, name: Any, mode: Any = "r", fileobj: Any = None, level: int = 9, **rest: Any) -> Any:
        return super().gzopen(name, mode, fileobj, **{**rest, "compresslevel": _LEVEL})


def install() -> None:
    """For the models that this process packs from now on."""
    rasa.engine.storage.local_model_storage.TarSafe = QuicklyPacked
