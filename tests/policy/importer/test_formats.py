"""Every format, made in the test; and files that are none of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from pypdf import PdfWriter
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from bot.errors import UserError
from bot.policy.importer.importing import import_document
from bot.policy.importer.source import MAX_BYTES
from bot.settings import Settings
from tests.policy.importer.conftest import LAW, PAPER

WIDTH = 28


def as_html(text: str) -> bytes:
    lines = text.split("\n")
    rows = "".join(f"<tr><td>{row.replace(chr(9), '</td><td>')}</td></tr>" for row in lines if "\t" in row)
    body = "".join(f"<p>{line}</p>" for line in lines if line and "\t" not in line)
    body = body.replace("<p>任务分工表</p>", f"<p>任务分工表</p><table>{rows}</table>")
    page = f"<nav><p>（一）首页</p></nav><div><div id=x>{body}</div></div><footer>版权所有</footer>"
    head = '<meta charset="gb2312"><title>公文</title><script>var a = "（九）坏。";</script>'
    return f"<!DOCTYPE html><html><head>{head}</head><body>{page}</body></html>".encode("gb18030")


def as_docx(text: str) -> bytes:
    document = docx.Document()
    rows = [line.split("\t") for line in text.split("\n") if "\t" in line]
    for line in text.split("\n"):
        if line and "\t" not in line:
            document.add_paragraph(line)
        if line == "任务分工表":
            table = document.add_table(rows=0, cols=3)
            for row in rows:
                for cell, value in zip(table.add_row().cells, row, strict=True):
                    cell.text = value
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def as_pdf(text: str) -> bytes:
    """Lines of 28 characters, 20 on a page, with page numbers; as an office prints it."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    kept = io.BytesIO()
    canvas = Canvas(kept)
    lines: list[str] = []
    for paragraph in filter(None, text.split("\n")):
        row = "\t" in paragraph
        paragraph = paragraph.replace("\t", " ") if row else paragraph
        step = 60 if row else WIDTH
        lines += [paragraph[i : i + step] for i in range(0, len(paragraph), step)]
    for page, begin in enumerate(range(0, len(lines), 20), 1):
        canvas.setFont("STSong-Light", 12)
        for position, line in enumerate(lines[begin : begin + 20]):
            canvas.drawString(60, 780 - 30 * position, line)
        canvas.drawString(280, 40, f"— {page} —")
        canvas.showPage()
    canvas.save()
    return kept.getvalue()


def as_markdown(text: str) -> bytes:
    lines = [f"| {line.replace(chr(9), ' | ')} |" if "\t" in line else line for line in text.split("\n")]
    table = "\n".join(lines).replace("责任部门（单位） |", "责任部门（单位） |\n|---|---|---|")
    return table.replace("（一）减免租金", "（一）**减免租金**").encode()


MAKERS: dict[str, Callable[[str], bytes]] = {
    "utf8.txt": lambda text: text.encode(),
    "bom.txt": lambda text: text.encode("utf-8-sig"),
    "gb18030.txt": lambda text: text.encode("gb18030"),
    "utf16.txt": lambda text: text.encode("utf-16"),
    "crlf.txt": lambda text: text.replace("\n", "\r\n").encode(),
    "paper.md": as_markdown,
    "paper.html": as_html,
    "paper.docx": as_docx,
    "paper.pdf": as_pdf,
}


