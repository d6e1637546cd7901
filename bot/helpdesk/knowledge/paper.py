"""A file or an address becomes the files of a draft, with every doubt of the reading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import UserError
from bot.helpdesk.knowledge.drafts import DraftError
from bot.helpdesk.knowledge.files import DOCUMENT, TEXT, dump, load
from bot.policy.documents import Document
from bot.policy.importer.folder import copies, document_yaml, folder_name, same_clauses, versions
from bot.policy.importer.importing import Given, settle_dates, understand
from bot.policy.importer.source import Original

# What only the command line can do about a doubt.
_OPTION = re.compile(r"；可用 --[\w-]+ 指定|，请补上 \w+")


@dataclass(frozen=True)
class Paper:
    """A paper as it was read: files of a draft, and what could not be read for certain."""

    title: str
    files: dict[str, str | None]
    doubts: tuple[str, ...]


def read_paper(original: Original, held: Sequence[Document]) -> Paper:
    """Read and recognise a paper; raises DraftError that says what to do with the file."""
    try:
        found, meta = understand(original, Given(), held)
        known = versions(held, meta.number)
        again = next(
            (v for v in [*known, *copies(held, meta.title)] if same_clauses(v.structure, found.structure)),
            None,
        )
        if again:
            raise DraftError(
                f"这份文件已经有了：{again.info.number}《{again.info.title}》；要改请从“改一份文件”进去。"
            )
        notes = [*meta.notes, *settle_dates(meta, known)]
        name = folder_name(meta.number)
    except DraftError:
        raise
    except UserError as error:
        raise DraftError(str(error)) from None
    taken = any(document.folder.name == name for document in held)
    folder = f"documents/{meta.region}/{name}" + (f"@{meta.valid_from}" if taken else "")
    files: dict[str, str | None] = {
        f"{folder}/{DOCUMENT}": dump(load(document_yaml(meta))),
        f"{folder}/{TEXT}": found.text,
    }
    doubts = tuple(dict.fromkeys(_OPTION.sub("", note) for note in notes))
    return Paper(meta.title or meta.number, files, doubts)
