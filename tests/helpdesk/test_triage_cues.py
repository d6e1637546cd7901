"""Complaints are told by conduct and delay, urgency by content; marks and the word alone prove nothing."""

from __future__ import annotations

import pytest

from bot.helpdesk.triage.cues import complaint_share, urgency_share
from bot.helpdesk.triage.letters import read_letter
from bot.helpdesk.triage.tone import alarming, complaining


@pytest.mark.parametrize(
    "text",
    [
        "办照的材料今天下午五点前必须交，系统打不开",
        "这是第三次投诉了，还是没有人处理",
        "供电公司突然断供，冷库的货要坏了",
        "五十个工人三个月工资发不出来",
        "我刚被冒充办补贴的人骗了五万",
        "年报过了今晚零点就算没报，网页一直转圈",
        "孵化楼的插座冒烟，有人被电到了",
        "中介收了押金就失联了",
        "这封信是第四次反映同一笔补助",
    ],
)
def test_content_makes_a_message_urgent(text: str) -> None:
    assert urgency_share(text, read_letter(text)) >= 1


@pytest.mark.parametrize(
    "text",
    [
        "急急急！！！！！！请问执照怎么补？？？",
        "【加急】领导要一份孵化器的条款",
        "年报每年截止到几月几号",
        "明天上午我都在办公室，可以回我电话",
        "骗取补贴会受什么处罚",
        "我第三次创业了，还能申请贷款吗",
        "请尽快答复，谢谢",
    ],
)
def test_marks_and_the_word_alone_do_not(text: str) -> None:
    assert urgency_share(text, read_letter(text)) < 1


@pytest.mark.parametrize(
    "text",
    [
        "窗口的人态度恶劣，问一句就翻白眼",
        "两家单位踢皮球，贷款拖了三个月没人理",
        "我要投诉孵化器光收钱不办事",
    ],
)
def test_conduct_and_delay_make_a_complaint(text: str) -> None:
    assert complaint_share(text, read_letter(text)) >= 1


@pytest.mark.parametrize(
    "text",
    [
        "请问创业担保贷款能贷几次",
        "公司从来没有开过票，请问能不能简易注销",
        "今天五点截止，变更还没批下来，能不能告诉我找谁",
        "公司换了法定代表人，多少天之内去登记",
        "人事处说等细则，我等了半年。请问省里文件到底支不支持老师离岗创业？",
    ],
)
def test_a_question_stays_a_question(text: str) -> None:
    assert complaint_share(text, read_letter(text)) < 1


def test_tone_is_heard_in_words_that_no_cue_has() -> None:
    assert complaining(["办事的同志把我晾在走廊，压根不搭理"]) > 0 > complaining(["想了解租用厂房的优惠"])
    assert alarming(["师傅的手卷进机器里，血止不住"]) > 0 > alarming(["想了解租用厂房的优惠"])


def test_no_sentence_has_no_tone() -> None:
    assert complaining([]) == alarming([]) == 0
