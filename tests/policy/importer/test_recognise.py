"""Papers in the typography that they come in: what is numbered, dated and called how."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bot.errors import UserError
from bot.policy.importer.dates import find_dates
from bot.policy.importer.importing import import_document
from bot.policy.importer.recognise import recognise
from bot.policy.importer.titles import find_title
from bot.policy.structure import parse_law, parse_paper
from bot.settings import Settings


def numbers(text: str) -> list[str]:
    return [clause.number for clause in parse_paper(text).clauses]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("一、甲\n（一）子。好。\n（三）寅。好。\n（四）卯。好。\n", ["一", "三", "四"]),
        ("一、甲\n（一）子。好。\n三、丙\n（二）丑。好。\n", ["一", "二"]),
        ("二、乙。好。\n三、丙。好。\n", ["二", "三"]),
        ("一、甲。好。\n二、乙。好。\n二、丙。好。\n三、丁。好。\n", ["一", "二", "二（重号）", "三"]),
        ("一、甲\n（一）子。好。\n（一）丑。好。\n（二）寅。好。\n", ["一", "一（重号）", "二"]),
        ("一、甲。依照第三条\n（三）项办。\n二、乙。好。\n", ["一", "二"]),
        ("一、甲\n（一）项目。好。\n（二）款项。好。\n", ["一", "二"]),
        ("1. 甲。好。\n2. 乙。好，见 1.5 节。\n3. 丙。好。\n", ["1", "2", "3"]),
        ("１．甲。好。\n２．乙。好。\n", ["１", "２"]),
        ("一．甲。好。\n二．乙。好。\n", ["一", "二"]),
        ("一 、 甲。好。\n（ 一 ） 子。好。\n( 二 ) 丑。好。\n", ["一", "二"]),
        ("目 录\n一、甲\n二、乙\n一、甲\n（一）子。好。\n二、乙\n（二）丑。好。\n", ["一", "二"]),
    ],
)
def test_clauses_are_found_however_they_are_numbered(text: str, found: list[str]) -> None:
    assert numbers(text) == found


def test_an_annex_counts_by_itself() -> None:
    annex = "附件\n一、表一。填。\n二、表二。填。\n三、表三。填。\n"
    text = f"一、甲。好。\n二、乙。好。\n某厅\n2026年1月8日\n{annex}"
    assert numbers(text) == ["一", "二"]
    assert any("3 处编号没有当成条款" in note for note in recognise(text).notes)


@pytest.mark.parametrize(
    "lines", [["（一）减租。", "（三）贷款。"], ["（一）减租。", "（二）贷款。", "（二）培训。"]]
)
def test_what_is_skipped_or_repeated_is_named(lines: list[str]) -> None:
    notes = recognise("一、甲\n" + "\n".join(lines) + "\n").notes
    assert any("缺 1 个序号" in note or "出现了两次" in note for note in notes)


def test_a_unit_named_below_the_last_clause_is_its_text() -> None:
    text = "一、甲。好。\n责任单位：省财政厅\n二、乙。好。\n责任单位：省税务局\n某省人民政府\n2026年1月5日\n"
    assert parse_paper(text).clauses[-1].text.endswith("责任单位：省税务局")


NOTICE = (
    "某厅关于延长期限的通知\n某厅发〔2026〕9号\n各市：\n"
    "经研究，期限延长一年。额度不变。\n某厅\n2026年1月8日\n"
)


def test_a_notice_without_numbers_is_one_clause() -> None:
    clause = recognise(NOTICE).structure.clauses[0]
    assert (clause.number, clause.text) == ("正文", "经研究，期限延长一年。额度不变。")
    assert NOTICE[clause.start : clause.end] == clause.text
    without_number = NOTICE.replace("某厅发〔2026〕9号\n", "")
    assert recognise(without_number).structure.clauses[0].text == clause.text


@pytest.mark.parametrize(
    "text", ["今天很好。我们去玩。\n", "个人通知\n今天很好。\n", NOTICE.replace("。", "，")]
)
def test_what_is_no_paper_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="没有认出条款"):
        recognise(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("第一条\xa0\xa0甲。\n第二条\u3000乙。\n", ["第一条", "第二条"]),
        ("第 一 条 甲。\n第 二 条 乙。\n", ["第一条", "第二条"]),
        ("第1条 甲。\n第2条 乙。\n", ["第一条", "第二条"]),
        ("第一条 甲。\n第三条 丙。\n", ["第一条", "第三条"]),
        ("第一条 甲。\n第一条 乙。\n第二条 丙。\n", ["第一条", "第一条（重号）", "第二条"]),
        (
            "第九十九条 甲。\n第一〇〇条 乙。\n第一百零一条 丙。\n",
            ["第九十九条", "第一〇〇条", "第一百零一条"],
        ),
    ],
)
def test_articles_are_found_however_they_are_numbered(text: str, found: list[str]) -> None:
    assert [clause.number for clause in parse_law(text).clauses] == found


D = dt.date
DATES = {
    "自 2025 年 5 月 20 日起施行": (D(2025, 5, 20), None),
    "自２０２５年５月２０日起施行": (D(2025, 5, 20), None),
    "自二〇二五年五月二十日起施行": (D(2025, 5, 20), None),
    "从2025年5月20日零时起正式实施": (D(2025, 5, 20), None),
    "自2025年5月20日起试行，试行期一年": (D(2025, 5, 20), D(2026, 5, 19)),
    "自公布之日起施行": (D(2025, 1, 8), None),
    "自印发之日起施行，有效期5年": (D(2025, 1, 8), D(2030, 1, 7)),
    "自印发之日起 30 日后施行": (D(2025, 2, 7), None),
    "自2025年3月1日起施行，有效期 三 年".replace(" 三 ", "三"): (D(2025, 3, 1), D(2028, 2, 29)),
    "自2025年3月1日起施行，有效期限为两年": (D(2025, 3, 1), D(2027, 2, 28)),
    "自2025年3月1日起施行，试行期6个月": (D(2025, 3, 1), D(2025, 8, 31)),
    "自2025年3月1日起施行，有效期至2030年 1 月 31 日": (D(2025, 3, 1), D(2030, 1, 31)),
    "自2025年3月1日起施行，至2027年12月31日止": (D(2025, 3, 1), D(2027, 12, 31)),
    "有效期自2025年3月1日至2027年12月31日，自2025年3月1日起施行": (D(2025, 3, 1), D(2027, 12, 31)),
    "自2025年3月1日起施行，自2010年1月1日起施行的旧办法同时废止": (D(2025, 3, 1), None),
}


@pytest.mark.parametrize("said", DATES)
def test_the_days_that_a_text_states(said: str) -> None:
    tail = "某厅\n2025 年 1 月 8 日\n"
    found = find_dates(f"第九条 本办法{said}。\n{tail}", "某市小店办法\n", tail)
    assert (found.signed, found.valid_from, found.valid_to) == (D(2025, 1, 8), *DATES[said])


def test_the_validity_of_a_licence_or_a_loan_is_not_that_of_the_text() -> None:
    text = "一、贷款期限延长至2027年12月31日。\n二、许可证有效期3年。\n"
    assert find_dates(text, "", "2026年1月8日\n").valid_to is None


def test_a_notice_that_carries_a_rule_has_the_days_of_both() -> None:
    notice = "某局关于印发小店办法的通知\n某局发〔2019〕6号\n各区：\n现印发给你们。\n"
    head = f"{notice}某局\n2019年10月9日\n小店办法\n"
    found = find_dates(f"{head}第一条 本办法自印发之日起施行，有效期5年。\n", head, "")
    assert (found.signed, found.valid_from, found.valid_to) == (
        D(2019, 10, 9),
        D(2019, 10, 9),
        D(2024, 10, 8),
    )
    assert any("已经到期" in note for note in found.notes)
    later = find_dates(f"{head}第一条 本办法自2019年12月1日起施行。\n", head, "")
    assert (later.signed, later.valid_from) == (D(2019, 10, 9), D(2019, 12, 1))


def test_an_amended_law_counts_from_its_amendment() -> None:
    head = "小店法\n（1992年4月3日某会通过　根据2025年3月11日《关于修改〈小店法〉的决定》第四次修正）\n"
    assert find_dates(f"{head}第一条 本法自公布之日起施行。", head, "").valid_from == D(2025, 3, 11)


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("某大会和\n地方各级某大会代表法\n（1992年4月3日通过）\n", "某大会和地方各级某大会代表法"),
        ("某省人民政府办公厅\n关于支持小店的意见\n", "某省人民政府办公厅关于支持小店的意见"),
        ("某省政府文件\n某政发〔2021〕9号\n关于支持小店\n发展的若干措施\n", "关于支持小店发展的若干措施"),
        ("某市关于印发某市\n小店贷款实施细则的\n通知\n", "某市关于印发某市小店贷款实施细则的通知"),
        ("某市贯彻小店发展意见\n的通知\n某市发〔2021〕9号\n", "某市贯彻小店发展意见的通知"),
        ("某市小店服务规程（试行）\n", "某市小店服务规程（试行）"),
        ("（某日某会通过）\n目　录\n第一章　总　则\n第二章　特别规定\n", "文件名"),
    ],
)
def test_the_title_stands_in_one_line_or_more(head: str, title: str) -> None:
    assert find_title(head, "文件名") == title


@pytest.mark.parametrize("line", ["某局公告2026年第3号", "2026年第3号", "某 局公告 2026 年第 3 号"])
def test_an_announcement_has_its_number(line: str, place: Settings, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"某局公告\n{line}\n一、贷款。最高二十万元。\n二、补贴。每人八百元。\n", encoding="utf-8")
    info = import_document(str(path), place).document.info
    assert (info.number, info.title) == ("某局公告2026年第3号", "某局公告")


def test_a_law_without_a_title_is_named_as_a_doubt(place: Settings, tmp_path: Path) -> None:
    path = tmp_path / "无题.txt"
    path.write_text("目录\n第二章 特别规定\n第一条 甲好。\n第二条 乙，的和。\n", encoding="utf-8")
    imported = import_document(str(path), place)
    assert imported.document.info.number == "无题"
    assert any("没有找到标题" in note for note in imported.notes)


LAW = (
    "小店登记条例\n{}第一条 为了登记，制定本条例。\n第二条 登记的费用，“全免”。\n"
    "第三条 本条例自2022年3月1日起施行。\n"
)


def test_a_second_copy_of_a_text_is_no_new_version(place: Settings, tmp_path: Path) -> None:
    copies = [
        LAW.format("（2021年7月27日某令公布）\n"),
        LAW.format(""),
        LAW.format("")
        .replace("，", ",")
        .replace("“", '"')
        .replace("”", '"')
        .replace("第一条 ", "第一条\u3000"),
        "中华人民共和国" + LAW.format("（2021年公布）\n"),
        LAW.format("第9号\n来源：某网\n"),
    ]
    statuses = []
    for number, text in enumerate(copies):
        path = tmp_path / f"{number}.txt"
        path.write_text(text, encoding="utf-8")
        statuses.append(import_document(str(path), place).status)
    assert statuses == ["new", *["unchanged"] * 4]
    path.write_text(LAW.format("").replace("全免", "减半"), encoding="utf-8")
    assert import_document(str(path), place).status == "version"
