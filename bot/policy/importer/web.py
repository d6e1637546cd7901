"""Reads HTML, and Markdown by way of HTML, as lines of text."""

from __future__ import annotations

import re
from collections.abc import Iterator

import lxml.html
from lxml.etree import ParserError
from markdown_it import MarkdownIt

from bot.errors import UserError
from bot.policy.importer.extract import MARK, Extract, row_lines
from bot.policy.numerals import chinese_numeral

_LEFT_OUT = "script style noscript template nav iframe svg head button input select textarea object".split()
# What stands around the text in a page, but may be the head of the text itself inside it.
_AROUND = "header footer aside".split()
_BLOCKS = frozenset(
    "p div section article main h1 h2 h3 h4 h5 h6 li ul ol dl dt dd blockquote pre table tr br hr form "
    "header footer aside figure figcaption center fieldset".split()
)
_NUMBERED = {"cjk-ideographic": "{}、", "simp-chinese-informal": "{}、", "trad-chinese-informal": "{}、"}
_PLACE = re.compile(r"位置|首页|导航|[>＞»]|^\W*$|[:：]$")
_SENTENCE = re.compile("。")
_LABELLED = re.compile(r"(?:发文字号|发文文号|文号|字号)\W{0,3}([一-鿿]{1,16}[〔\[［]\d{4}[〕\]］]\d+号)")
_NUMBER_LINE = re.compile(r"^\s*[一-鿿]{1,16}\s*[〔\[［(（]\s*\d{4}\s*[〕\]］)）]\s*第?\s*\d+\s*号\s*$", re.M)
_ENDED = re.compile(
    r"(?:有效性|时效性?|效力状态|效力|状态|是否有效)[:：]?(?:已|已经)?(?:失效|废止|无效|被修改|修改)"
)
# Share of the numbered lines that the document's own part of a page must hold.
_MOST = 0.9


def read_html(html: str) -> Extract:
    """The part of a page that holds the numbered clauses, without what surrounds it."""
    page = _parsed(html, "网页里没有内容；请检查文件")
    title = _title(page)
    for element in list(page.iter(*_LEFT_OUT)):
        element.drop_tree()  # type: ignore[attr-defined]  # the stubs know plain elements only
    for element in list(page.iter(*_AROUND)):
        if not any(outer.tag in {"article", "main"} for outer in element.iterancestors()):
            element.drop_tree()  # type: ignore[attr-defined]
    core = _core(page)
    text = _text(core)
    around = _text(page).replace(text, "\n")
    number = _labelled_number(text, around)
    notes = [*_unread(core), *_said_around(around)]
    if number:
        notes.append(f"文号“{number}”取自网页上正文以外的地方，请核对")
    return Extract(f"{number}\n{text}" if number else text, title=title, notes=tuple(notes))


def _parsed(html: str, nothing: str) -> lxml.html.HtmlElement:
    try:
        # Bytes in a known encoding: a declaration inside the page would contradict a text.
        parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=False)
        return lxml.html.document_fromstring(html.encode("utf-8", "ignore"), parser=parser)
    except (ParserError, ValueError):
        raise UserError(nothing) from None


def _title(page: lxml.html.HtmlElement) -> str:
    """What the page calls its text: as its data say, else a heading, else the title of the window."""
    said = [e.get("content", "") for e in page.iter("meta") if e.get("name", "").lower() == "articletitle"]
    headings = [e.text_content() for tag in ("h1", "h2", "h3") for e in page.iter(tag)]
    window = (page.findtext(".//title") or "").strip()
    for found in (*said, *headings, re.split(r"\s*[-_|—–]+\s*", window)[0]):
        title = " ".join(found.split())
        if 4 <= len(title) <= 100 and not _PLACE.search(title):
            return title
    return ""


def _labelled_number(text: str, around: str) -> str:
    """The document's number where only the table beside the text has it."""
    numbers = set(_LABELLED.findall(re.sub(r"[ \t\xa0\u3000]", "", around)))
    return numbers.pop() if len(numbers) == 1 and not _NUMBER_LINE.search(text) else ""


def _said_around(around: str) -> Iterator[str]:
    """What the page says of the text's validity."""
    for said in dict.fromkeys(_ENDED.findall(re.sub(r"[ \t\xa0\u3000\n]", "", around))):
        yield f"网页上写着“{said}”，请核对这份文件是否还有效"


def _unread(core: lxml.html.HtmlElement) -> Iterator[str]:
    """Names pictures and attached files, in which text may stand."""
    pictures = [e for e in core.iter("img") if not _tiny(e)]
    if pictures:
        yield f"网页正文里有 {len(pictures)} 张图片，图里的字没有读进来，请核对"
    files = [
        e for e in core.iter("a") if re.search(r"\.(?:docx?|pdf|xlsx?|wps|et|ofd|zip|rar)$", _address(e))
    ]
    if files:
        names = "、".join(" ".join(e.text_content().split()) or _address(e) for e in files)
        yield f"网页带有附件，没有读进来：{names[:100]}"


def _address(link: lxml.html.HtmlElement) -> str:
    return (link.get("href") or "").partition("?")[0].lower()


def _tiny(picture: lxml.html.HtmlElement) -> bool:
    """Whether a picture is an ornament by its declared size."""
    sizes = [picture.get(side, "").removesuffix("px") for side in ("width", "height")]
    return any(size.isdigit() and int(size) < 60 for size in sizes)


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
    page = _parsed(f"<body>{markdown.render(text)}</body>", "文件里没有内容；请检查文件")
    return Extract(_text(page), title=" ".join((page.findtext(".//h1") or "").split()))


def _core(page: lxml.html.HtmlElement) -> lxml.html.HtmlElement:
    """The innermost element that holds nearly all numbered lines, or else nearly all sentences."""
    counted = MARK if len(MARK.findall(_text(page))) > 1 else _SENTENCE
    core = page
    wanted = len(counted.findall(_text(page))) * _MOST
    while wanted:
        inner = next((c for c in core if len(counted.findall(_text(c))) >= wanted), None)
        if inner is None or inner.tag in {"tr", "p", "ol", "ul"}:
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
        cells = [_text(cell).split("\n") for cell in element if cell.tag in {"td", "th"}]
        yield "".join(f"\n{line}" for line in row_lines(cells)) + "\n"
        return
    block = element.tag in _BLOCKS
    yield "\n" if block else ""
    yield _number(element) if element.tag == "li" else ""
    yield _plain(element.text)
    for child in element:
        yield from _pieces(child)
        yield _plain(child.tail)
    yield "\n" if block else ""


def _number(item: lxml.html.HtmlElement) -> str:
    """The number that a browser shows before an item of an ordered list."""
    outer = item.getparent()
    if outer is None or outer.tag != "ol":
        return ""
    style = outer.get("style", "").replace(" ", "").lower()
    kind = next((kind for kind in _NUMBERED if kind in style), "")
    if "list-style:none" in style or "list-style-type:none" in style or MARK.match(item.text_content()):
        return ""
    start = outer.get("start", "1")
    place = (int(start) if start.isdigit() else 1) + sum(
        e.tag == "li" for e in item.itersiblings(preceding=True)
    )
    return _NUMBERED[kind].format(chinese_numeral(place)) if kind else f"{place}. "


def _plain(text: str | None) -> str:
    """White space in HTML is one space, none where it only breaks a Chinese line."""
    joined = re.sub(r"(?<=[^\x00-\x7f])[ \t\r]*\n\s*(?=[^\x00-\x7f])", "", text or "")
    return re.sub(r"[ \t\r\n]+", " ", joined)
