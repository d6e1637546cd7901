"""What was learnt, kept as plain arrays: no pickles, so that reading a file runs nothing."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

import numpy as np

T = TypeVar("T")


def keep(path: Path, learnt: Any) -> None:
    """Write a dataclass of arrays, numbers, texts, tuples of texts and further such dataclasses."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}.npz")
    try:
        np.savez(draft, **_packed(learnt))
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def read(path: Path, kind: type[T]) -> T:
    """What `keep` wrote; raises ValueError, KeyError or OSError where the file is something else."""
    with np.load(path, allow_pickle=False) as stored:
        return _unpacked(kind, stored, "")


def _packed(learnt: Any, prefix: str = "") -> dict[str, Any]:
    arrays: dict[str, Any] = {}
    for item in fields(learnt):
        value, name = getattr(learnt, item.name), prefix + item.name
        arrays |= _packed(value, f"{name}.") if is_dataclass(value) else {name: np.asarray(value)}
    return arrays


def _unpacked(kind: type[T], stored: Mapping[str, Any], prefix: str) -> T:
    values: dict[str, Any] = {}
    for name, hint in get_type_hints(kind).items():
        if is_dataclass(hint):
            values[name] = _unpacked(hint, stored, f"{prefix}{name}.")  # type: ignore[arg-type]
        elif hint is np.ndarray:
            values[name] = stored[prefix + name]
        else:
            content = stored[prefix + name].tolist()
            values[name] = tuple(content) if isinstance(content, list) else content
    return kind(**values)
