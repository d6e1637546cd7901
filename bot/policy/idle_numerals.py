"""Numerals that count nothing: parts of words, days of the calendar, one that stands for none at all."""

from __future__ import annotations

import re

# «一下», «万一», «十分»: numerals that count nothing; a calendar day or year is read as a date.
_IDLE = re.compile(
    r"(?<![\d一二两三四五六七八九十百千几])万一|(?<![一二两三四五六七八九十\d])千万(?=别|不要|要|记得)|一(?:下|些|样|般|定|直|起|共|旦|切|边|方面|体|线|带|时|手|路|口气|块儿?)|一哈|一点(?![\d零一二三四五六七八九])|一点(?=一点)|(?<=[这那])一(?=[栏项条块样])|统一|唯一|一(?=[签收交租](?:就|，|,|$))|一次(?:性|(?=[收付交给清拿缴]))|(?:(?<=[百千万块元])|(?<=[百千万][一二三四五六七八九]))一(?=个?(?:月|年|天|季度?|礼拜|星期|单|次|趟|晚|场))|(?<=[百千万块元])一[个家单笔件张间](?=[^，。]{0,3}[\d一二两三四五六七八九])|[两俩]口子|第一(?=财|产)"
    r"|十分|三证|五险|四川|百货|[一两]头|双创|九乡|五华|四大"
    r"|(?<!\d)(?:19|20)\d\d(?:年|(?!\d|\s*个?[多来余几]?\s*[万亿千百wWkK元块人名户家次台]))|(?:\d\d|[零〇一二九][零〇一二三四五六七八九])年(?=\d|[一二三四五六七八九十]{1,2}月)|\d{1,2}月份?(?:\d{1,2}(?:[日号]|(?![\d.%万亿千百元块人个名次家wWkK])))?|\d{1,2}[/.-]\d{1,2}[日号]|[\d一二三四五六七八九十]{1,3}月份?(?:[\d一二三四五六七八九十]{1,3}[日号])?"
    r"|[\d一二三四五六七八九十]{1,6}[号届楼层线街路](?!人)|大[一二三四]|[研博高初][一二三]|[\d一二三]{1,4}[gGD]\b"
)
# «没欠一分», «一次都没»: one stands for none at all; «不到一个亿» is a bound.
_NOT_ONE = re.compile(
    r"(?:没|不|未|莫)(?!到|超|止|足|满|低于|少于|够|只)[^，。,]{0,4}?一[次回天分个家笔项毛块日点]|一[次回天分个家笔项毛点]钱?[都也]?(?:没|不|莫|未)"
)

# «撑死能批几万»: what is asked, and no figure that anybody told.
_ASKED = re.compile(
    r"(?:能|可以|得|会|撑死|最多|顶多|到底|该|要)[^，。？！?!\d]{0,5}"
    r"[贷批拿领给补借放交罚抵减免贴返][得到着]{0,2}几[十百千万]{0,2}[块元]?钱?(?=$|[，。？！?!吗呢嘛噶])"
)


def without_idle(text: str) -> str:
    """The text with each of them hidden, as long as it was."""
    return _ASKED.sub(_hidden, _NOT_ONE.sub(_hidden, _IDLE.sub(_hidden, text)))


def _hidden(match: re.Match[str]) -> str:
    return "·" * len(match[0])
