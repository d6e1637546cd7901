"""Questions about a document as a whole that a message names: who gave it, when, whether it holds."""

from __future__ import annotations

import re

from bot.policy.document_names import document_meant
from bot.policy.numerals import NUMERAL
from bot.policy.store import Store

_OFFICE = "(?:单位|部门|机关|政府|地方)"
_GIVEN = "(?:印发|颁布|公布|发布|制定|出台|下发|签发|发文|发|出|定|的)"
_ASKED = re.compile(
    rf"(?:谁|哪[个家里级点]?|(?:什么|啥){_OFFICE}){_OFFICE}?(?:给|来)?{_GIVEN}|发文{_OFFICE}"
    r"|[哪几](?:一?年|个?月|天|日)|几几年|几号|(?:什么|啥)(?:时候|日子)|何时|几时|哪阵|多久|日期|时间"
    r"|有没有效|有效期?|作废|废止|失效|过期|到期|[管作算]不?[管作算]?数|管不管用?|管用|执行|被?(?:取代|替代|代替)"
)
# What such a question says besides, and what it may say of any paper.
_SMALL = re.compile(
    r"[发公颁]布|出台|[\s，。、？！?《》〔〕]|这[份个]?|那[份个]?|[的是了吗呢嘛噶么啊呀吧没不还就都又也从在能用起到止印发出]"
    "|现在|目前|今年|到底|请问|一下|我想|帮我|查|问|开始|正式"
)
_OF_PAPERS = re.compile(rf"\d|第?{NUMERAL}号|文件|公告|通知|[年号文令]|国家|省里|云南|印发|施行|实施|生效")


def document_asked_of(store: Store, text: str) -> str | None:
    """The document whose issuer, days or validity a message asks, and nothing else; None for none."""
    if not _ASKED.search(text):
        return None
    said = _SMALL.sub("", _ASKED.sub("", text))
    document = document_meant(store, text, said)
    info = store.document(document) if document else None
    titled = info["title"] + info["name"] if info else ""
    return document if all(char in titled for char in _OF_PAPERS.sub("", said)) else None
