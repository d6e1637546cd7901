"""The ways in: for everybody, for students, for entrepreneurs. The same bot behind each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class EntranceTopic:
    """A card on the opening page; `payload` is said for the visitor, `icon` stands in icons.svg."""

    icon: str
    title: str
    hint: str
    payload: str


@dataclass(frozen=True)
class Entrance:
    """Greeting, cards and questions of one way in."""

    page_title: str
    greeting: str
    lead: str
    topics: tuple[EntranceTopic, ...]
    questions: tuple[str, ...]


_LOAN = EntranceTopic("coins", "创业贷款", "贴息、担保、融资", "创业担保贷款")
_REGISTER = EntranceTopic("licence", "注册公司", "登记、执照、名称", "企业开办便利")
_INCUBATOR = EntranceTopic("sprout", "孵化场地", "孵化器、众创空间", "孵化机构")
_CAMPUS = EntranceTopic("cap", "校园创业", "大学生、留学生、老师", "高校毕业生就业创业促进计划")

EVERYBODY = Entrance(
    page_title="滇创问答 · 云南创业政策，一问就明白",
    greeting="云南创业政策，一问就明白",
    lead="贷款、补助、场地、注册、税收、人才……用平常的话问，我照文件原文回答，每句都注明出处。",
    topics=(_LOAN, _REGISTER, _INCUBATOR, _CAMPUS),
    questions=(
        "创业担保贷款贴息最多能享受几次？",
        "注册公司要准备哪些材料？",
        "在校大学生创业有什么支持？",
        "回老家创业有什么政策？",
        "我能享受哪些政策？",
    ),
)
STUDENTS = Entrance(
    page_title="大学生创业 · 滇创问答",
    greeting="在校园里创业，先看看有什么支持",
    lead="在校生、毕业生、留学生、想带着成果创业的老师，都可以在这里问。我照文件原文回答，每句都注明出处。",
    topics=(
        _CAMPUS,
        EntranceTopic("globe", "留学生创业", "在滇留学生的待遇", "在校留学生创业待遇一样吗？"),
        _INCUBATOR,
        _LOAN,
    ),
    questions=(
        "在校大学生创业有什么支持？",
        "大学老师能离岗创业吗？",
        "毕业生创业能贷款吗？",
        "学校里有众创空间吗？",
        "个人独资企业和有限公司有什么区别？",
    ),
)
ENTREPRENEURS = Entrance(
    page_title="创业者 · 滇创问答",
    greeting="做生意遇到的政策问题，在这里问",
    lead="从办执照到拿补助，从贷款到找场地，用平常的话问就行。我照文件原文回答，每句都注明出处。",
    topics=(
        _REGISTER,
        _LOAN,
        EntranceTopic("gift", "补助和首购", "新产品、采购方补助", "首购订购补助"),
        _INCUBATOR,
    ),
    questions=(
        "创业担保贷款贴息最多能享受几次？",
        "卖了一台没人用过的新设备，买家能拿多少补助？",
        "注册资本要在几年内缴足？",
        "个体户可以转成公司吗？",
        "科技型中小企业有什么支持？",
    ),
)
