"""The one seam to `bot.nlu`: the trained understanding, straight from the model archive."""

from __future__ import annotations

import tarfile
import tempfile
import threading
from pathlib import Path, PurePosixPath

import structlog

from bot.nlu.understanding import Understanding

logger = structlog.get_logger()

_COMPONENT = "ChineseUnderstanding"
_MOST_BYTES = 1 << 30
_lock = threading.Lock()
_loaded: dict[Path, tuple[tuple[int, int], Understanding]] = {}


def load_understanding(model_dir: Path) -> Understanding | None:
    """The newest model's understanding, kept for the process; None where there is no model.

    Loading takes some four seconds, once per model, so it belongs on a thread, not on an event loop.
    """
    archives = sorted(model_dir.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not archives:
        return None
    newest = archives[-1]
    mark = (newest.stat().st_ino, newest.stat().st_mtime_ns)
    with _lock:
        kept = _loaded.get(model_dir)
        if kept and kept[0] == mark:
            return kept[1]
        try:
            understanding = read_understanding(newest)
        except (OSError, KeyError, ValueError) as error:
            # A model of another version of this program, until the next training; search stands in.
            logger.warning("triage.model_unusable", model=newest.name, reason=type(error).__name__)
            return None
        _loaded[model_dir] = (mark, understanding)
        return understanding


def read_understanding(archive: Path) -> Understanding:
    """The understanding inside one model archive."""
    with tempfile.TemporaryDirectory(prefix="triage-") as name:
        folder = Path(name)
        with tarfile.open(archive) as tar:
            for member in tar:
                _keep(tar, member, folder)
        return Understanding.load(folder)


def _keep(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    """Write a file of the component; nothing outside its folder, no links, no devices."""
    parts = PurePosixPath(member.name).parts
    at = next((i for i, part in enumerate(parts) if _COMPONENT in part), None)
    if at is None or not member.isreg() or ".." in parts or member.size > _MOST_BYTES:
        return
    target = folder.joinpath(*parts[at + 1 :])
    target.parent.mkdir(parents=True, exist_ok=True)
    stream = tar.extractfile(member)
    if stream:
        target.write_bytes(stream.read())
