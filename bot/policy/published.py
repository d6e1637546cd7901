"""What the knowledge desk published, in a folder beside the data and laid out like it.

A folder of a document, or a file of a matter, that lies there stands for the one of the same name in the
data. Once the data holds the same, it is dropped, so that what git changes later is not hidden.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

MATTERS, DOCUMENTS = "matters", "documents"


def layered(pattern: str, folder: Path, published: Path | None = None) -> list[Path]:
    """What fits a pattern below `folder`, in order; of the same name below both, that of `published`."""
    found = {
        path.relative_to(root).parts: path
        for root in _roots(folder, published)
        for path in root.glob(pattern)
    }
    return [found[name] for name in sorted(found)]


def units(root: Path) -> Iterator[Path]:
    """What lies below a data folder, each as a whole: the file of a matter, the folder of a document."""
    yield from sorted((root / MATTERS).glob("*/*.yml"))
    yield from sorted(p for p in (root / DOCUMENTS).glob("*/*") if p.is_dir() and p.name[0] != ".")


def swap(published: Path, candidate: Path) -> None:
    """Put a candidate in the place of what was published."""
    aside = _aside(published)
    shutil.rmtree(aside, ignore_errors=True)
    if published.exists():
        published.rename(aside)
    candidate.rename(published)
    shutil.rmtree(aside, ignore_errors=True)


def recover(published: Path) -> None:
    """Take back what a swap had put aside when the power went."""
    aside = _aside(published)
    if aside.is_dir() and not published.exists():
        aside.rename(published)


def _aside(published: Path) -> Path:
    return published.with_name(f".{published.name}-before")


def drop_settled(published: Path, data: Path, documents: Path) -> list[str]:
    """Drop what the data holds in the same words by now; the names of what both hold differently."""
    differing = []
    for unit in list(units(published)):
        name = unit.relative_to(published)
        own = _in_data(name, data, documents)
        if not own.exists():
            continue
        if contents(unit) == contents(own):
            shutil.rmtree(unit) if unit.is_dir() else unit.unlink()
        else:
            differing.append(str(name))
    return differing


def export(published: Path, data: Path, documents: Path) -> list[Path]:
    """Write what was published into the data, in place of what is there; the files that were written."""
    written = []
    for unit in units(published):
        own = _in_data(unit.relative_to(published), data, documents)
        if unit.is_dir() and own.exists():
            shutil.rmtree(own)
        for name, content in contents(unit).items():
            path = own / name if name else own
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            written.append(path)
    return written


def contents(unit: Path) -> dict[str, bytes]:
    """Name below the unit (empty for a file itself) → bytes."""
    if unit.is_file():
        return {"": unit.read_bytes()}
    return {str(p.relative_to(unit)): p.read_bytes() for p in sorted(unit.rglob("*")) if p.is_file()}


def _in_data(name: Path, data: Path, documents: Path) -> Path:
    return documents.joinpath(*name.parts[1:]) if name.parts[0] == DOCUMENTS else data / name


def _roots(folder: Path, published: Path | None) -> list[Path]:
    return [folder, published] if published else [folder]
