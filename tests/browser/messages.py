"""What the scripted Rasa says: one message of every kind, on the real document."""

from __future__ import annotations

from typing import Any

from bot.policy.entrances import main_document
from bot.policy.reply import policy_url

PAPER = main_document()
_QUOTE = (
    "对暂不具备市场竞争力，但符合重点产业发展方向、首次投向市场的科技成果转化产品推行首购和订购制，"
    "对采购方按照成交额的 10% 给予补助，最高可补助 500 万元。"
)
_CITATION = {
    "document": PAPER,
    "clause": "四",
    "title": "加大政府采购支持",
    "quote": _QUOTE,
    "url": policy_url(PAPER, "四"),
}
_NO_TEXT = {
    "document": "市场主体登记管理条例",
    "clause": "第三十七条",
    "title": "",
    "quote": "",
    "url": policy_url("市场主体登记管理条例", "第三十七条"),
}
_HUMAN = {"title": "转人工", "payload": "转人工"}


def _condition(text: str, state: str) -> dict[str, Any]:
    return {"text": text, "state": state, "quote": _QUOTE, "clause": "四", "document": PAPER}


ANSWER: dict[str, Any] = {
    "kind": "answer",
    "aspect": "amount",
    "text": "买首次投向市场的科技成果转化产品，补助给采购方（买方）：按成交额的10%补助，最高500万元。",
    "citations": [_CITATION],
    "departments": ["各州、市人民政府", "省发展改革委", "省财政厅", "省工业和信息化厅"],
    "buttons": [
        {"title": "有什么条件", "payload": "首购订购补助：有什么条件"},
        {"title": "我符合吗", "payload": "首购订购补助：我符合吗"},
        _HUMAN,
    ],
}
QUESTION: dict[str, Any] = {
    "kind": "question",
    "text": "这个产品是第一次卖到市场上吗？",
    "progress": {
        "topic": "首购订购补助",
        "conditions": [
            {"text": "您是采购方（买方）", "state": "met"},
            {"text": "产品是科技成果转化产品", "state": "met"},
            {"text": "产品首次投向市场", "state": "open"},
            {"text": "符合重点产业发展方向", "state": "open"},
        ],
    },
    "buttons": [{"title": t, "payload": t} for t in ("是", "不是", "说不准", "先不回答")],
}
VERDICT: dict[str, Any] = {
    "kind": "eligibility",
    "text": (
        "“首购订购补助”现在还定不下来，还缺：符合重点产业发展方向。\n✓ 您是采购方（买方）（您说：是）\n"
        "✓ 产品是科技成果转化产品\n✓ 产品首次投向市场\n? 符合重点产业发展方向\n"
        "金额：300万元（成交额3000万元 × 10% = 300万元，没有超过最高500万元）\n"
        "文件没有规定：申请的材料和期限；请问省财政厅。\n这是照文件条文对的，最后由主管部门认定。"
    ),
    "citations": [_CITATION],
    "departments": ["省财政厅", "省科技厅"],
    "assessment": {
        "verdict": "unknown",
        "topic": "首购订购补助",
        "conditions": [
            {**_condition("您是采购方（买方）", "met"), "given": "是"},
            _condition("产品是科技成果转化产品", "met"),
            _condition("产品首次投向市场", "met"),
            _condition("符合重点产业发展方向", "open"),
        ],
        "amount": {"text": "300万元", "calculation": "成交额3000万元 × 10% = 300万元，没有超过最高500万元"},
        "missing": ["符合重点产业发展方向"],
        "nearest_change": "",
        "not_regulated": ["申请的材料和期限"],
    },
    "buttons": [{"title": "怎么申请", "payload": "首购订购补助：怎么申请"}],
}
GOOD_VERDICT: dict[str, Any] = {
    **VERDICT,
    "text": "按您说的情况，符合“首购订购补助”。\n这是照文件条文对的，最后由主管部门认定。",
    "assessment": {
        **VERDICT["assessment"],
        "verdict": "yes",
        "conditions": [{**c, "state": "met"} for c in VERDICT["assessment"]["conditions"]],
        "missing": [],
    },
}
REFUSED_VERDICT: dict[str, Any] = {
    **VERDICT,
    "text": "按您说的情况，不符合“首购订购补助”：您是采购方（买方）这一条没满足。",
    "assessment": {
        "verdict": "no",
        "topic": "首购订购补助",
        "conditions": [_condition("您是采购方（买方）", "failed"), _condition("产品首次投向市场", "met")],
        "amount": None,
        "missing": [],
        "nearest_change": "买您产品的单位可以享受；您可以把这一条告诉买方。",
        "not_regulated": [],
    },
}
MATCH: dict[str, Any] = {
    "kind": "match",
    "text": (
        "按您说的情况（返乡农民工），可能用得上 2 项：\n"
        "1. 还清后还款积极的借款个人，可以继续贴息，累计不超过3次。\n"
        "2. 支持农民工返乡创业。\n再问一句，能帮您缩小范围：您的贷款还清了吗？"
    ),
    "citations": [_CITATION],
    "matches": [
        {
            "slug": "startup_guarantee_loan",
            "name": "创业担保贷款",
            "verdict": "unknown",
            "line": "还清后还款积极的借款个人，可以继续贴息，累计不超过3次。",
            "gives": "还清后还款积极的借款个人，可以继续贴息，累计不超过3次。",
            "missing": ["上一笔贷款还清了没有"],
            "clause": "二十",
            "document": PAPER,
            "payload": "创业担保贷款：我符合吗",
        },
        {
            "slug": "returning_migrants",
            "name": "返乡下乡创业",
            "verdict": "yes",
            "line": "支持农民工返乡创业。",
            "gives": "支持农民工返乡创业。",
            "missing": [],
            "clause": "八",
            "document": PAPER,
            "payload": "返乡下乡创业：我符合吗",
        },
    ],
    "buttons": [{"title": "还有别的吗", "payload": "还有别的吗"}],
}
PROFILE: dict[str, Any] = {
    "kind": "smalltalk",
    "text": "这次对话里我记下的情况：\n· 身份：返乡农民工\n· 在哪里：云南县城\n哪条不对，直接说。",
    "profile": [
        {
            "attribute": "identity",
            "label": "身份",
            "value": "返乡农民工",
            "edit": {"do": "ask", "attribute": "identity"},
            "forget": {"do": "forget", "attribute": "identity"},
        },
        {
            "attribute": "region",
            "label": "在哪里",
            "value": "云南县城",
            "edit": {"do": "ask", "attribute": "place"},
            "forget": {"do": "forget", "attribute": "place"},
        },
    ],
}
CLARIFY: dict[str, Any] = {
    "kind": "clarify",
    "text": "我不太确定您问的是哪件事，您是不是想问：",
    "buttons": [{"title": "创业担保贷款", "payload": "创业担保贷款"}, _HUMAN],
}
REFUSAL: dict[str, Any] = {
    "kind": "refusal",
    "text": "这个问题我答不了：我手里的文件没有写到。",
    "buttons": [_HUMAN],
}
LAW: dict[str, Any] = {
    "kind": "answer",
    "text": "营业执照丢了，在指定的网站上声明作废，再申请补领。",
    "citations": [_NO_TEXT],
}
UNKNOWN = REFUSAL
REPLIES: dict[str, dict[str, Any]] = {
    "卖了一台没人用过的新设备，买家能拿多少补助？": ANSWER,
    "首购订购补助：我符合吗": QUESTION,
    "是": VERDICT,
    "都符合": GOOD_VERDICT,
    "不是": REFUSED_VERDICT,
    "我能享受哪些政策？": MATCH,
    "我的情况": PROFILE,
    "贷款": CLARIFY,
    "明天天气怎么样": REFUSAL,
    "营业执照丢了怎么办": LAW,
    "创业担保贷款": ANSWER,
}
