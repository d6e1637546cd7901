"""The files received as they failed once: each is read whole, or what is missing is named."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest

from bot.errors import UserError
from bot.helpdesk.triage.tables import read_table
from bot.policy.importer.importing import import_document
from bot.settings import Settings
from tests.policy.test_proofs import received

D = dt.date


@dataclass(frozen=True)
class Expected:
    """`numbers` of the clauses; `held` stands in them, `gone` nowhere; `noted` in a note."""

    numbers: str = ""
    held: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    noted: tuple[str, ...] = ()
    title: str = ""
    days: tuple[dt.date, dt.date | None] | None = None


PAPER = "一 二 三 四"
ARTICLES = "第一条 第二条 第三条 第四条"
PAPERS = {
    "b42_auto_articles.docx": Expected(ARTICLES, ("不收费用",), days=(D(2026, 3, 1), None)),
    "b42_numid0.docx": Expected(ARTICLES, gone=("编号读不出来",)),
    "b43_hidden_text.docx": Expected(
        "一 二 三 四 五",
        ("最高20万元，期限三年", "LPR加50个基点，由省财政厅贴息2年", "总和的110%", "十万元以下免除"),
        ("两年",),
        ("修订",),
        days=(D(2026, 2, 1), D(2027, 12, 31)),
    ),
    "b44_footnote.docx": Expected("第一条 第二条 第三条", ("2027年6月30日以前",), noted=("脚注",)),
    "b45_mixed.pdf": Expected(
        "", ("一次性补贴一万元",), noted=("第 1 页第 1 行", "第 1 页第 2 行", "第 1 页第 8 行")
    ),
    "b46_partly_scanned.pdf": Expected(PAPER, ("二十万元",), noted=("第 3–4 页没有文字",)),
    "b47_page_numbers.pdf": Expected(
        "一 二", ("对毕业5年内的大学生", "补贴每人3000元"), days=(D(2026, 1, 8), None)
    ),
    "b48_spaced.pdf": Expected("一 二", ("一址多照",), title="某省人民政府关于支持创业的意见"),
    "b49_layout_table.html": Expected(PAPER, ("一次性补贴1万元",)),
    "b49_gb2312_euro.html": Expected(PAPER, ("€",)),
    "c3_title_in_two_lines.txt": Expected(
        "第一条 第二条 第三条",
        title="中华人民共和国某某代表大会和地方各级某某代表大会代表法",
        days=(D(2025, 3, 11), None),
    ),
    "c5_law_without_title.txt": Expected("第一条 第二条 第三条", noted=("没有找到标题",)),
    "c7_notice_without_marks.txt": Expected("正文", ("提高到30万元",), days=(D(2026, 1, 8), None)),
    "c8_dates_with_spaces.txt": Expected("第一条 第二条 第三条", days=(D(2025, 5, 20), None)),
    "c9_repeated_lines.txt": Expected("一 二 三 四 五 六 七 八", ("责任单位：省市场监管局",), gone=("页眉",)),
    "c17_heavy_markup.html": Expected(PAPER),
    "c19_nbsp_all.html": Expected(ARTICLES, days=(D(2026, 3, 1), None)),
    "c19_breadcrumb_h1.html": Expected("第一条 第二条 第三条", title="某市创业服务的若干规程"),
    "c20_notice_before_rule_expired.txt": Expected(
        "第一条 第二条 第三条", noted=("已经到期",), days=(D(2019, 10, 9), D(2024, 10, 8))
    ),
    "ca_number_skipped.txt": Expected("一 三 四 五", ("最高20万元",), noted=("（三）", "三、组织实施")),
    "cc_newer_yunnan_paper.txt": Expected(PAPER, ("最高30万元",), days=(D(2026, 2, 1), D(2030, 1, 31))),
}


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_is_read_whole(name: str, place: Settings) -> None:
    expected = PAPERS[name]
    imported = import_document(str(received("files") / name), place)
    clauses = imported.document.structure.clauses
    whole = "\n".join(clause.title + clause.text for clause in clauses)
    notes = "\n".join(imported.notes)
    if expected.numbers:
        assert [clause.number for clause in clauses] == expected.numbers.split()
    assert [part for part in expected.held if part not in whole] == []
    assert [part for part in expected.gone if part in whole + notes] == []
    assert [part for part in expected.noted if part not in notes] == []
    info = imported.document.info
    assert expected.title in {"", info.title}
    assert expected.days in {None, (info.valid_from, info.valid_to)}


def test_every_unit_of_the_repeated_lines_is_kept(place: Settings) -> None:
    imported = import_document(str(received("files") / "c9_repeated_lines.txt"), place)
    assert sum("责任单位：" in clause.text for clause in imported.document.structure.clauses) == 8


def test_the_same_law_twice_is_one_version(place: Settings) -> None:
    files = [str(received("files") / f"c22_same_law_copy_{number}.txt") for number in (1, 2)]
    assert [import_document(file, place).status for file in files] == ["new", "unchanged"]


def test_a_reply_in_ofd_is_named_as_such(place: Settings) -> None:
    with pytest.raises(UserError, match="OFD"):
        import_document(str(received("files") / "c16_reply.ofd"), place)


@pytest.mark.parametrize(
    ("name", "letters", "column"),
    [
        ("b30_euro_cp936.csv", 1, "text"),
        ("b53_dimension_A1.xlsx", 5, "text"),
        ("b54_ids.xlsx", 3, "text"),
        ("b55_x000d.xlsx", 2, "text"),
        ("c27_really_xlsx.xls", 1, "text"),
        ("c28_tabs.csv", 2, "text"),
        ("c30_title_rows.xlsx", 2, "text"),
        ("letters.csv", 22, "text"),
        ("letters.csv", 22, "expected"),
    ],
)
def test_a_table_is_read_whole(name: str, letters: int, column: str) -> None:
    texts = read_table(received("files") / name, column).texts()
    assert len(texts) == letters and all(texts)
    assert not any("_x000D_" in text or text != text.strip("\n") for text in texts)


def test_ids_and_days_of_a_table_stay() -> None:
    table = read_table(received("files") / "b54_ids.xlsx")
    first = dict(zip(table.header, table.rows[0], strict=True))
    assert (first["工单号"], first["身份证文本"]) == ("00123", "530102199001011234")
    assert first["日期"] == D(2026, 3, 1)
    assert "身份证数" in table.remarks[0]


def test_a_cut_table_is_refused_with_its_place() -> None:
    with pytest.raises(UserError, match="第 2 行第 11 个字"):
        read_table(received("files") / "b52_cut_byte.csv")
