"""What paper and its conversion did to a text is mended, and nothing else."""

from __future__ import annotations

from bot.policy.importer.extract import Extract
from bot.policy.importer.tidy import tidy

LONG = "小店可以申请贷款由财政贴息百分之五十期限不超过二年利息按季结算到期一次还本还有补贴"


def paragraphs(text: str) -> list[str]:
    return tidy(Extract(text))[0].strip().split("\n\n")


def test_lines_that_recur_are_text() -> None:
    lines = [line for n in "一二三四五" for line in (f"（{n}）好。", "责任单位：省财政厅", "完成时限")]
    assert paragraphs("\n".join(lines)) == lines


def test_page_numbers_inside_sentences_go_and_the_sentence_is_whole() -> None:
    text = f"（一）{LONG}补贴每人\n— 2 —\n3000元，{LONG}毕业\n— 3 —\n五年内领完以后不再补发。"
    assert paragraphs(text) == [f"（一）{LONG}补贴每人3000元，{LONG}毕业五年内领完以后不再补发。"]


def test_bare_numbers_go_where_they_count_pages() -> None:
    text = f"（一）{LONG}补贴每人\n2\n3000元，{LONG}毕业\n3\n五年内领完以后不再补发。"
    tidied, notes = tidy(Extract(text))
    assert tidied == f"（一）{LONG}补贴每人3000元，{LONG}毕业五年内领完以后不再补发。\n"
    assert "去掉了 2 处页码：2、3" in notes


def test_numbers_of_a_list_stay() -> None:
    lines = ["1", "减租三成。", "2", "贷款二十万元。", "3", "培训八百元。"]
    assert paragraphs("\n".join(lines)) == lines


def test_blanks_of_every_width_are_blanks_and_invisible_characters_go() -> None:
    assert paragraphs("第一条\xa0\u2003甲\u200b。") == ["第一条  甲。"]


def test_ringed_numbers_are_numbers_in_brackets() -> None:
    assert paragraphs("㈠减租。\n㈡贷款。") == ["（一）减租。", "（二）贷款。"]


def test_blanks_between_all_characters_go_and_those_between_words_stay() -> None:
    assert paragraphs("某 省 人 民 政 府\n第一章　总　则\n张三 李四 王五") == [
        "某省人民政府",
        "第一章　总　则",
        "张三 李四 王五",
    ]


def test_a_character_that_was_lost_before_is_named() -> None:
    assert any("最高\ufffd万元" in note for note in tidy(Extract("（一）最高\ufffd万元。"))[1])


def test_a_page_number_with_words_parts_no_sentence_however_short_its_end() -> None:
    text = f"（一）{LONG}方可以\n第 3 页 共 9 页\n执行。\n（二）好。"
    assert paragraphs(text) == [f"（一）{LONG}方可以执行。", "（二）好。"]


def test_a_sentence_of_words_set_apart_is_one_and_a_row_stays_a_row() -> None:
    assert paragraphs("（二）  放宽  住所。  一址  多照  都可以。") == ["（二）放宽住所。一址多照都可以。"]
    assert paragraphs("1 减免租金 三个月 省财政厅 省税务局 办理。") == [
        "1 减免租金 三个月 省财政厅 省税务局 办理。"
    ]


def test_a_number_below_a_long_title_stays_a_line() -> None:
    title = "某市财政局某市人力资源和社会保障局关于印发某市创业补贴资金管理办法的通知及附件"
    assert paragraphs(f"{title}\n某财社〔2024〕15号") == [title, "某财社〔2024〕15号"]
