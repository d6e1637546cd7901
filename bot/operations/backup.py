"""One file with all that can't be made again, and what saves time to have: `bot backup`, `bot restore`."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import model_files
from bot.errors import UserError
from bot.operations.databases import (
    copy_sqlite,
    dump_postgres,
    insist_nobody_else,
    load_postgres,
    sqlite_path,
)
from bot.policy.build import is_current
from bot.processes import alone_in
from bot.settings import Settings
from bot.training import model_path

_MANIFEST = "manifest.json"
_FORM = 1


@dataclass(frozen=True)
class Part:
    """One thing that is kept: its name in the file, and where it lies in this installation."""

    name: str
    place: Path


def backup(settings: Settings, target: Path) -> list[str]:
    """Write `target` (.tar.gz) while the product runs; the names of what is in it.

    Each database is copied as it stood at one moment. UserError where something can't be read; an
    older file of that name stays whole until the new one is complete.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as name:
        folder = Path(name) / "content"
        folder.mkdir()
        _collect(settings, folder)
        names = _write_manifest(settings, folder)
        packed = Path(name) / "packed"
        _pack(folder, packed)
        # It holds conversations, contact details and keys.
        packed.chmod(0o600)
        packed.replace(target)
    return names


def restore(settings: Settings, source: Path) -> Path:
    """Put everything of a backup in place; the folder to which what was there before has been moved.

    Raises UserError while the product runs, wherever it listens. Nothing is touched before the whole file
    has been checked.
    """
    with alone_in(settings.var_dir), tempfile.TemporaryDirectory(prefix="bot-restore-") as name:
        folder = Path(name)
        manifest = _unpack(source, folder)
        server = sqlite_path(settings.database_url) is None
        if (manifest["database"] == "postgresql") != server:
            raise UserError(
                f"这份备份来自 {manifest['database']}，和 DATABASE_URL 的种类不一样；请改 DATABASE_URL 再试"
            )
        aside = settings.var_dir / f"before-restore-{dt.datetime.now():%Y%m%d-%H%M%S}"
        aside.mkdir(parents=True)
        if server:
            insist_nobody_else(settings.database_url)
            dump_postgres(settings.database_url, aside / "helpdesk.dump")
            load_postgres(settings.database_url, folder / "helpdesk.dump")
        for part in _data(settings):
            _put(folder / part.name, part.place, aside / part.name)
        _put_models(folder / "models", settings.model_dir, aside / "models")
    return aside


def _data(settings: Settings) -> list[Part]:
    database = sqlite_path(settings.database_url)
    return [
        *([Part("helpdesk.db", database)] if database else []),
        Part("tracker.db", settings.tracker_db),
        Part("policy.db", settings.policy_db),
        Part("session.key", settings.var_dir / "session.key"),
        Part("knowledge", settings.data_dir),
        Part("published", settings.published_dir),
        *([Part("documents", settings.document_dir)] if settings.policy_dir else []),
    ]


def _models(settings: Settings) -> list[Part]:
    """The model in use, and the proof that it is ours."""
    model = model_path(settings)
    sums = settings.model_dir / model_files.SUMS
    return [Part(f"models/{model.name}", model), Part(f"models/{model_files.SUMS}", sums)]


def _collect(settings: Settings, folder: Path) -> None:
    if sqlite_path(settings.database_url) is None:
        dump_postgres(settings.database_url, folder / "helpdesk.dump")
    if not is_current(settings):
        raise UserError("政策库和 data 不一致；请先运行 `bot policy build`，再备份")
    # An empty folder is kept too: restored, it takes away what was published since.
    settings.published_dir.mkdir(parents=True, exist_ok=True)
    for part in (*_data(settings), *_models(settings)):
        if not part.place.exists():
            continue
        copy = folder / part.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        if part.place.is_dir():
            shutil.copytree(part.place, copy)
        elif part.place.suffix == ".db":
            copy_sqlite(part.place, copy)
        else:
            shutil.copy2(part.place, copy)


def _write_manifest(settings: Settings, folder: Path) -> list[str]:
    files = {str(p.relative_to(folder)): _digest(p) for p in sorted(folder.rglob("*")) if p.is_file()}
    server = sqlite_path(settings.database_url) is None
    manifest = {
        "form": _FORM,
        "made": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "database": "postgresql" if server else "sqlite",
        "files": files,
    }
    (folder / _MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
    return list(files)


def _pack(folder: Path, target: Path) -> None:
    with tarfile.open(target, "w:gz", compresslevel=3) as archive:
        archive.add(folder, arcname=".")


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Every file with the digest that was noted, or UserError."""
    try:
        with tarfile.open(source) as archive:
            archive.extractall(folder, filter="data")
        manifest: dict[str, Any] = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UserError(f"没有 {source}，或它不是 bot backup 做的备份") from None
    except (tarfile.TarError, OSError, EOFError, ValueError) as error:
        raise UserError(f"{source} 读不了（{type(error).__name__}），可能没有传完；什么也没有改动") from None
    if manifest.get("form") != _FORM:
        raise UserError(f"{source} 是另一个版本做的备份；请用做它的那个版本恢复")
    unknown = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
    unknown -= {*manifest["files"], _MANIFEST}
    if unknown:
        raise UserError(f"备份里多出了 {'、'.join(sorted(unknown)[:5])}，不是备份时写的；什么也没有改动")
    damaged = [n for n, digest in manifest["files"].items() if _digest(folder / n) != digest]
    if damaged:
        raise UserError(f"备份里的 {'、'.join(damaged)} 坏了；什么也没有改动，请换一份备份")
    return manifest


def _put(found: Path, place: Path, aside: Path) -> None:
    """Move what lies there aside, with SQLite's log files, and put what was found in its place."""
    for old in (place, place.with_name(f"{place.name}-wal"), place.with_name(f"{place.name}-shm")):
        if old.exists() and (found.exists() or old != place):
            kept = aside.with_name(old.name) if old != place else aside
            kept.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(old, kept)
    if not found.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    if found.is_dir():
        shutil.copytree(found, place)
    else:
        shutil.copy2(found, place)
        if place.name == "session.key":
            os.chmod(place, 0o600)


def _put_models(found: Path, place: Path, aside: Path) -> None:
    """Add the models of a backup, whatever their names, to those that are there, with their proofs."""
    for model in sorted(found.glob("*.tar.gz")):
        model_files.verify(model)  # by the sums that lie beside it in the backup
        _put(model, place / model.name, aside / model.name)
        model_files.record(place / model.name)


def _digest(path: Path) -> str:
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
