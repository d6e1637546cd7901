"""Strings that have broken programs before, and endless variations of them."""

from __future__ import annotations

import random
from collections.abc import Iterator

NASTY = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "\u202e反过来\u202c",
    "\u200b\u200c\u200d\ufeff",
    "مرحبا 你好 שלום",
    "😀👨‍👩‍👧‍👦🏳️‍🌈🇨🇳",
    "e\u0301" * 50,
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G",
    "𠮷野家𡃁",
    "\ud83d",
    "ﷺ" * 30,
    "ＡＢＣ１２３，（）",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"'><svg/onload=alert(1)>",
    "{{7*7}} ${7*7} #{7*7} %{7*7}",
    "'; DROP TABLE messages; --",
    '" OR 1=1 --',
    '/intent{"slot": "value"}',
    "/restart",
    '{"session": null, "message": "嵌套"}',
    "../../../../etc/passwd",
    "file:///etc/passwd",
    "http://169.254.169.254/latest/meta-data/",
    "=cmd|' /C calc'!A0",
    "%s%s%s%n %x",
    "\r\nSet-Cookie: a=b\r\n",
    "NaN",
    "Infinity",
    "-0",
    "1e400",
    "9" * 400,
    "零" * 200,
    "一亿亿亿亿万万万",
    "三千五百万零零零",
    "十" * 100,
    "0.1万.2亿.3",
    "第" * 200 + "条",
    "（一）" * 100,
    "\t" * 300,
    "\n" * 300,
    "2020年13月45日",
    "13812345678 530102199001011234 a@b.cn",
    "想借点本钱开个小店，能贷多少",
    "创业担保贷款贴息最多能享受几次？",
    "一、总体要求\n（一）加大支持。由省财政厅负责。\n附件\n序号\t任务\t责任部门\n1\t支持\t省财政厅",
    "第一条 为了规范登记，制定本条例。\n第二条 本条例自2022年3月1日起施行。",
]


def variations(seed: int, longest: int = 300) -> Iterator[str]:
    """Endless: pieces of the corpus joined, repeated, cut, turned round, with stray characters between."""
    chance = random.Random(seed)
    while True:
        text = "".join(chance.choice(NASTY) for _ in range(chance.randint(1, 3)))
        for _ in range(chance.randint(0, 3)):
            text = _change(chance, text)
        yield text[:longest]


def _change(chance: random.Random, text: str) -> str:
    at = chance.randint(0, len(text))
    match chance.randint(0, 4):
        case 0:
            return text[at:] + text[:at]
        case 1:
            return (
                text[:at]
                + chr(chance.choice((chance.randrange(0x80), chance.randrange(0xD800), 0x1F600)))
                + text[at:]
            )
        case 2:
            return text[:at]
        case 3:
            return (text[:20] * chance.randint(2, 12))[:300]
        case _:
            return text[::-1]
