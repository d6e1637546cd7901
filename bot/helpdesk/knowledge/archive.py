"""Several papers in one ZIP, each taken out as the file it is: bounded, and no name leads anywhere."""

from __future__ import annotations

import contextlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from bot.cleaning import clean
from bot.helpdesk.knowledge.drafts import DraftError
from bot.policy.importer.kinds import is_of_files
from bot.policy.importer.source import MAX_BYTES, Original

MOST_PAPERS = 20
_MOST_BYTES = 3 * MAX_BYTES
_UTF8, _ENCRYPTED = 0x800, 0x1


def is_archive(original: Original) -> bool:
    """Whether it is a ZIP of files, and no document that is one by its form."""
    if not original.content.startswith(b"PK"):
        return False
    try:
        return is_of_files(original.content)
    except zipfile.BadZipFile:
        return original.name.lower().endswith(".zip")


def papers_in(name: str, content: bytes) -> list[Original]:
    """The files of a ZIP, by their own names; DraftError where it can't be opened, or is too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not _beside(entry)]
            if not entries:
                raise DraftError(f"{name} 里没有文件；请检查压缩包。")
            if len(entries) > MOST_PAPERS:
                said = f"{name} 里有 {len(entries)} 个文件，一次最多 {MOST_PAPERS} 个；请分几个压缩包。"
                raise DraftError(said)
            return list(_read(name, archive, entries))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        said = f"{name} 打不开（可能没有传全，或压缩方式少见）；请解压以后一个一个传。"
        raise DraftError(said) from error


def _read(name: str, archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Iterator[Original]:
    left = _MOST_BYTES
    for entry in entries:
        if entry.flag_bits & _ENCRYPTED:
            raise DraftError(f"{name} 加了密码；请解压以后再传。")
        # What an entry says of its own size proves nothing.
        with archive.open(entry) as stream:
            found = stream.read(min(MAX_BYTES, left) + 1)
        left -= len(found)
        if left < 0:
            said = f"{name} 解开以后超过 {_MOST_BYTES // 1024 // 1024} MB；请分几个压缩包。"
            raise DraftError(said)
        yield Original(_own_name(entry), found)


def _beside(entry: zipfile.ZipInfo) -> bool:
    """Folders, and what systems put in beside the papers."""
    parts = PurePosixPath(entry.filename.replace("\\", "/")).parts
    hidden = any(part.startswith(".") and part.strip(".") for part in parts)
    return entry.is_dir() or hidden or "__MACOSX" in parts or parts[-1:] in {("Thumbs.db",), ("desktop.ini",)}


def _own_name(entry: zipfile.ZipInfo) -> str:
    """The last part of its name, as Chinese Windows writes it where it says nothing else."""
    name = entry.filename
    if not entry.flag_bits & _UTF8:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("gb18030")
    return clean(name.replace("\\", "/")).rpartition("/")[2][:200] or "文件"
