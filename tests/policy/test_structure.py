"""Structure of official texts, in the forms that they come in."""

from __future__ import annotations

import pytest

from bot.policy.structure import chinese_number, parse_law, parse_paper, split_departments


def test_clauses_without_chapters_are_the_first_level() -> None:
    clauses = parse_paper("一、减租。减三成。\n\n二、贷款。给贷款。\n\n某厅\n\n2021年1月1日\n").clauses
    assert [(c.number, c.title, c.text) for c in clauses] == [
        ("一", "减租", "减三成。"),
        ("二", "贷款", "给贷款。"),
    ]


def test_a_clause_holds_all_its_paragraphs_and_not_the_signature() -> None:
    text = (
        "一、总则\n\n（一）奖励。给奖励：\n\n1.第一名一万元；\n\n2.第二名五千元。\n\n某市政府\n\n2021年1月1日"
    )
    clause = parse_paper(text).clauses[0]
    assert clause.text == "给奖励：\n\n1.第一名一万元；\n\n2.第二名五千元。"
    assert text[clause.start : clause.end] == clause.text


def test_a_heading_on_its_own_line_is_the_title() -> None:
    clause = parse_paper("一、总则\n\n（一）申请条件\n\n在本省登记。\n").clauses[0]
    assert (clause.title, clause.text) == ("申请条件", "在本省登记。")


def test_a_clause_of_one_sentence_has_no_title() -> None:
    clause = parse_paper("一、总则\n\n（一）在本省登记的企业都可以申请。\n").clauses[0]
    assert (clause.title, clause.text) == ("", "在本省登记的企业都可以申请。")


def test_numbers_that_start_anew_are_told_apart_by_their_chapter() -> None:
    clauses = parse_paper(
        "一、甲\n（一）子。好。\n（二）丑。好。\n二、乙\n（一）寅。好。\n三、丙\n都好。\n"
    ).clauses
    assert [c.number for c in clauses] == ["一（一）", "一（二）", "二（一）", "第三部分"]


def test_an_item_out_of_sequence_is_body_text() -> None:
    clauses = parse_paper("一、甲\n（一）子。按\n（三）项办。\n（二）丑。好。\n").clauses
    assert [c.number for c in clauses] == ["一", "二"]


def test_annex_columns_are_found_by_their_headings() -> None:
    text = "一、减租。好。\n\n附件\n\n序号\t重点任务\t时限\t牵头单位\n1\t减租\t6月\t省财政厅、省税务局等\n"
    row = parse_paper(text).annex[0]
    assert (row.task, row.departments, row.and_others) == ("减租", ("省财政厅", "省税务局"), True)


def test_articles_end_at_headings_and_the_contents_are_no_chapters() -> None:
    law = parse_law(
        "目录\n第一章 总则\n第二章 罚则\n\n第一章 总则\n第一条 甲。\n第一节 分则\n"
        "第二条 乙，按第一条的\n规定。\n第二章 罚则\n第三条 丙。\n"
    )
    assert [(c.number, c.text, c.chapter) for c in law.clauses] == [
        ("第一条", "甲。", "第一章"),
        ("第二条", "乙，按第一条的\n规定。", "第一章"),
        ("第三条", "丙。", "第二章"),
    ]
    assert [c.title for c in law.chapters] == ["总则", "罚则"]


def test_a_reference_at_the_start_of_a_line_is_no_article() -> None:
    law = parse_law("第一条 甲，依照\n第九条的规定办。\n第二条 乙。\n第二条之一 丙。\n")
    assert [c.number for c in law.clauses] == ["第一条", "第二条", "第二条之一"]


def test_a_slip_of_the_pen_is_still_an_article() -> None:
    assert [c.number for c in parse_law("第一条 甲。\n笫二条 乙。\n").clauses] == ["第一条", "第二条"]


def test_a_department_whose_name_holds_the_list_mark_stays_whole() -> None:
    assert split_departments("各州、市人民政府，省财政厅等") == (("各州、市人民政府", "省财政厅"), True)


@pytest.mark.parametrize(
    ("numeral", "value"), [("十", 10), ("一百零九", 109), ("二百六十六", 266), ("三万", 30_000)]
)
def test_numerals_have_their_value(numeral: str, value: int) -> None:
    assert chinese_number(numeral) == value
