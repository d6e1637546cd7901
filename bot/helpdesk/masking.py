"""Personal data in what people write, made unreadable: for logs, exports and training data."""

from __future__ import annotations

import re

# Longest forms first, so that an ID number isn't taken for a phone number with digits around it.
_PATTERNS = (
    # 18 or 15 digits of a resident ID, with blanks or dashes as people type them.
    (re.compile(r"(?<![0-9A-Za-z])\d{6}[ -]?(?:19|20)\d{2}[ -]?\d{4}[ -]?\d{3}[\dXx](?!\w)"), "[身份证号]"),
    (re.compile(r"(?<!\d)\d{6}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?!\d)"), "[身份证号]"),
    # 18 letters and digits of a unified social credit code.
    (re.compile(r"(?<![0-9A-Za-z])[159Y][1239]\d{6}[0-9A-HJ-NPQRTUWXY]{10}(?![0-9A-Za-z])"), "[信用代码]"),
    (re.compile(r"(?<!\d)(?:62|4\d|5[1-5])(?:[ -]?\d){14,17}(?!\d)"), "[银行卡号]"),
    # Tried once for each run of letters, not at each of them.
    (re.compile(r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"), "[邮箱]"),
    (re.compile(r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)"), "[手机号]"),
    (re.compile(r"(?<!\d)0\d{2,3}[ -]?\d{7,8}(?!\d)"), "[电话]"),
    (re.compile(r"((?:微信|QQ|qq|wx|WX|vx|VX)(?:号)?[:：是 ]{0,3})[A-Za-z0-9_-]{5,20}"), r"\1[账号]"),
)
_FULLWIDTH_DIGITS = str.maketrans("０１２３４５６７８９＠", "0123456789@")


def mask(text: str) -> str:
    """The text with phone, ID, bank card and credit code numbers, e-mail and chat accounts replaced."""
    shown = text.translate(_FULLWIDTH_DIGITS)
    for pattern, instead in _PATTERNS:
        shown = pattern.sub(instead, shown)
    return shown


def mask_deeply(value: object) -> object:
    """The same for every text inside lists and dicts."""
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, list):
        return [mask_deeply(item) for item in value]
    if isinstance(value, dict):
        return {key: mask_deeply(item) for key, item in value.items()}
    return value
