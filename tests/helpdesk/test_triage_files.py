"""Tables as offices have them: nothing of them is lost, what can't be kept is named."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bot.errors import UserError
from bot.helpdesk.triage import batch
from bot.helpdesk.triage.result import Triage
from bot.helpdesk.triage.tables import Table, read_table
from bot.settings import read_settings

MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
LETTERS = ["怎么注册公司，多少钱", "个体户怎么注销"]


def workbook(*sheets: list[list[Any]], formats: dict[str, str] | None = None) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for number, rows in enumerate(sheets):
        sheet = book.active if number == 0 else book.create_sheet()
        for row in rows:
            sheet.append(row)
    for place, form in (formats or {}).items():
        book.active[place].number_format = form
    return book


def saved(book: openpyxl.Workbook, path: Path, **replaced: tuple[str, str]) -> Path:
    """Save a workbook; `replaced` puts (pattern, text) into its first sheet's XML."""
    kept = io.BytesIO()
    book.save(kept)
    with zipfile.ZipFile(kept) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name.endswith(("sheet1.xml", "sharedStrings.xml")):
                for pattern, by in replaced.values():
                    text = re.sub(pattern.encode(), by.encode(), text)
            new.writestr(name, text)
    return path


def written(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def letters_of(table: Table) -> list[str]:
    return [text for text in table.texts() if text]


@pytest.mark.parametrize("sign", [",", "\t", ";", "|"])
def test_cells_may_be_parted_by_any_sign(sign: str, tmp_path: Path) -> None:
    rows = [["id", "text", "备注"], ["1", LETTERS[0], ""], ["2", LETTERS[1], "x"]]
    kept = io.StringIO()
    csv.writer(kept, delimiter=sign).writerows(rows)
    table = read_table(written(tmp_path / "a.csv", kept.getvalue()))
    assert (table.header, letters_of(table)) == (["id", "text", "备注"], LETTERS)


@pytest.mark.parametrize("name", ["a.xls", "a.csv", "a.dat"])
def test_a_workbook_is_one_whatever_its_name_says(name: str, tmp_path: Path) -> None:
    path = saved(workbook([["text"], *([letter] for letter in LETTERS)]), tmp_path / name)
    assert letters_of(read_table(path)) == LETTERS


def test_text_and_pages_under_a_workbook_s_name_are_read(tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>{n}</td><td>{letter}</td></tr>" for n, letter in enumerate(LETTERS))
    page = f"<html><meta charset=gbk><table><tr><th>序号</th><th>text</th></tr>{rows}</table></html>"
    assert letters_of(read_table(written(tmp_path / "page.xls", page.encode("gbk")))) == LETTERS
    plain = "id\ttext\r\n1\t个体户怎么注销\r\n"
    assert letters_of(read_table(written(tmp_path / "plain.xls", plain.encode("gbk")))) == LETTERS[1:]


def test_an_open_document_sheet_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    cells = "".join(
        f'<table:table-row><table:table-cell office:value-type="string"><text:p>{cell}</text:p>'
        "</table:table-cell></table:table-row>"
        for cell in ("text", *LETTERS)
    )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{MANIFEST}"/>')
        archive.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="1">{cells}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    assert letters_of(read_table(path)) == LETTERS


def test_rows_beyond_what_the_sheet_says_of_its_size_are_read(tmp_path: Path) -> None:
    book = workbook([["编号", "text"], *([n, letter] for n, letter in enumerate(LETTERS))])
    stale = (r'<dimension ref="[^"]*"', '<dimension ref="A1"')
    assert letters_of(read_table(saved(book, tmp_path / "a.xlsx", stale=stale))) == LETTERS


def test_titles_above_the_header_are_named(tmp_path: Path) -> None:
    book = workbook([["2026年留言汇总"], [], ["单位：某局"], ["序号", "Text "], [1, LETTERS[0]]])
    table = read_table(saved(book, tmp_path / "a.xlsx"))
    assert (table.header, letters_of(table)) == (["序号", "Text"], LETTERS[:1])
    assert table.notes == ("表头上面有 2 行，没有写进输出：2026年留言汇总；单位：某局",)
    plain = written(tmp_path / "a.csv", f"2026年留言汇总,\n序号,text\n1,{LETTERS[1]}\n")
    assert letters_of(read_table(plain)) == LETTERS[1:]


def test_the_column_may_be_named(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", f"序号;留言内容\n1;{LETTERS[1]}\n")
    assert letters_of(read_table(path, "留言内容")) == LETTERS[1:]
    with pytest.raises(UserError, match=r"现有的列：序号、留言内容.*--column"):
        read_table(path)


def test_line_breaks_as_xml_writes_them_are_line_breaks(tmp_path: Path) -> None:
    book = workbook(
        [["text"], ["第一段。BREAK\nBREAK\n第二段。BREAK"], ["\n\t\n\t怎么注销？\n"], ["_x005F_x000D_"]]
    )
    path = saved(book, tmp_path / "a.xlsx", breaks=("BREAK", "_x000D_"))
    assert read_table(path).texts() == ["第一段。\n\n第二段。", "怎么注销？", "_x000D_"]
    plain = written(tmp_path / "a.csv", 'text\n"好。_x000D_\n再见。"\n')
    assert read_table(plain).texts() == ["好。\n再见。"]


def test_ids_and_days_are_as_the_sheet_shows_them(tmp_path: Path) -> None:
    head = ["工单号", "编号", "身份证", "日期", "时间", "金额", "text"]
    row = ["00123", 45, "530102199001011230", dt.date(2026, 3, 1), dt.datetime(2026, 3, 1, 8, 5), 0.5, "好"]
    book = workbook([head, row], formats={"B2": "00000"})
    table = read_table(saved(book, tmp_path / "a.xlsx"))
    assert table.rows == [[*row[:1], "00045", *row[2:]]]
    assert table.remarks == {}


@pytest.mark.parametrize(
    ("number", "shown", "damaged"),
    [
        (530102199001011000, "530102199001011000", True),
        (5.301021990010113e17, "530102199001011300", True),
        (530102199001011234, "530102199001011234", False),
        (1000000000000000, "1000000000000000", False),
        (123456789012345, 123456789012345, False),
    ],
)
def test_a_long_number_keeps_its_digits_and_a_damaged_one_is_flagged(
    number: float, shown: Any, damaged: bool, tmp_path: Path
) -> None:
    value = (r"<v>77</v>", f"<v>{number}</v>")
    table = read_table(saved(workbook([["证件", "text"], [77, "好"]]), tmp_path / "a.xlsx", value=value))
    assert table.rows[0][0] == shown
    assert bool(table.remarks) is damaged


def test_an_id_that_a_spreadsheet_shortened_in_a_text_file_is_flagged(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.csv", "证件,text\n5.30102E+17,好\n530102199001011230,好\n530102199001011000,好\n"
    )
    table = read_table(path)
    assert table.rows[1][0] == "530102199001011230"
    assert set(table.remarks) == {0, 2} and "证件" in table.remarks[0]


def test_other_sheets_are_read_or_named(tmp_path: Path) -> None:
    first = [["编号", "text"], [1, LETTERS[0]]]
    book = workbook([["说明"]], first, [["编号", "text"], [2, LETTERS[1]]], [["x", "y"], [1, 2], [3, 4]])
    table = read_table(saved(book, tmp_path / "a.xlsx"))
    assert letters_of(table) == LETTERS
    assert [note.partition("”")[2] for note in table.notes] == [
        "有 1 行，表头不同，没有读",
        "的 1 行接在后面",
        "有 3 行，表头不同，没有读",
    ]


def test_cells_right_of_the_header_are_kept(tmp_path: Path) -> None:
    book = workbook([["text"], ["好", "多出来的"]])
    table = read_table(saved(book, tmp_path / "a.xlsx"))
    assert (table.header, table.rows) == (["text", ""], [["好", "多出来的"]])


def test_a_cut_file_is_refused_with_its_place(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", f"text\n{LETTERS[0]}\n{LETTERS[1]}".encode()[:-1])
    with pytest.raises(UserError, match=r"a\.csv：第 3 行第 7 个字坏了"):
        read_table(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"%PDF-1.4", "PDF"), (b"\xd0\xcf\x11\xe0" + b"x" * 600, "打不开"), (b"\x89PNG123", "图片")],
)
def test_what_is_no_table_is_named(content: bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=said):
        read_table(written(tmp_path / "a.xls", content))


def test_a_remark_has_a_column_of_its_own_only_where_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "analyse", lambda text, where: Triage("tax", (), (), False, 0.9, ""))
    bad = written(tmp_path / "bad.csv", "证件,text\n5.30102E+17,好\n1,好\n")
    good = written(tmp_path / "good.csv", "证件,text\n1,好\n")
    for path in (bad, good):
        batch.triage_file(path, tmp_path / f"out_{path.name}", read_settings({}))
    rows = list(csv.reader((tmp_path / "out_bad.csv").open(encoding="utf-8-sig")))
    assert rows[0][-1] == batch.REMARKS and "15 位" in rows[1][-1] and rows[2][-1] == ""
    assert batch.REMARKS not in (tmp_path / "out_good.csv").read_text(encoding="utf-8-sig")
