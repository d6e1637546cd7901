"""What must be said in words: a person is asked for, something handed in is asked after, somebody presses."""

from __future__ import annotations

import pytest

from bot.nlu.outright import (
    asks_how_far_it_is,
    calls_for_staff,
    goes_back,
    is_pressed,
    leaves_it,
    speaks_of_people,
)

ASK_FOR_ONE = (
    "给我转个人来说", "麻烦接个活人", "我要跟你们窗口的人讲", "人工在不在", "喊你们管事的来回我",
    "能不能安排个懂贷款的同志打给我", "机器讲不明白，找个真人", "帮我约个税务的老师当面问", "客服客服",
    "请个工作人员给我回个话", "不想跟机器扯了，换个人", "叫负责人来", "有没有人能跟我讲一哈",
    "我们是两个人合伙，绕得很，给我转人工",
)  # fmt: skip
ONLY_PEOPLE = (
    "公司垮了，供货的能来找我个人要钱不", "厂倒了会不会让股东个人赔",
    "店里就我一个人忙", "没请人，自己守着", "我家男人是缅甸人，能跟我一起开不", "我和表姐两个人搭伙",
    "我是香港人，想来昆明开店", "我老公台湾人，办得成执照吗", "做的是人工智能的软件", "人工费涨得凶",
    "请了三个小工", "没有雇工人，都是自家人", "我一个残疾人能申请不", "债权人要通知几次",
    "法定代表人换成我儿子", "一共七口人在做", "招了五个人，签了合同", "我们那边的人都是农村人",
)  # fmt: skip
ASK_AFTER_IT = (
    "我八月递的表，到现在没得消息", "申请报上去一个半月了，批了没有", "我的贷款走到哪一步了",
    "补贴公示完了，钱还没打下来", "材料早交了，一直没人回话", "帮我看看我的件审到哪了",
    "上个月报的名，结果出来没", "我那个变更显示审核中，咋个情况", "查一下办件编号20260911",
    "执照办好没得", "我姐那份补贴核下来了没", "交上去二十几天了没动静", "系统里一直待受理",
)  # fmt: skip
ASK_OTHERWISE = (
    "我公司去年十一月成立的，今年报得上不", "店是三月份开的，现在还申请得着吗", "公司五月才登记，能报高企不",
    "假如九月评上了，从哪月算起", "要是下个月批下来，哪天开始免税", "如果十二月认定，今年的税还免不免",
    "万一材料交了没消息，该找谁", "批下来要几天", "交上去多久有说法", "从几月份起抵", "公示要几天",
    "四月份注册的公司要不要报年报", "申请之前要先公示吗", "交材料去哪个窗口", "评上以后几号到期",
    "今年刚毕业的，什么时候报最划算",
)  # fmt: skip
PRESSED = (
    "房东讲不补租明天就换锁", "物业说今晚不交钱就停水", "市场的人喊我们后天清场，不走就拉货",
    "经理放话，明早不签就断网", "他说今天下午不给钱就来封门", "债主讲明天要把我的车拖走",
    "园区通知我们，再不交明天就锁门", "不签字就断我的气，就在今晚",
)  # fmt: skip
NOT_PRESSED = (
    "明天去办执照要带什么", "断电造成的损失找哪个赔", "不交社保会不会罚", "房东下个月要收回铺子",
    "电商明天要不要交税", "明天物业说停电检修", "去年房东换过锁", "被没收的东西怎么要回来",
    "今天能把年报补了不", "不按时报税就会罚款吗",
)  # fmt: skip


@pytest.mark.parametrize("text", ASK_FOR_ONE)
def test_a_person_is_asked_for(text: str) -> None:
    assert calls_for_staff(text)


@pytest.mark.parametrize("text", ONLY_PEOPLE)
def test_people_that_are_only_spoken_of_are_nobody_to_talk_to(text: str) -> None:
    assert not calls_for_staff(text)
    assert speaks_of_people(text)


@pytest.mark.parametrize("text", ASK_AFTER_IT)
def test_something_handed_in_is_asked_after(text: str) -> None:
    assert asks_how_far_it_is(text)


@pytest.mark.parametrize("text", ASK_OTHERWISE)
def test_a_date_or_a_supposition_is_nothing_handed_in(text: str) -> None:
    assert not asks_how_far_it_is(text)


@pytest.mark.parametrize("text", PRESSED)
def test_who_is_pressed_within_a_day(text: str) -> None:
    assert is_pressed(text)


@pytest.mark.parametrize("text", NOT_PRESSED)
def test_harm_or_haste_alone_presses_nobody(text: str) -> None:
    assert not is_pressed(text)


@pytest.mark.parametrize(
    "text", ["说回开店那件", "还是讲回补贴吧", "前头讲的那个奖金几时发", "回到我家的店，要几个人"]
)
def test_what_was_talked_about_is_taken_up_again(text: str) -> None:
    assert goes_back(text)


@pytest.mark.parametrize(
    "text", ["刚才写错了，是两家", "先前开过一家店", "前面那家铺子退租了没有", "刚刚说的不对"]
)
def test_a_correction_takes_nothing_up(text: str) -> None:
    assert not goes_back(text)


@pytest.mark.parametrize(
    "text", ["另外打听个事", "换个话题，比赛几时报", "最后问一声税的事", "先不管这个", "对了执照也快到期了"]
)
def test_somebody_turns_to_something_else(text: str) -> None:
    assert leaves_it(text)


@pytest.mark.parametrize("text", ["另外三个是外地的", "最后一共多少", "我想问一下那个几年", "不管多少都行"])
def test_who_goes_on_turns_to_nothing_else(text: str) -> None:
    assert not leaves_it(text)
