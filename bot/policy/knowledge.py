"""Everything under the data folder that answers rest on, read and refused where it is malformed.

An official corrects the YAML, so every complaint names file, line and remedy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.errors import PolicyDataError
from bot.policy.documents import Document, FiledProvision, read_document, read_documents
from bot.policy.matters import FiledMatter, read_matters


@dataclass(frozen=True)
class Knowledge:
    """All matters by slug, and all documents with their provisions."""

    matters: dict[str, FiledMatter]
    documents: list[Document]

    def provisions(self) -> Iterator[tuple[Document, FiledProvision]]:
        """Every provision with its document."""
        for document in self.documents:
            for filed in document.provisions:
                yield document, filed


def matter_dir(data: Path) -> Path:
    return data / "matters"


def document_dir(data: Path) -> Path:
    return data / "documents"


def read_knowledge(data: Path, documents_in: Path | None = None, published: Path | None = None) -> Knowledge:
    """Read all matters and documents; raises PolicyDataError listing every malformed file.

    `documents_in`: where the documents lie, if not below `data`. `published`: what the knowledge desk
    published; it stands for what has the same name in the data.
    """
    problems: list[str] = []
    matters: dict[str, FiledMatter] = {}
    documents: list[Document] = []
    try:
        matters = read_matters(matter_dir(data), published and matter_dir(published))
    except PolicyDataError as error:
        problems += error.problems
    try:
        documents = read_documents(documents_in or document_dir(data), published and document_dir(published))
    except PolicyDataError as error:
        problems += error.problems
    if problems:
        raise PolicyDataError(problems)
    return Knowledge(matters, documents)


def read_part(data: Path, folders: Iterable[Path], published: Path | None = None) -> Knowledge:
    """All matters, and of the documents only those below `folders`; raises PolicyDataError."""
    problems: list[str] = []
    matters: dict[str, FiledMatter] = {}
    documents = []
    try:
        matters = read_matters(matter_dir(data), published and matter_dir(published))
    except PolicyDataError as error:
        problems += error.problems
    for folder in folders:
        if not folder.is_dir():
            problems.append(f"{folder}: 没有这个文件夹；请写文件的文件夹，例如 data/documents/530000/…")
            continue
        for info in sorted(folder.rglob("document.yml")):
            try:
                documents.append(read_document(info.parent))
            except PolicyDataError as error:
                problems += error.problems
    if problems:
        raise PolicyDataError(problems)
    return Knowledge(matters, documents)


def input_files(
    data: Path, documents_in: Path | None = None, published: Path | None = None
) -> Iterable[Path]:
    """The files that the policy store is made from, in a fixed order."""
    yield from (path for path in [data / "national_law.yml"] if path.exists())
    beside = (matter_dir(published), document_dir(published)) if published else ()
    for root in (matter_dir(data), documents_in or document_dir(data), *beside):
        yield from sorted(p for p in root.rglob("*") if p.suffix in {".yml", ".txt"})
