"""The files of a draft: read as the knowledge reads them, written as git holds them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from bot.policy.documents import Document, read_document
from bot.policy.importer.folder import folder_name

DOCUMENT, TEXT, PROVISIONS = "document.yml", "text.txt", "provisions/desk.yml"


def folder_of(files: Mapping[str, Any]) -> str:
    """The folder of the draft's document, from the data folder; empty where it holds none."""
    found = (path.removesuffix(f"/{DOCUMENT}") for path in files if path.endswith(f"/{DOCUMENT}"))
    return next(found, "")


def load(text: str | None) -> dict[str, Any]:
    """A YAML file that was checked when it came in."""
    content: dict[str, Any] = _with_words(yaml.safe_load(text or "") or {})
    return content


def _with_words(value: Any) -> Any:
    """YAML takes the word «on» for true; as a key it is a word."""
    if isinstance(value, list):
        return [_with_words(item) for item in value]
    if isinstance(value, dict):
        return {"on" if key is True else key: _with_words(item) for key, item in value.items()}
    return value


def dump(content: Mapping[str, Any], before: str | None = None) -> str:
    """The content as YAML, below the comment that headed the file `before`."""
    written = yaml.safe_dump(dict(content), allow_unicode=True, sort_keys=False, width=1000)
    return "".join(_heading(before or "")) + written


def document_of(files: Mapping[str, str | None]) -> Document:
    """The draft's document as the store will read it; raises PolicyDataError."""
    folder = folder_of(files)
    with tempfile.TemporaryDirectory(prefix="draft-") as name:
        write_below(Path(name), files)
        return replace(read_document(Path(name) / folder), folder=Path(folder))


def write_below(root: Path, files: Mapping[str, str | None]) -> None:
    """Write the files that are not taken away below a folder."""
    for path, text in files.items():
        if text is not None:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")


def with_document(
    files: Mapping[str, str | None], content: Mapping[str, Any], text: str | None, *, moves: bool
) -> dict[str, str | None]:
    """The files with another document.yml and text; `moves`: a folder of a new paper bears its number."""
    folder = folder_of(files)
    target = f"documents/{content['region']}/{folder_name(str(content['number']))}" if moves else folder
    changed = {path.replace(folder, target, 1): held for path, held in files.items()}
    changed[f"{target}/{DOCUMENT}"] = dump(content, files.get(f"{folder}/{DOCUMENT}"))
    if text is not None:
        changed[f"{target}/{TEXT}"] = text
    return changed


def written_provisions(files: Mapping[str, str | None]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(path of its file, entry) of every provision of the draft's document."""
    prefix = f"{folder_of(files)}/provisions/"
    for path, text in sorted(files.items()):
        if path.startswith(prefix) and text is not None:
            for entry in load(text).get("provisions", []):
                yield path, entry


def with_provision(
    files: Mapping[str, str | None], slug: str, entry: Mapping[str, Any] | None
) -> dict[str, str | None]:
    """The files with a provision put in the place of the one of that name, added, or (None) left out."""
    places = {held["slug"]: path for path, held in written_provisions(files)}
    path = places.get(slug, f"{folder_of(files)}/{PROVISIONS}")
    held = load(files.get(path)).get("provisions", [])
    own = [dict(entry)] if entry is not None else []
    kept = [new for old in held for new in (own if old["slug"] == slug else [old])]
    if slug not in places:
        kept += own
    text = dump({"provisions": kept}, files.get(path)) if kept else None
    changed = {**files, path: text}
    return changed if text is not None else {name: held for name, held in changed.items() if name != path}


def _heading(text: str) -> Iterator[str]:
    for line in text.splitlines(keepends=True):
        if not line.startswith("#"):
            return
        yield line
