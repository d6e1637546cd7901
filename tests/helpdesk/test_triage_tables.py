"""Tables in any encoding come out whole, safe to open, and bad ones name the row."""

from __future__ import annotations

import csv
import resource
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bot.errors import UserError
from bot.helpdesk.triage import batch
from bot.helpdesk.triage.export import neutral, write_table
from bot.helpdesk.triage.result import Triage
from bot.helpdesk.triage.tables import read_table
from bot.policy.entrances import main_document
from bot.policy.references import ClauseRef
from bot.settings import Settings, read_settings

OWN = tuple(ClauseRef(main_document(), clause) for clause in ("二十", "五"))


@pytest.fixture
def sort_file(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`triage_file` with a verdict that needs no model."""
    monkeypatch.setattr(
        batch, "analyse", lambda text, where: Triage("loan", OWN, ("省财政厅",), True, 0.9, "=1+1")
    )
    return lambda source, target: batch.triage_file(source, target, read_settings({}))


def rows_of(path: Path) -> list[list[str]]:
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    source = tmp_path / "in.csv"
    source.write_bytes('id,text\r\n1,"您好，想贷款"\r\n2,第二行\r\n'.encode(encoding))
    table = read_table(source)
    assert table.header == ["id", "text"] and table.texts() == ["您好，想贷款", "第二行"]


def test_columns_are_kept_in_order_and_the_new_ones_added(tmp_path: Path, sort_file: Any) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("编号,Text,category\n007,想贷款,旧的\n", encoding="utf-8")
    sort_file(source, target)
    header, row = rows_of(target)
    assert header == ["编号", "Text", "原category", *batch.COLUMNS]
    assert row == ["007", "想贷款", "旧的", "loan", "二十;五", "省财政厅", "true", "0.9", "'=1+1"]


@pytest.mark.parametrize(
    "cell", ["=cmd|'/c calc'!A0", "+x", "-x", "@SUM(A1)", "\tx", "\rx", "  =1", "＝1", "-1+cmd"]
)
def test_formulas_are_neutralised(cell: str) -> None:
    assert neutral(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["-5", "+3.5", "1,000", "-1e5", "-3%", 7, -2.5, None, "a=b", ""])
def test_numbers_and_plain_text_stay(cell: Any) -> None:
    assert neutral(cell) == cell


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "空"),
        ("a,b\n1,2\n", "没有 text 列；现有的列：a、b"),
        ('text\n好\n"没有收尾\n又一行\n', "第 3 行"),
        ('text\n"引"号\n', "第 2 行"),
        ("text,b\n1,2\n1,2,3\n", "第 3 行有 3 格"),
    ],
)
def test_a_bad_table_says_what_and_where(tmp_path: Path, sort_file: Any, content: str, said: str) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(content, encoding="utf-8")
    with pytest.raises(UserError, match=said):
        sort_file(source, target)
    assert list(tmp_path.iterdir()) == [source]


def test_huge_cells_nulls_and_short_rows_are_kept(tmp_path: Path, sort_file: Any) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("text,b\n" + "贷" * 1_000_000 + ",x\n想\0贷款\n", encoding="utf-8")
    sort_file(source, target)
    csv.field_size_limit(1 << 30)
    first, second = rows_of(target)[1:]
    assert len(first[0]) == 1_000_000 and second[:2] == ["想贷款", ""]


def test_spreadsheets_in_and_out(tmp_path: Path, sort_file: Any) -> None:
    book = openpyxl.Workbook()
    book.active.append(["text", "金额"])
    book.active.append(["想贷款", -5])
    book.save(tmp_path / "in.xlsx")
    sort_file(tmp_path / "in.xlsx", tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert sheet["B2"].value == -5
    assert (sheet["H2"].value, sheet["H2"].data_type) == ("'=1+1", "s")


def test_formula_cells_are_read_by_value_and_never_run_again(tmp_path: Path, sort_file: Any) -> None:
    book = openpyxl.Workbook()
    book.active.append(["text", "=HYPERLINK(1)"])
    book.active.append(['="想"&"贷款"', "=1+1"])
    book.save(tmp_path / "in.xlsx")
    assert read_table(tmp_path / "in.xlsx").texts() == ['="想"&"贷款"']  # no program has worked it out yet
    sort_file(tmp_path / "in.xlsx", tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert sheet["A2"].value == '\'="想"&"贷款"' and sheet["B1"].value == "'=HYPERLINK(1)"


def test_a_spreadsheet_without_a_text_column_says_so(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["留言"])
    book.save(tmp_path / "in.xlsx")
    with pytest.raises(UserError, match="没有 text 列；现有的列：留言"):
        read_table(tmp_path / "in.xlsx")


def test_a_broken_spreadsheet_says_so(tmp_path: Path) -> None:
    (tmp_path / "in.xlsx").write_bytes(b"not a zip")
    with pytest.raises(UserError, match="打不开"):
        read_table(tmp_path / "in.xlsx")


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("旧", encoding="utf-8")

    def rows() -> Any:
        yield ["a"]
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        write_table(target, ["text"], rows())
    assert target.read_text(encoding="utf-8") == "旧" and len(list(tmp_path.iterdir())) == 1


def test_the_input_is_never_overwritten(tmp_path: Path, sort_file: Any) -> None:
    source = tmp_path / "in.csv"
    source.write_text("text\n想贷款\n", encoding="utf-8")
    with pytest.raises(UserError, match="同一份文件"):
        sort_file(source, source)


def test_processes_give_the_same_as_one(
    tmp_path: Path, built_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "in.csv"
    source.write_text(
        "text\n创业担保贷款贴息几次\n孩子上学怎么报名\n创业担保贷款贴息几次\n", encoding="utf-8"
    )
    batch.triage_file(source, tmp_path / "one.csv", built_settings)
    monkeypatch.setattr(batch, "_WORTH_PROCESSES", 1)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    batch.triage_file(source, tmp_path / "two.csv", built_settings)
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


def _bomb(path: Path, sheet: Iterable[str]) -> None:
    """An .xlsx that opens, with a sheet of our own writing."""
    book = openpyxl.Workbook()
    book.active.append(["text"])
    book.save(path)
    with zipfile.ZipFile(path) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as whole:
        for name, content in parts.items():
            with whole.open(name, "w", force_zip64=True) as part:
                pieces = (p.encode() for p in sheet) if name.endswith("sheet1.xml") else [content]
                for piece in pieces:
                    part.write(piece)


def _sheet(*inside: str, before: str = "") -> Iterator[str]:
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    yield f'<?xml version="1.0"?>{before}<worksheet xmlns="{namespace}"><sheetData>'
    yield '<row><c t="inlineStr"><is><t>text</t></is></c></row><row><c t="inlineStr"><is><t>'
    yield from inside


_ENTITIES = "".join(
    f"<!ENTITY {name} '{f'&{before};' * 20}'>" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
_END = "</t></is></c></row></sheetData></worksheet>"
_HOSTILE = {
    "large": lambda: _sheet(*["x" * 1_000_000] * 600, _END),
    "entities": lambda: _sheet("&i;", _END, before=f"<!DOCTYPE x [<!ENTITY a 'ha'>{_ENTITIES}]>"),
    "cut": lambda: _sheet("x"),
}


@pytest.mark.parametrize("kind", sorted(_HOSTILE))
def test_a_hostile_spreadsheet_costs_little_and_is_told(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.xlsx"
    _bomb(path, _HOSTILE[kind]())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(UserError, match=r"a\.xlsx"):
        batch.triage_file(path, tmp_path / "out.csv", read_settings({}))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000
    assert not (tmp_path / "out.csv").exists()
