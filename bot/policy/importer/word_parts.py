"""The parts of a .docx as XML, and small steps through them by local name.

Files of Word, WPS and LibreOffice, transitional and strict, name the same things in different name spaces.
"""

from __future__ import annotations

import io
import posixpath
import zipfile

from lxml import etree
from lxml.etree import _Element

from bot.errors import UserError

_MAX_UNPACKED = 100 * 1024 * 1024
_MAX_PARTS = 5_000
_BROKEN = ".docx 文件是坏的，打不开；请用 Word 或 WPS 打开后另存一份"


class Parts:
    """The main part and those that it refers to; raises UserError for a broken or bloated file."""

    def __init__(self, content: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
            self._check_size()
            self._main = next(iter(self._targets("", "officeDocument")), "word/document.xml")
            self.body = self._body()
        except (zipfile.BadZipFile, etree.XMLSyntaxError, EOFError, OSError, KeyError, ValueError) as error:
            raise UserError(_BROKEN) from error

    def all(self, kind: str) -> list[_Element]:
        """The parts of a kind that the document refers to: styles, numbering, footnotes, header …"""
        try:
            found = [self._read(target) for target in self._targets(self._main, kind)]
        except (zipfile.BadZipFile, etree.XMLSyntaxError, EOFError, OSError, ValueError) as error:
            raise UserError(_BROKEN) from error
        return [part for part in found if part is not None]

    def one(self, kind: str) -> _Element | None:
        return next(iter(self.all(kind)), None)

    def title(self) -> str:
        """What the file's properties call it."""
        core = self._read(next(iter(self._targets("", "core-properties")), "docProps/core.xml"))
        return (core.findtext("{*}title") or "").strip() if core is not None else ""

    def _body(self) -> _Element:
        document = self._read(self._main)
        body = child(document, "body")
        if body is None:
            raise UserError(_BROKEN)
        return body

    def _check_size(self) -> None:
        parts = self._archive.infolist()
        if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > _MAX_UNPACKED:
            raise UserError("文件解开后太大，不像是公文；请核对文件，或另存为文本再导入")

    def _targets(self, part: str, kind: str) -> list[str]:
        folder, name = posixpath.split(part)
        links = self._read(posixpath.join(folder, "_rels", f"{name}.rels"))
        found = [r for r in children(links, "Relationship") if attribute(r, "Type").endswith(f"/{kind}")]
        return [posixpath.normpath(posixpath.join("/", folder, attribute(r, "Target")))[1:] for r in found]

    def _read(self, name: str) -> _Element | None:
        names = set(self._archive.namelist())
        if name not in names:
            return None
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        return etree.fromstring(self._archive.read(name), parser)


def local(element: _Element) -> str:
    """The name of an element without its name space; empty for comments."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: _Element | None, name: str) -> str:
    """The value of an attribute by its local name, else empty."""
    if element is None:
        return ""
    return next((str(v) for key, v in element.attrib.items() if str(key).rpartition("}")[2] == name), "")


def children(element: _Element | None, name: str) -> list[_Element]:
    """The children of a name."""
    return [] if element is None else [e for e in element if local(e) == name]


def child(element: _Element | None, name: str) -> _Element | None:
    return next(iter(children(element, name)), None)


def descend(element: _Element | None, *names: str) -> _Element | None:
    """The first child of the first child …, by names."""
    for name in names:
        element = child(element, name)
    return element
