"""Numbers as Chinese counts them."""

from __future__ import annotations

NUMERAL = "[零〇一二三四五六七八九十百千]+"
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}


def chinese_number(numeral: str) -> int:
    """Value of a Chinese numeral such as 二十四, 一百零九 or 一〇九; raises KeyError for other characters."""
    if len(numeral) > 1 and all(char in _DIGITS for char in numeral):
        return int("".join(str(_DIGITS[char]) for char in numeral))
    total = section = digit = 0
    for char in numeral:
        if char in _DIGITS:
            digit = _DIGITS[char]
            continue
        unit = _UNITS[char]
        if unit >= 10_000:
            total = (total + section + digit) * unit
            section = 0
        else:
            section += (digit or 1) * unit
        digit = 0
    return total + section + digit


def chinese_numeral(value: int) -> str:
    """How a number below 100,000 is counted in Chinese: 10 is 十, 109 is 一百零九."""
    written, gap = "", False
    for position, unit in ((10_000, "万"), (1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // position % 10
        if digit:
            written += ("零" if gap and written else "") + "零一二三四五六七八九"[digit] + unit
        gap = not digit
    return written.removeprefix("一") if written.startswith("一十") else written or "零"
