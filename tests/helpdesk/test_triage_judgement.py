"""Complaints are told by conduct and delay, urgency by content; marks and the word alone prove nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.helpdesk.triage import arrays, judgement
from bot.helpdesk.triage.judgement import Judges, blame, judges, urgency
from bot.helpdesk.triage.letters import read_letter
from bot.helpdesk.triage_files import kept_in
from bot.settings import settings


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
    assert urgency(text, read_letter(text)) >= 0.5


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
    assert urgency(text, read_letter(text)) < 0.5


@pytest.mark.parametrize(
    "text",
    [
        "窗口的人态度恶劣，问一句就翻白眼",
        "两家单位踢皮球，贷款拖了三个月没人理",
        "我要投诉孵化器光收钱不办事",
    ],
)
def test_conduct_and_delay_make_a_complaint(text: str) -> None:
    assert blame(text, read_letter(text)) >= 0.5


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
    assert blame(text, read_letter(text)) < 0.5


def test_tone_is_heard_in_words_that_no_cue_has() -> None:
    both = judges(settings().encoder_cache)
    complaining, alarming = both.complaint.ear.hears, both.urgent.ear.hears
    assert complaining(["办事的同志把我晾在走廊，压根不搭理"]) > 0 > complaining(["想了解租用厂房的优惠"])
    assert alarming(["师傅的手卷进机器里，血止不住"]) > 0 > alarming(["想了解租用厂房的优惠"])


@pytest.mark.parametrize("text", ["", "？？？", "张三\n138****0000"])
def test_nothing_said_is_neither(text: str) -> None:
    assert max(blame(text, read_letter(text)), urgency(text, read_letter(text))) < 0.5


def test_what_is_kept_judges_the_same(tmp_path: Path) -> None:
    learnt = judges(settings().encoder_cache)
    arrays.keep(tmp_path / "kept.npz", learnt)
    kept = arrays.read(tmp_path / "kept.npz", Judges)
    text = "材料交了四十天，窗口的人说领导出差，今天再不批我的押金就没了"
    for before, after in ((learnt.complaint, kept.complaint), (learnt.urgent, kept.urgent)):
        assert after.likely(text, read_letter(text)) == pytest.approx(before.likely(text, read_letter(text)))
    assert [path.name for path in tmp_path.iterdir()] == ["kept.npz"]


def test_what_cannot_be_read_is_learnt_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judgement, "_learn", lambda: judges(settings().encoder_cache))
    kept_in(tmp_path).write_bytes(b"damaged")
    (tmp_path / "triage-older.npz").touch()
    before = judgement.judges.__wrapped__(tmp_path)
    assert list(tmp_path.iterdir()) == [kept_in(tmp_path)]
    text = "窗口的人态度恶劣"
    again = judgement.judges.__wrapped__(tmp_path)
    assert again is not before
    assert again.complaint.likely(text, read_letter(text)) == pytest.approx(
        before.complaint.likely(text, read_letter(text))
    )


def test_a_folder_that_cannot_be_written_stops_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judgement, "_learn", lambda: judges(settings().encoder_cache))
    (tmp_path / "taken").write_text("a file, not a folder")
    assert judgement.judges.__wrapped__(tmp_path / "taken").complaint.weights.size
