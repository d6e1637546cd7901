"""The matter of a letter is found under its headers, and nothing of the sender stays in it."""

from __future__ import annotations

import pytest

from bot.helpdesk.triage.letters import read_letter


def test_a_mail_loses_headers_greeting_and_signature() -> None:
    letter = read_letter(
        "发件人：张三 <a@b.cn>\n主题：高企培育\n\n尊敬的领导：\n您好！"
        "进培育库有支持吗？\n此致\n敬礼\n科研处 何老师\n13800001111"
    )
    assert letter.title == "高企培育"
    assert [s.text for s in letter.sentences] == ["进培育库有支持吗"]


def test_a_hotline_ticket_keeps_its_matter_and_what_the_hotline_took_it_for() -> None:
    letter = read_letter(
        "【工单编号】KM-01【市民姓名】杨某【联系电话】15912345678【诉求类型】投诉【诉求内容】执照办了两个月没办下来。"
    )
    assert letter.kind == "投诉"
    assert letter.body == "执照办了两个月没办下来"


def test_a_ticket_in_one_line_is_not_dropped_with_its_number() -> None:
    letter = read_letter("诉求编号：HH24-556。市民咨询种葡萄的公司所得税可不可以免，需要什么手续。")
    assert "所得税" in letter.body and "HH24" not in letter.body


@pytest.mark.parametrize("number", ["13800001111", "138****1111", "138xxxx1111", "0871-65123456"])
def test_phone_numbers_are_left_out(number: str) -> None:
    assert number not in read_letter(f"我的电话{number}，想问贷款怎么办理").body


def test_several_questions_in_a_line_are_parted() -> None:
    letter = read_letter(
        "请教两个问题。1、专利被侵权怎么办？2、第一次评高企有没有支持？另外问一下年报几月报。"
    )
    assert [s.text for s in letter.sentences if s.asks][1:] == [
        "专利被侵权怎么办",
        "第一次评高企有没有支持",
        "问一下年报几月报",
    ]


def test_a_title_alone_is_the_matter() -> None:
    assert read_letter("主题：创业担保贷款能贷几次").body == "创业担保贷款能贷几次"
