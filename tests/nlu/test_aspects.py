"""What of a topic is asked."""

import pytest

from bot.nlu.aspects import aspect_label, find_aspect, find_aspects

# As people say it; each sentence names nothing but what it asks for.
SPOKEN = {
    "materials": (
        "带哪样去", "要带些什么", "去的时候揣什么证", "备些哪样", "先备好哪样", "要准备哪些", "要拿哪样证",
        "拿什么证明去", "要交些啥", "交哪样上去", "填什么表", "要出示什么", "该留哪些凭证",
        "留什么给税局看",
        "底子上留哪样备查", "毕业证丢了用什么顶", "没得学位证拿啥代替", "要些什么资料", "递些什么上去",
        "复印件得不得", "要不要房本原件", "还要哪些证", "一式几份",
    ),
    "department": (
        "递给哪个单位", "交给哪家", "先跑哪个局", "跟哪个讲", "和哪个说", "向哪个反映", "哪个管这个",
        "哪个在管",
        "哪家管", "归哪个办", "找哪家", "问哪个", "去哪点问", "到哪里问这个", "该跑哪个窗口", "报给谁",
        "交到哪个科", "同谁申请都行不", "哪个部门说了算",
    ),
    "how_to_apply": (
        "在哪里填", "哪点申请", "克哪点办", "去哪儿报名", "哪点领", "在哪个网上弄", "要在什么平台报",
        "咋个整",
        "咋个申请", "怎么个报法", "咋弄", "走哪几步", "分几步", "第一步做啥", "先做哪样", "从哪点下手",
        "哪里登记", "怎么领", "怎么走流程",
    ),
    "amount": (
        "罚好多", "逮到要罚几多", "罚款几多", "要罚几千", "几个点", "几厘的息", "年息好多", "税率是多少",
        "哪档税率", "打几折", "一年贴几个", "贴好多息", "能拿好多", "补得到多少", "给几万", "抵好多",
        "顶多借好多", "百分之好多", "一队几个人", "要几个人才够", "最少多少个人", "好多家", "搞多少户",
        "几个名额", "名额有多少", "要好多平", "可以报几次", "能报好多次", "奖几千块",
    ),
    "time": (
        "几天下得来", "好久下来", "好久有结果", "多久给个话", "几号之前", "哪天截止", "拖到几时",
        "从几时起",
        "从哪个月起", "从哪年开始", "打几月算", "自哪天起", "从什么时候换的", "哪阵可以报", "几个月拿得到",
        "等几周", "要多少日子", "抵几年", "最迟哪天",  "好久还", "哪一年到期",
        "几个礼拜", "哪几个月报",
    ),
    "audience": (
        "哪个可以领", "谁得这个钱", "哪种人有", "哪号人", "钱给哪个", "什么样的人", "哪样公司有",
        "哪种店算",
    ),
    "conditions": (
        "咋个才算", "怎么才够", "要够哪些数", "要满足哪几样", "卡什么门槛", "哪样才算", "得达到什么",
    ),
    "validity": ("还作数不", "这个还管用吗", "管到几时", "用到好久", "现在还搞不", "取消了没", "还兴着不"),
    "original": ("哪里写的", "这话写在哪", "凭什么规定", "哪条讲的", "出处呢", "凭哪份文件"),
    "contact": ("电话好多", "打哪个电话", "打给哪个", "咋个联系", "电话号码几号"),
    "eligibility": ("有我的份不", "轮得着我不", "我们有份没", "够格不", "我有没有资格"),
}  # fmt: skip
# Words of these kinds that ask for something else, or for nothing.
NOT_ASKED = {
    "materials": (
        "要交什么税", "新材料公司", "什么东西不能入股", "材料递给谁", "能拿哪些好处", "要办什么证",
        "都给提供些啥", "拿什么打消顾虑", "公司拿什么来还账", "给什么表扬", "转了能保留什么",
        "股金用什么顶", "申报些什么项目",
    ),
    "amount": (
        "要不要几天", "大家都说好多人在骗", "15%税率能享受不", "借了几万块", "家里几亩地",
        "本地几家都没资质", "要几个人点头", "收了好多钱",
    ),
    "time": (
        "好久没开门了", "耽搁了好几个月", "还没来得及看", "从几个方面讲", "荒了好多年",
        "能去见习几个月不",
    ),
    "department": ("债务归谁", "定投哪个指数好", "去哪个基地锻炼"),
    "how_to_apply": ("快递到哪里了", "哪里交得齐"),
    "audience": ("去哪领", "打给谁"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("written", "aspect"),
    [
        ("众创空间补助有多少钱", "amount"),
        ("贷款要什么材料", "materials"),
        ("这个归哪个部门管", "department"),
        ("多久能办下来", "time"),
        ("孵化器是什么", "overview"),
        ("原文怎麼說", "original"),
        ("哪里交材料", "how_to_apply"),
        ("材料去哪点递", "how_to_apply"),
        ("谈不拢往哪里告", "department"),
        *((written, aspect) for aspect, several in SPOKEN.items() for written in several),
    ],
)
def test_aspect(written: str, aspect: str) -> None:
    assert find_aspect(written) == aspect


@pytest.mark.parametrize(
    ("written", "aspect"), [(written, aspect) for aspect, several in NOT_ASKED.items() for written in several]
)
def test_what_only_sounds_like_an_aspect(written: str, aspect: str) -> None:
    assert aspect not in find_aspects(written)


def test_unknown_aspect_has_no_label() -> None:
    assert aspect_label("amount")
    assert aspect_label("nonsense") == ""
