"""Encodings as offices write them; what is damaged is refused with its place."""

from __future__ import annotations

import io
import zipfile

import pytest

from bot.errors import UserError
from bot.policy.importer.encoding import decode, decode_html, decode_table
from bot.policy.importer.formats import read
from bot.policy.importer.source import Original

TEXT = "第一条 为了支持小店，制定本办法。\n第二条 小店的租金，减免三成。\n"


def test_the_euro_of_chinese_windows_is_read() -> None:
    content = "第一条 补助小店的租金，最高".encode("gbk") + b"\x80" + "500元。".encode("gbk")
    assert decode(content).endswith("最高€500元。")
    assert decode(content, "gb2312").endswith("最高€500元。")
    assert decode_table(b"text\n" + "要".encode("gbk") + b"\x80\n") == "text\n要€\n"


def test_a_byte_that_is_half_of_a_character_stays_its_half() -> None:
    half = b"\xb0\x80".decode("gbk")
    assert decode_table(b"\xb0\x80" * 3) == half * 3


@pytest.mark.parametrize("cut", [1, 2])
def test_a_cut_text_is_refused_with_its_place(cut: int) -> None:
    content = f"{TEXT}第三条 小店的贷款".encode()[:-cut]
    for read_it in (decode, decode_html, decode_table):
        with pytest.raises(UserError, match="第 3 行第 9 个字坏了（在“第三条 小店的贷”之后"):
            read_it(content)


def test_damage_in_the_middle_is_refused_with_its_place() -> None:
    content = TEXT.encode().replace("租金".encode(), "租".encode() + b"\xe9\x87")
    with pytest.raises(UserError, match="第 2 行第 9 个字"):
        decode_table(content)
    with pytest.raises(UserError, match="第 2 行"):
        decode(b"\xef\xbb\xbf" + content)


def test_two_words_in_gbk_are_no_damaged_utf8() -> None:
    for word in ("联通", "你好", "怎么办执照"):
        assert decode_table(f"text\n{word}\n".encode("gbk")) == f"text\n{word}\n"


def test_markup_does_not_count_as_text() -> None:
    style = ".a{color:#000;margin:0}\n" * 400
    page = f"<html><head><style>{style}</style></head><body><!-- {style} --><p>{TEXT}</p></body></html>"
    assert TEXT in decode_html(page.encode())
    assert "第二条" in read(Original("a", page.encode())).text


def test_a_page_that_declares_another_encoding_is_read_by_its_bytes() -> None:
    assert decode_html(f"<p>{TEXT}</p>".encode(), "gb2312") == f"<p>{TEXT}</p>"
    assert decode_html(f"<p>{TEXT}</p>".encode("gbk"), "utf-8") == f"<p>{TEXT}</p>"


def archive(*names: str) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as made:
        for name in names:
            made.writestr(name, "<x/>")
    return kept.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.ofd", archive("OFD.xml", "Doc_0/Document.xml"), "OFD"),
        ("a.docx", archive("OFD.xml"), "OFD"),
        ("a.xlsx", archive("xl/workbook.xml"), "Excel"),
        ("a.pptx", archive("ppt/presentation.xml"), "演示文稿"),
        ("a.odt", archive("mimetype", "content.xml"), "OpenDocument"),
        ("a.zip", archive("a.txt"), "解开"),
        ("a.rar", b"Rar!\x1a\x07", "压缩包"),
        ("a.rtf", b"{\\rtf1 }", "RTF"),
        ("a.mht", b"MIME-Version: 1.0\r\n", "网页归档"),
    ],
)
def test_what_cannot_be_read_is_named(name: str, content: bytes, said: str) -> None:
    with pytest.raises(UserError, match=said):
        read(Original(name, content))
