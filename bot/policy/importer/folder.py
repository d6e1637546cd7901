"""Document folders: finds the one that holds a text already, writes a new one whole or not at all."""

from __future__ import annotations

import re
import shutil
import tempfile
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from bot.errors import UserError
from bot.policy.documents import Document
from bot.policy.importer.metadata import Metadata, plain_title
from bot.policy.structure import Structure

TO_CHECK = "to_check.md"
_LONGEST_NAME = 240  # bytes
_HEADING = "# {title}的登记信息，由导入得来；请对照 to_check.md 核对。text.txt 是它的原文。\n"


def same_clauses(one: Structure, other: Structure) -> bool:
    """Whether two texts lay down the same; how they are set, and what stands above them, may differ."""
    return [(c.number, _letters(c.title + c.text)) for c in one.clauses] == [
        (c.number, _letters(c.title + c.text)) for c in other.clauses
    ]


def copies(documents: Sequence[Document], title: str) -> list[Document]:
    """Documents held under another number whose title is this one, with or without the nation or a year."""
    wanted = plain_title(title)
    return [document for document in documents if wanted and plain_title(document.info.title) == wanted]


def versions(documents: Sequence[Document], number: str) -> list[Document]:
    """The versions held of a document, the newest first."""
    held = [document for document in documents if document.info.number == number]
    return sorted(held, key=lambda document: document.info.valid_from, reverse=True)


def folder_for(document_dir: Path, meta: Metadata) -> Path:
    """Where a document goes: its number, with the day it begins where the number is taken."""
    plain = document_dir / meta.region / folder_name(meta.number)
    return plain.with_name(f"{plain.name}@{meta.valid_from}") if plain.exists() else plain


def folder_name(number: str) -> str:
    """The name of a document's folder; UserError where its number gives none."""
    name = re.sub(r'[/\\:*?"<>|\x00-\x1f]+', "_", number).strip(". ")
    # Room for «@2026-01-01» in what a file system takes; half a character is none.
    name = name.encode()[:_LONGEST_NAME].decode(errors="ignore").strip(". ")
    if not name:
        raise UserError(f"文号“{number}”不能用作文件夹的名字；请用 --number 指定")
    return name


def write_folder(folder: Path, meta: Metadata, text: str, origin: str, notes: Sequence[str]) -> None:
    """Write the folder beside its place and move it in, so that a stop half-way leaves nothing."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".import-", dir=folder.parent))
    except OSError as error:
        raise UserError(
            f"{folder.parent} 写不了（{error.strerror}）；请检查 BOT_POLICY_DIR 和 BOT_DATA_DIR"
        ) from None
    try:
        draft.chmod(0o755)
        fill_folder(draft, meta, text, origin, notes)
        draft.rename(folder)
    except OSError as error:
        raise UserError(f"{folder} 写不了（{error.strerror}）；请检查磁盘和权限") from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def add_text(folder: Path, text: str, notes: Sequence[str], origin: str) -> None:
    """Put the text into the folder of a document of which only the provisions were held."""
    draft = folder / f".{TO_CHECK}"
    try:
        draft.write_text(text, encoding="utf-8")
        _write_notes(folder, folder.name, origin, notes)
        draft.replace(folder / "text.txt")
    except OSError as error:
        raise UserError(f"{folder} 写不了（{error.strerror}）；请检查磁盘和权限") from None
    finally:
        draft.unlink(missing_ok=True)


def fill_folder(folder: Path, meta: Metadata, text: str, origin: str, notes: Sequence[str]) -> None:
    """document.yml, text.txt and the list of what an official should look at."""
    (folder / "document.yml").write_text(document_yaml(meta), encoding="utf-8")
    (folder / "text.txt").write_text(text, encoding="utf-8")
    _write_notes(folder, meta.number, origin, notes)


def _write_notes(folder: Path, number: str, origin: str, notes: Sequence[str]) -> None:
    lines = [f"# {number}：导入时拿不准的地方", "", f"来源：{origin}", ""]
    lines += [f"- {note}" for note in notes] or ["没有拿不准的地方。"]
    (folder / TO_CHECK).write_text("\n".join(lines) + "\n", encoding="utf-8")


def document_yaml(meta: Metadata) -> str:
    """What was found of a document, as its document.yml."""
    content: dict[str, Any] = {
        name: getattr(meta, name)
        for name in (
            "number", "title", "kind", "level", "region", "issuer", "signed", "published", "basis",
            "valid_from", "valid_to", "validity_note",
        )
    }  # fmt: skip
    content["certainty"] = {"text": "held", "in_force": "unconfirmed"}
    if meta.basis:
        content["basis"] = {"number": meta.basis[0], "title": meta.basis[1]}
    heading = _HEADING.format(title=meta.title or meta.number)
    return heading + yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=1000)


def _letters(text: str) -> str:
    """A text without what two copies of it are set differently in: white space, width, form of quotes."""
    narrow = unicodedata.normalize("NFKC", re.sub(r"\s+", "", text))
    return narrow.translate(str.maketrans("“”‘’「」", '""\'\'""'))
