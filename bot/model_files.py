"""Proof that a model file is the one that was trained here: models/SHA256SUMS, as `sha256sum -c` reads it."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

from bot.errors import UserError

SUMS = "SHA256SUMS"
_MODEL = ".tar.gz"


class ModelError(UserError):
    """The model file is missing, damaged or not one of ours; nothing of it has been read."""


def record(model: Path) -> None:
    """Note the digest of a model that was just made; digests of files that are gone are dropped."""
    known = {name: digest for name, digest in _known(model.parent).items() if (model.parent / name).is_file()}
    known[model.name] = _digest(model)
    lines = [f"{digest}  {name}\n" for name, digest in sorted(known.items())]
    fresh = model.parent / f".{SUMS}.{os.getpid()}"
    fresh.write_text("".join(lines), encoding="ascii")
    fresh.replace(model.parent / SUMS)


def adopt(folder: Path, old: str, new: str) -> None:
    """Let a model that was tried with other contents serve these under their name, without a training."""
    if old == new or (folder / new).exists() or not is_sound(folder / old):
        return
    try:
        os.link(folder / old, folder / new)
    except OSError:  # no links on this file system
        shutil.copy2(folder / old, folder / new)
    record(folder / new)


def verify(model: Path) -> None:
    """Raises ModelError unless the file is a regular local file with the digest that training noted.

    A model holds pickles: loading one is running it. So it is checked before anything opens it.
    """
    if not str(model).endswith(_MODEL) or not model.is_file():
        raise ModelError(f"没有模型 {model}；请运行 `make train`")
    expected = _known(model.parent).get(model.name)
    if expected is None:
        raise ModelError(f"{model.name} 不在 {SUMS} 里，来历不明；请运行 `make train` 重新训练")
    if _digest(model) != expected:
        raise ModelError(f"{model.name} 和训练时不一样（损坏或被改过）；请运行 `make train` 重新训练")


def is_sound(model: Path) -> bool:
    """Whether `verify` passes."""
    try:
        verify(model)
    except ModelError:
        return False
    return True


def _known(folder: Path) -> dict[str, str]:
    try:
        lines = (folder / SUMS).read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        return {}
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
