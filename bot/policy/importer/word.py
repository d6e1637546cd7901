"""Reads .docx: everything that Word shows, in its order, with changes accepted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from lxml.etree import _Element

from bot.policy.importer.extract import Extract, row_lines
from bot.policy.importer.word_numbers import Numbering
from bot.policy.importer.word_parts import Parts, attribute, child, children, descend, local

# Properties, deleted and moved-away text, instructions of fields, readings above characters.
_SKIPPED = frozenset(
    "pPr rPr tblPr trPr tcPr sdtPr sdtEndPr sectPr tblGrid del moveFrom delText delInstrText instrText rt "
    "commentRangeStart commentRangeEnd bookmarkStart bookmarkEnd proofErr".split()
)
_SIGNS = {"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_OFF = {"0", "false", "off"}
_UNREAD = {
    "pict": "图片",
    "drawing": "图片",
    "object": "嵌入的对象（表格、公式或附件）",
    "altChunk": "嵌入的另一份文件",
}


def read_word(content: bytes) -> Extract:
    """Paragraphs, tables, text boxes and footnotes; raises UserError for a broken or bloated file."""
    parts = Parts(content)
    reader = _Reader(parts)
    lines = [*reader.blocks(parts.body), reader.left()]
    return Extract("\n".join(lines), title=parts.title(), notes=tuple(reader.remarks(parts)))


class _Reader:
    def __init__(self, parts: Parts) -> None:
        self._numbering = Numbering(parts.one("styles"), parts.one("numbering"))
        self._asides = {
            kind: {attribute(note, "id"): note for part in parts.all(f"{kind}s") for note in part}
            for kind in ("footnote", "endnote")
        }
        self._hanging: list[_Element] = []
        self._held = ""
        self._notes: list[str] = []
        self._hidden: list[str] = []
        self._changed: Counter[str] = Counter()

    def blocks(self, parent: Iterable[_Element]) -> Iterator[str]:
        """Lines of the paragraphs and tables below an element."""
        for element in parent:
            name = local(element)
            if name == "p":
                yield from self._paragraph(element)
            elif name == "tbl":
                yield from self._table(element)
            elif name == "altChunk":
                self._unread(name, "")
            elif name not in _SKIPPED:
                yield from self.blocks(element)

    def left(self) -> str:
        """What a deleted paragraph end at the very end would have drawn into the next paragraph."""
        return self._held

    def remarks(self, parts: Parts) -> list[str]:
        """What an official should know of the reading, in Chinese."""
        notes = list(dict.fromkeys(self._notes))
        if self._changed:
            counts = f"插入 {self._changed['ins']} 处，删除 {self._changed['del']} 处"
            notes.append(f"文件里有没定稿的修订（{counts}），按接受修订后的文字读，请核对")
        if self._hidden:
            notes.append(f"隐藏的文字没有收进来：“{_short('；'.join(self._hidden))}”")
        notes += [f"编号的样式 {form} 不认识，写成了 1、2、3，请核对" for form in self._numbering.unknown]
        notes += list(_around(parts))
        return notes

    def _paragraph(self, paragraph: _Element) -> Iterator[str]:
        marks = descend(paragraph, "pPr", "rPr")
        removed = child(marks, "del") is not None or child(marks, "moveFrom") is not None
        outer, self._hanging = self._hanging, []
        text = "".join(self._inline(paragraph))
        hanging, self._hanging = self._hanging, outer
        if removed:  # its end was deleted: the next paragraph goes on in this line
            self._held += text
        else:
            number = self._numbering.of(paragraph)
            yield number + (self._held + text).lstrip() if number else self._held + text
            self._held = ""
        for aside in hanging:
            yield from self._beside(aside)

    def _beside(self, element: _Element) -> Iterator[str]:
        """What hangs on a paragraph, a text box or a footnote, as lines of its own below it."""
        lines = [line for line in self.blocks(element) if line.strip()]
        if local(element) == "txbxContent":
            yield from lines
            return
        if lines:
            self._notes.append(f"脚注写在了所在段落的后面：“{_short(''.join(lines))}”，请核对")
            yield f"（注：{'；'.join(line.strip() for line in lines)}）"

    def _inline(self, element: Iterable[_Element]) -> Iterator[str]:
        for item in element:
            name = local(item)
            if name in {"ins", "del", "moveTo"} and any(str(text).strip() for text in item.itertext()):
                self._changed["del" if name == "del" else "ins"] += 1
            if name == "t":
                yield item.text or ""
            elif name in _SIGNS:
                yield _SIGNS[name]
            elif name == "sym":
                yield self._symbol(item)
            elif name in {"footnoteReference", "endnoteReference"}:
                aside = self._asides[name.removesuffix("Reference")].get(attribute(item, "id"))
                self._hanging += [] if aside is None else [aside]
            elif name == "txbxContent":
                self._hanging.append(item)
            elif name == "r" and _vanishes(item):
                self._hidden.append("".join(self._inline(item)))
            elif name == "AlternateContent":
                yield from self._inline(_shown(item))
            elif name not in _SKIPPED:
                if name in _UNREAD and _has_picture(item):
                    self._unread(name, _before(item))
                yield from self._inline(item)

    def _symbol(self, item: _Element) -> str:
        """A character of a font of symbols, which means nothing outside that font."""
        self._notes.append(f"“{_before(item)}”后面有一个符号字体的字，读不出来，用 □ 代替")
        return "□"

    def _unread(self, name: str, before: str) -> None:
        place = f"“{before}”那一段里" if before else "文件里"
        self._notes.append(f"{place}有{_UNREAD[name]}，里面的字读不出来，请核对")

    def _table(self, table: _Element) -> Iterator[str]:
        for row in _below(table, "tr"):
            if descend(row, "trPr", "del") is None:
                yield from row_lines([list(self.blocks(cell)) for cell in _below(row, "tc")])


def _below(element: _Element, name: str) -> Iterator[_Element]:
    """Rows of a table or cells of a row, also those inside content controls and insertions."""
    for item in element:
        if local(item) == name:
            yield item
        elif local(item) not in _SKIPPED | {"tr", "tc", "tbl"}:
            yield from _below(item, name)


def _vanishes(run: _Element) -> bool:
    mark = descend(run, "rPr", "vanish")
    return mark is not None and attribute(mark, "val") not in _OFF


def _shown(alternatives: _Element) -> Iterable[_Element]:
    """Of the forms that one thing has for newer and older programs, the first that holds anything."""
    forms = [e for e in alternatives if local(e) in {"Choice", "Fallback"}]
    return next((form for form in forms if len(form)), ())


def _has_picture(item: _Element) -> bool:
    """Whether something is shown that is no text: a picture or an object, and not a mere line or box."""
    return local(item) == "object" or any(local(e) in {"pic", "imagedata", "chart"} for e in item.iter())


def _before(item: _Element) -> str:
    """The beginning of the paragraph that holds an item."""
    holder = next((a for a in item.iterancestors() if local(a) == "p"), None)
    text = "" if holder is None else "".join(e.text or "" for e in holder.iter() if local(e) == "t")
    return text.strip()[:12]


def _around(parts: Parts) -> Iterator[str]:
    """Names what stands around the text: page heads, page feet, comments."""
    for kind, name in (("header", "页眉"), ("footer", "页脚")):
        texts = {_text(part) for part in parts.all(kind)}
        found = "；".join(sorted(text for text in texts if re.search(r"[^\W\d]", text)))
        if found and not re.fullmatch(r"第?\W*页?\W*(?:共\W*页)?", found):
            yield f"{name}没有收进来：“{_short(found)}”"
    comments = [c for part in parts.all("comments") for c in children(part, "comment")]
    if comments:
        yield f"有 {len(comments)} 条批注，没有收进来"


def _text(part: _Element) -> str:
    return "".join(e.text or "" for e in part.iter() if local(e) == "t").strip()


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:60] + "…"
