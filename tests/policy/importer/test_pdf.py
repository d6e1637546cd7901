"""PDF pages: what stands on every page goes, what can't be read is named with its page."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from bot.errors import UserError
from bot.policy.importer.pages import ranges
from bot.policy.importer.pdf import UNREADABLE, read_pdf
from bot.policy.importer.tidy import tidy
from bot.policy.numerals import chinese_numeral

FULL = "小店可以申请贷款由财政贴息百分之五十期限不超过二年利息按季结算"


class Book:
    """A PDF page by page; lines from the top, feet at the bottom."""

    def __init__(self) -> None:
        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
        self._kept = io.BytesIO()
        self._canvas = Canvas(self._kept, pageCompression=0)

    def page(self, lines: Sequence[str] = (), foot: str = "", head: str = "", picture: float = 0.0) -> Book:
        canvas = self._canvas
        canvas.setFont("STSong-Light", 12)
        for position, line in enumerate(lines):
            canvas.drawString(60, 740 - 25 * position, line)
        if head:
            canvas.drawString(200, 800, head)
        if foot:
            canvas.drawString(280, 40, foot)
        if picture:
            canvas.drawImage(ImageReader(Image.new("L", (9, 9))), 0, 0, 595 * picture, 842)
        canvas.showPage()
        return self

    def bytes(self) -> bytes:
        self._canvas.save()
        return self._kept.getvalue()


def unmapped(*lines: tuple[str, bool]) -> bytes:
    """One page of (line, whether its font tells which characters its glyphs are)."""
    shown = "".join(
        f"/F1 14 Tf <{line.encode('gbk').hex()}> Tj T*\n"
        if mapped
        else f"/F2 14 Tf <{''.join(f'{0x1800 + 37 * i:04x}' for i in range(len(line)))}> Tj T*\n"
        for line, mapped in lines
    )
    content = f"BT 60 780 Td 24 TL\n{shown}ET"
    font = "<</Type/Font/Subtype/Type0/BaseFont/{0}/Encoding/{1}/DescendantFonts[{2} 0 R]>>"
    glyphs = (
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/{0}/CIDSystemInfo"
        "<</Registry(Adobe)/Ordering({1})/Supplement 0>>/FontDescriptor 9 0 R/DW 1000>>"
    )
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        "/Resources<</Font<</F1 5 0 R/F2 6 0 R>>>>>>",
        f"<</Length {len(content)}>>stream\n{content}\nendstream",
        font.format("Song", "GBK-EUC-H", 7),
        font.format("ABCDEF+Song", "Identity-H", 8),
        glyphs.format("Song", "GB1"),
        glyphs.format("ABCDEF+Song", "Identity"),
        "<</Type/FontDescriptor/FontName/Song/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent 800"
        "/Descent 0/CapHeight 800/StemV 80>>",
    ]
    body = "".join(f"{number} 0 obj{text}\nendobj\n" for number, text in enumerate(objects, 1))
    return f"%PDF-1.4\n{body}trailer<</Root 1 0 R/Size 10>>\n%%EOF".encode()


def text_of(content: bytes) -> tuple[str, list[str]]:
    return tidy(read_pdf(content))


def test_pages_without_text_are_named() -> None:
    content = (
        Book().page([FULL]).page(picture=0.9).page(picture=0.9, foot="3").page([FULL, "好。"]).page()
    ).bytes()
    text, notes = text_of(content)
    assert FULL in text
    assert [note for note in notes if "扫描" in note] == [
        "第 2–3 页没有文字，像是扫描的图片，没有读进来；请补上这几页的文字"
    ]


def test_a_page_of_text_with_a_large_picture_is_named_and_one_with_a_stamp_is_not() -> None:
    notes = read_pdf(Book().page([FULL], picture=0.5).page([FULL], picture=0.1).bytes()).notes
    assert len(notes) == 1 and notes[0].startswith("第 1 页有大幅图片")


def test_a_sentence_over_page_ends_has_no_page_number_in_it() -> None:
    content = (
        Book().page([f"（一）{FULL}", "补贴每人"], "1").page(["3000元，毕业"], "2").page(["5年内领完。"], "3")
    )
    text, notes = text_of(content.bytes())
    assert text == f"（一）{FULL}补贴每人3000元，毕业5年内领完。\n"
    assert "去掉了 3 处页码" in notes


@pytest.mark.parametrize("foot", ["— {} —", "第 {} 页", "第{}页 共3页", "{}/3", "- {} -"])
def test_page_numbers_of_all_forms_go(foot: str) -> None:
    book = Book()
    for page in (1, 2, 3):
        book.page([f"（{'一二三'[page - 1]}）好。"], foot.format(page))
    assert text_of(book.bytes())[0] == "（一）好。\n\n（二）好。\n\n（三）好。\n"


def test_a_number_that_counts_no_pages_stays() -> None:
    text, _ = text_of(Book().page([f"（一）{FULL}最高", "5000"]).page(["（二）好。", "20"]).bytes())
    assert "5000" in text and "20" in text


def test_heads_on_every_page_go_and_are_named_and_lines_that_recur_stay() -> None:
    book = Book()
    for page in "一二三四":
        book.page(
            [f"（{page}）好的。", "责任单位：省财政厅", *["补充。"] * (1 + "一二三四".index(page))],
            head="某省人民政府公报",
        )
    text, notes = text_of(book.bytes())
    assert text.count("责任单位：省财政厅") == 4 and "公报" not in text
    assert any("“某省人民政府公报”（4 处）" in note for note in notes)


def test_a_line_that_cannot_be_read_is_named_with_its_place() -> None:
    content = unmapped((FULL, True), ("（一）简化登记。", True), ("（二）贷款", False))
    text, notes = text_of(content)
    assert UNREADABLE * 5 in text
    assert any(note.startswith("第 1 页第 3 行（在“（一）简化登记。”之后）有 5 个字") for note in notes)


def test_a_file_of_which_nothing_can_be_read_is_refused() -> None:
    with pytest.raises(UserError, match="对照表"):
        read_pdf(unmapped((FULL, False)))


def test_blanks_between_all_characters_go_and_blanks_between_words_stay() -> None:
    lines = [
        " ".join("某省人民政府关于支持小店的意见"),
        " ".join("（一）最高20万元。"),
        "附件 1 2026年小店名单",
    ]
    text, notes = text_of(Book().page(lines).bytes())
    assert text.split("\n\n")[:2] == ["某省人民政府关于支持小店的意见", "（一）最高20万元。"]
    assert "附件 1 2026年小店名单" in text
    assert any(note.startswith("2 行的字与字之间有空格") for note in notes)


def test_pages_are_said_in_spans() -> None:
    assert ranges([1, 3, 4, 5, 9]) == "1、3–5、9"


def test_a_line_that_follows_its_like_is_not_lost() -> None:
    lines = [
        f"（一）{FULL}。",
        "责任单位：省级财政部门",
        "责任单位：省级财政部门",
        "责任单位：省级财政部门",
        "（二）好。",
    ]
    assert read_pdf(Book().page(lines).bytes()).text.split("\n") == lines


def test_many_pages_lose_their_numbers_and_heads_and_nothing_else() -> None:
    book = Book()
    for number in range(1, 13):
        body = [f"（{chinese_numeral(number)}）{FULL}。", *[FULL] * 3, f"第{number}类好。"]
        book.page(body, str(number), head=f"某省公报 2026年第{number}期")
    extract = read_pdf(book.bytes())
    assert extract.text.replace("\n", "").count(FULL) == 48
    assert extract.text.count("类好。") == 12 and "公报" not in extract.text
    assert [note[:6] for note in extract.notes] == ["去掉了 12", "去掉了每页重"]
