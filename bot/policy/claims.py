"""Figures that a question supposes («听说能贷50万？») and that no source states."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from bot.policy.amounts import SUM, UnreadableAmount, read_amount, read_number
from bot.policy.topics import Topic

_NUMERAL = r"[\d.零〇一二两三四五六七八九十百点]{1,12}"
_SHARE = rf"(?P<n>{_NUMERAL})\s*(?:[%％]|个百分点|个点)|百分之(?P<m>{_NUMERAL})"
_FIGURE = re.compile(rf"(?P<sum>{SUM})|{_SHARE}")
# What somebody is to get, and so what a document would have to say; what they have or want is no claim.
_GIVEN = re.compile(
    r"(?:贷到?|补贴?|补助|奖励?|给|领|拿|借到?|发|减免?|免|返还?|退|报销|资助|贴息?|额度|上限|最高|最多|封顶|有|是|达)"
    r"[^\d，。？！,?!]{0,5}$"
)
_ASKS = re.compile(
    r"不是能|[岂那]不是|听说|据说|都说|说是|说能|说有|有人说|网上|传|真的|是不是|是否|对[吗不]|[吗么？?]"
)
_OWN = re.compile(r"我们?[^，。？！,?!]{0,6}(?:有|是|的)[^，。？！,?!]{0,6}$|[贷借]了[^\d，。？！,?!]{0,5}$")


def unsupported_figures(text: str, topic: Topic) -> tuple[str, ...]:
    """The sums and shares, as written, that a question takes for granted and no source of `topic` has."""
    if not _ASKS.search(text):
        return ()
    known = {value for source in _texts(topic) for _, value in _figures(source)}
    return tuple(
        dict.fromkeys(
            match[0].strip()
            for match, value in _figures(text)
            if value not in known and _is_claim(text[: match.start()])
        )
    )


def claimed_sum(text: str) -> Decimal | None:
    """The largest sum, in 元, that a question supposes somebody is to get; None where it supposes none."""
    sums = [
        value
        for match, (unit, value) in _figures(text)
        if unit == "yuan" and _is_claim(text[: match.start()])
    ]
    return max(sums) if sums and _ASKS.search(text) else None


def _is_claim(before: str) -> bool:
    return bool(_GIVEN.search(before)) and not _OWN.search(before)


def _texts(topic: Topic) -> Iterator[str]:
    yield topic.answer
    yield from topic.aspects.values()
    yield from (source.quote for source in topic.sources)


def _figures(text: str) -> Iterator[tuple[re.Match[str], tuple[str, Decimal]]]:
    """(match, what it amounts to) of each sum and each share that can be read."""
    for match in _FIGURE.finditer(text):
        if match["sum"]:
            try:
                yield match, ("yuan", read_amount(match["sum"]).yuan)
            except UnreadableAmount:
                continue
        else:
            share = read_number(match["n"] or match["m"])
            if share is not None:
                yield match, ("percent", share)
