"""An official text (file or address) becomes a document folder where documents lie."""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.cleaning import clean
from bot.errors import PolicyDataError, UserError
from bot.policy.documents import Document, read_document, read_documents
from bot.policy.importer.fetch import fetch
from bot.policy.importer.folder import (
    add_text,
    copies,
    fill_folder,
    folder_for,
    same_clauses,
    versions,
    write_folder,
)
from bot.policy.importer.metadata import Metadata, find_metadata, short_name
from bot.policy.importer.reading import read_apart
from bot.policy.importer.recognise import Recognised, recognise
from bot.policy.importer.source import Original, is_address, read_file
from bot.policy.importer.tidy import tidy
from bot.settings import Settings

# What programs call a file that nobody gave a title.
_NO_TITLE = re.compile(
    r"^(?:untitled|anonymous|microsoft word|无标题|文档\s*\d*$|新建)|\.(?:docx?|pdf|wps)$", re.I
)


@dataclass(frozen=True)
class Given:
    """What the official says of the document; it outweighs what the text says."""

    number: str = ""
    title: str = ""
    valid_from: dt.date | None = None


@dataclass(frozen=True)
class Imported:
    """What became of an import: `status` is new, version (an older one is kept) or unchanged."""

    status: str
    folder: Path
    document: Document
    notes: tuple[str, ...]


def import_document(
    source: str, settings: Settings, given: Given | None = None, dry_run: bool = False
) -> Imported:
    """Read, recognise and keep a document; raises UserError and then leaves everything as it was."""
    held = held_documents(settings)
    found, meta = understand(read_original(source, settings), given or Given(), held)
    known, text = versions(held, meta.number), found.text
    again = next(
        (v for v in [*known, *copies(held, meta.title)] if same_clauses(v.structure, found.structure)), None
    )
    if again:
        return Imported("unchanged", again.folder, again, ())
    origin = source if is_address(source) else Path(source).name
    bare = next((d for d in known if not d.text and d.info.valid_from == meta.valid_from), None)
    if bare:
        # Its provisions are held already; what was missing is the text.
        if not dry_run:
            add_text(bare.folder, text, meta.notes, origin)
        document = _as_read(bare.folder, meta, text)
        return Imported("new", bare.folder, document, tuple(meta.notes))
    notes = [*meta.notes, *settle_dates(meta, known)]
    folder = folder_for(settings.document_dir, meta)
    document = _as_read(folder, meta, text)
    if not dry_run:
        write_folder(folder, meta, text, origin, notes)
    return Imported("version" if known else "new", folder, document, tuple(notes))


def held_documents(settings: Settings) -> list[Document]:
    """Every document that is held, published ones too; none where there is no folder yet."""
    if not settings.document_dir.is_dir():
        return []
    return read_documents(settings.document_dir, settings.published_dir / "documents")


def read_original(source: str, settings: Settings) -> Original:
    """The bytes of a file or an address; raises UserError."""
    if is_address(source):
        return fetch(source, private=bool(settings.import_private))
    return read_file(Path(source))


def understand(original: Original, given: Given, held: Sequence[Document]) -> tuple[Recognised, Metadata]:
    """The text of a file with what it says of itself; raises UserError where nothing can be read in it."""
    extract = read_apart(original)
    text, notes = tidy(extract)
    given = replace(given, number=clean(given.number).strip(), title=clean(given.title).strip())
    try:
        found = recognise(text)
    except UserError as error:
        raise UserError(f"{original.name}：{error}") from None
    stem = clean(Path(original.name).stem)
    own = "" if _NO_TITLE.search(extract.title) else clean(extract.title)
    meta = find_metadata(found, given.title or own or stem, held)
    if meta.title == stem and not given.title:
        meta.notes.insert(0, f"没有找到标题，先用文件名“{stem}”代替；可用 --title 指定")
    meta.notes = [*notes, *found.notes, *meta.notes]
    _apply(meta, given, held)
    return found, meta


def _apply(meta: Metadata, given: Given, held: Sequence[Document]) -> None:
    if given.title:
        meta.title = given.title
        meta.number = short_name(given.title, held) if meta.kind == "law" else meta.number
    meta.number = given.number or meta.number
    meta.valid_from = given.valid_from or meta.valid_from
    if not meta.number:
        raise UserError("没有找到文号，也没有标题；请用 --number 指定")


def settle_dates(meta: Metadata, known: Sequence[Document]) -> list[str]:
    """Give the document a day to begin on that none of its other versions has."""
    today = dt.date.today()
    notes = []
    if meta.valid_from is None:
        meta.valid_from = today
        notes.append(f"没有找到日期，先从导入这一天（{today}）算起；可用 --valid-from 指定")
    taken = {version.info.valid_from for version in known}
    if meta.valid_from in taken:
        if today in taken:
            raise UserError(
                f"“{meta.number}”从 {today} 起的一版已经有了，文字不同；请用 --valid-from 说明这一版从哪天起"
            )
        notes.append(
            f"旧版也从 {meta.valid_from} 起，这一版先从导入这一天（{today}）算起；可用 --valid-from 指定"
        )
        meta.valid_from = today
    if known:
        notes.append(f"“{meta.number}”原有 {len(known)} 版，都留着；相邻的旧版到新版开始的前一天为止")
    return notes


def _as_read(folder: Path, meta: Metadata, text: str) -> Document:
    """The document as the store will read it, so that nothing is kept that can't be built."""
    with tempfile.TemporaryDirectory() as draft:
        fill_folder(Path(draft), meta, text, "", ())
        try:
            return replace(read_document(Path(draft)), folder=folder)
        except PolicyDataError as error:
            raise UserError(f"导入的内容建不了库：{error}") from None
