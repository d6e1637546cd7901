"""Reads HTML, and Markdown by way of HTML, as lines of text."""

from __future__ import annotations

import re
from collections.abc import Iterator

import lxml.html
from lxml.etree import ParserError
from markdown_it import MarkdownIt

from bot.errors import UserError
from bot.policy.importer.extract import Extract, table_line

_LEFT_OUT = "script style noscript template nav header footer aside form iframe svg head button".split()
_BLOCKS = frozenset(
    "p div section article main h1 h2 h3 h4 h5 h6 li ul ol dl dt dd blockquote pre table tr br hr".split()
)
_MARK = re.compile(
    r"^\s*(?:第[零〇一二三四五六七八九十百千]+条|[（(]?[一二三四五六七八九十]+[)）、])",
    re.M,
)
# Share of the numbered lines that the document's own part of a page must hold.
_MOST = 0.9


def read_html(html: str) -> Extract:
    """The part of a page that holds the numbered clauses, without what surrounds it."""
    try:
        # Bytes in a known encoding: a declaration inside the page would contradict a text.
        parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=False)
        page = lxml.html.document_fromstring(html.encode("utf-8", "ignore"), parser=parser)
    except (ParserError, ValueError):
        raise UserError("网页里没有内容；请检查文件") from None
    title = " ".join((page.findtext(".//h1") or page.findtext(".//title") or "").split())
    for element in list(page.iter(*_LEFT_OUT)):
        element.drop_tree()  # type: ignore[attr-defined]  # the stubs know plain elements only
    return Extract(_text(_core(page)), title=title)


def read_markdown(text: str) -> Extract:
    """Markdown with its headings, emphasis, tables and comments resolved; lists stay as written."""
    rules = [
        "heading",
        "table",
        "emphasis",
        "strikethrough",
        "html_block",
        "html_inline",
        "newline",
        "fence",
    ]
    # Lists and indented code would swallow the numbers and indents of an official text.
    markdown = MarkdownIt("zero", {"html": True, "breaks": True}).enable(rules)
    try:
        page = lxml.html.document_fromstring(f"<body>{markdown.render(text)}</body>")
    except (ParserError, ValueError):
        raise UserError("文件里没有内容；请检查文件") from None
    return Extract(_text(page), title=" ".join((page.findtext(".//h1") or "").split()))


def _core(page: lxml.html.HtmlElement) -> lxml.html.HtmlElement:
    """The innermost element that holds nearly all numbered lines."""
    core = page
    wanted = len(_MARK.findall(_text(page))) * _MOST
    while wanted:
        inner = next((c for c in core if len(_MARK.findall(_text(c))) >= wanted), None)
        if inner is None or inner.tag in {"table", "tr", "td", "p"}:
            break
        core = inner
    return core


def _text(element: lxml.html.HtmlElement) -> str:
    lines = (" ".join(line.split(" ")).strip(" \r") for line in "".join(_pieces(element)).split("\n"))
    return "\n".join(lines)


def _pieces(element: lxml.html.HtmlElement) -> Iterator[str]:
    """Text of an element; blocks and rows end a line, cells are parted by tabs."""
    if not isinstance(element.tag, str):
        return
    if element.tag == "tr":
        cells = [" ".join("".join(_pieces(c)).split()) for c in element if c.tag in {"td", "th"}]
        yield "\n" + table_line(cells) + "\n"
        return
    block = element.tag in _BLOCKS
    yield "\n" if block else ""
    yield _plain(element.text)
    for child in element:
        yield from _pieces(child)
        yield _plain(child.tail)
    yield "\n" if block else ""


def _plain(text: str | None) -> str:
    """White space in HTML is one space, none where it only breaks a Chinese line."""
    joined = re.sub(r"(?<=[^\x00-\x7f])[ \t\r]*\n\s*(?=[^\x00-\x7f])", "", text or "")
    return re.sub(r"[ \t\r\n]+", " ", joined)