@pytest.mark.parametrize("name", MAKERS)
def test_a_paper_reads_the_same_from_every_format(name: str, place: Settings, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(MAKERS[name](PAPER))
    document = import_document(str(path), place).document
    clauses = document.structure.clauses
    assert document.info.number == "某政发〔2021〕9号"
    assert [(c.number, c.title) for c in clauses] == [
        ("一", "减免租金"),
        ("二", "降低费用"),
        ("三", "发放贷款"),
    ]
    assert clauses[2].text.replace(" ", "") == "小店可以申请贷款，由财政贴息50%，期限不超过2年。"
    assert [row.departments[-1] for row in document.structure.annex] == [
        "省国资委",
        "省发展改革委",
        "省财政厅",
    ]


@pytest.mark.parametrize("name", ["utf8.txt", "gb18030.txt", "paper.html", "paper.docx", "paper.pdf"])
def test_a_law_reads_the_same_from_every_format(name: str, place: Settings, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(MAKERS[name](LAW.replace("## ", "").replace("# ", "")))
    document = import_document(str(path), place).document
    assert document.info.number == "小店法"
    assert [c.number for c in document.structure.clauses] == ["第一条", "第二条", "第三条"]
    assert document.structure.clauses[2].text == "本法自2020年7月1日起施行。"
    assert [c.title for c in document.structure.chapters] == ["总则", "附则"]


def zip_bomb() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 150_000_000)
    return kept.getvalue()


def entity_bomb() -> bytes:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    xml = f'<!DOCTYPE d [<!ENTITY a0 "laugh">{entities}]><d>&a9;</d>'
    kept = io.BytesIO(as_docx("（一）好。"))
    with zipfile.ZipFile(kept, "a") as archive:
        archive.writestr("word/document.xml", xml)
    return kept.getvalue()


def scan() -> bytes:
    writer = PdfWriter()
    for _ in range(3):
        writer.add_blank_page(600, 800)
    kept = io.BytesIO()
    writer.write(kept)
    return kept.getvalue()


def locked() -> bytes:
    writer = PdfWriter(io.BytesIO(as_pdf(PAPER)))
    writer.encrypt("secret")
    kept = io.BytesIO()
    writer.write(kept)
    return kept.getvalue()


def pdf_bomb() -> bytes:
    """A page whose content unpacks to 400 MB."""
    import zlib

    packed = zlib.compress(zlib.compress(b"q " * 200_000_000, 9), 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
        b"<</Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n%s\nendstream" % (len(packed), packed),
    ]
    body = b"%PDF-1.4\n"
    for number, content in enumerate(objects, 1):
        body += b"%d 0 obj%s endobj\n" % (number, content)
    return body + b"trailer<</Root 1 0 R/Size 5>>\n%%EOF"


NASTY: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "empty": ("a.txt", lambda: b"", "空的"),
    "blank": ("a.txt", lambda: b"\xef\xbb\xbf \n", "认不出文字|空的"),
    "noise": ("a.txt", lambda: bytes(range(256)) * 40, "认不出文字"),
    "wrong encoding": ("a.txt", lambda: PAPER.encode().decode("latin-1").encode(), "认不出文字"),
    "program": ("a.txt", lambda: b"\x7fELF" + b"\0\1" * 5000, "认不出文字"),
    "picture": ("a.pdf.txt", lambda: b"\x89PNG\r\n" + b"x" * 100, "图片"),
    "old word": ("a.doc", lambda: b"\xd0\xcf\x11\xe0" + b"x" * 100, "另存为 .docx"),
    "other archive": ("a.docx", lambda: zip_of("a.txt"), "不是 .docx"),
    "broken docx": ("a.docx", lambda: as_docx(PAPER)[:2000], "坏的"),
    "no docx": ("a.docx", lambda: b"hello", "坏的"),
    "zip bomb": ("a.docx", zip_bomb, "太大"),
    "entity bomb": ("a.docx", entity_bomb, "坏的|太大|没有认出"),
    "broken pdf": ("a.pdf", lambda: as_pdf(PAPER)[:300], "坏的|没有文字"),
    "no pdf": ("a.pdf", lambda: b"hello", "坏的"),
    "scan": ("a.pdf", scan, "扫描件"),
    "locked pdf": ("a.pdf", locked, "密码"),
    "pdf bomb": ("a.pdf", pdf_bomb, "坏的|太大|没有文字"),
    "too large": ("a.txt", lambda: b"x" * (MAX_BYTES + 1), "MB"),
    "empty page": ("a.html", lambda: "<html><body>的一，。</body></html>".encode(), "没有认出"),
}


def zip_of(name: str) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr(name, "hello")
    return kept.getvalue()


@pytest.mark.parametrize("case", NASTY)
def test_a_useless_file_is_refused_and_nothing_is_written(case: str, place: Settings, tmp_path: Path) -> None:
    name, make, said = NASTY[case]
    (tmp_path / name).write_bytes(make())
    with pytest.raises(UserError, match=said):
        import_document(str(tmp_path / name), place)
    assert not list(place.document_dir.rglob("text.txt"))


@pytest.mark.parametrize("path", ["/dev/zero", "/nowhere/a.txt", "/tmp"])
def test_what_is_no_file_is_refused(path: str, place: Settings) -> None:
    with pytest.raises(UserError, match="不是文件"):
        import_document(path, place)
