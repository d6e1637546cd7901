"""Facts that a sentence already states, so that nobody is asked what they have said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from bot.policy.amounts import UnreadableAmount, read_amount, read_number
from bot.policy.attributes import Attribute, attributes, outermost, plain_number

_NUMERAL = r"[\d零〇一二两俩三四五六七八九十百]+"
_SUM_CHARACTERS = r"[\d,.零〇一二两三四五六七八九十百千万亿半点个多来余]"
# A sum of money as people write it.
SUM = (
    rf"{_SUM_CHARACTERS}*[\d零〇一二两三四五六七八九十百千半][多来余]?个?"
    rf"(?:[万亿w千k]+|元|块){_SUM_CHARACTERS}*"
)
# «不是退役军人», «没有专利», «我不算学生»; the word may follow after 什么, 那种.
_DENIED = re.compile(r"(?:不是|不算|不属于|并非|没有|没得|没|非|不|未)(?:什么|那种|任何|一个|个|过)?$")
# Whether somebody is something, asked and not said: «是不是小微企业», «算不算», «如果我是».
_OPEN = re.compile(
    r"(?:(?:是不是|算不算|是否|有没有?|必须是?|要求是?|除了)(?:一个|个)?"
    r"|(?:如果|要是|假如|万一)[^，。？！,?!]*)$"
)


# Somebody speaks of a case, not of the rule: «退役军人能贷多少» states nothing of the speaker.
_SPEAKER = re.compile(
    r"我|咱|俺|本人|本公司|本企业|作为|来访|来电|[有是来][一]?[位个家名]|想|打算|准备|刚(?!起步|成立|注册)|已经|还没|了|过"
)


def facts_in(text: str) -> dict[str, Any]:
    """attribute → value for all that the sentence states beyond doubt; contradictions are left out."""
    found: dict[str, Any] = {}
    for attribute in attributes().values():
        values = list(dict.fromkeys(_stated(attribute, text)))
        if len(values) == 1:
            found[attribute.name] = values[0]
    return found


def _stated(attribute: Attribute, text: str) -> Iterator[Any]:
    if attribute.type == "bool":
        yield from (not negated for _, negated in _hits(attribute.said, text))
    elif attribute.type == "choice":
        hits = [
            (span, None if negated else choice.value)
            for choice in attribute.choices
            for span, negated in _hits(choice.said, text)
        ]
        yield from (value for _, value in outermost(hits) if value)
    else:
        for pattern in attribute.said:
            yield from _numbers(attribute, _compiled(pattern), text)


def _hits(patterns: list[str], text: str) -> Iterator[tuple[tuple[int, int], bool]]:
    """(span, whether denied) of each place where one of the patterns stands as a statement."""
    for pattern in patterns if _SPEAKER.search(text) else ():
        for match in _compiled(pattern).finditer(text):
            before = text[: match.start()]
            if not _OPEN.search(before):
                yield match.span(), bool(_DENIED.search(before))


def _numbers(attribute: Attribute, pattern: re.Pattern[str], text: str) -> Iterator[Any]:
    for match in pattern.finditer(text):
        if _DENIED.search(text[: match.start()]):
            continue
        if "amount" in match.groupdict():
            try:
                yield plain_number(read_amount(match["amount"]).yuan)
            except UnreadableAmount:
                continue
        else:
            number = read_number(match["n"])
            if number is not None and number == int(number):
                # «第三次» speaks of the time that is asked for, so one less lies behind.
                yield int(number) - (match[0].startswith("第"))


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("{n}", f"(?P<n>{_NUMERAL})").replace("{amount}", f"(?P<amount>{SUM})"))
