"""Sums that are told in parts: here and there, so much each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from bot.dialogue.people import SURELY_HEARD
from bot.dialogue.state import State
from bot.dialogue.told_sums import ANOTHER, CERTAINTY, amounts_told
from bot.nlu.facts.clauses import Clause
from bot.nlu.facts.fact import Fact
from bot.nlu.facts.parts import NOT_ALIKE, WHOLE, bounds_of, sum_of
from bot.nlu.facts.periods import months_told
from bot.policy.amounts import read_number
from bot.policy.attributes import attributes, plain_number
from bot.policy.quantity import as_amount
from bot.policy.said_numbers import quantities

_SEVERAL = 2
_WHERE = re.compile(
    r"[^没不了过着\d一二两三四五六七八九十百千万]{1,4}[\d一二两三四五六七八九十百千万.多来]+[元块]?"
)
_TOGETHER = re.compile(
    r"[和加跟与、]|还有|另|同一?天|一个[^，。]*一个|一[家单笔][^，。]*一[家单笔]|那边|上午[^。]*下午"
)
_ONE_DAY, _OF_A_DAY = re.compile("同一?天|[一当]天"), re.compile("一天")
_EACH = re.compile(
    r"(?P<n>[两二三四五六七八九十\d]+)个?[单家笔件次户店人活][^。]{0,10}?(?:各|每[单家笔件个户次]|都是)[卖收做有是了给]{0,3}$"
)


def added_up(text: str, state: State, candidates: Sequence[str], heard: Sequence[Fact]) -> Fact | None:
    """«六万和五万» to what adds up is eleven; None where the message tells no parts of one whole."""
    amounts = amounts_told(text)
    parts = [(amount.at_least, clause) for amount, clause in amounts if amount.at_least is not None]
    each = _each(text) if len(parts) == 1 else None
    if each is None and len(parts) < _SEVERAL:
        return None
    name = _whole_asked(text, state, candidates, heard, parts)
    said = "".join(clause.text for _, clause in parts)
    # «算漏了，那边七万，这边还有五万» corrects by telling the parts.
    corrects = any(clause.corrects for _, clause in parts) and not ANOTHER.search(said)
    if name is None or NOT_ALIKE.search(ANOTHER.sub("", said)) or corrects:
        return None
    named_again = plain_number(parts[0][0]) == state.facts_of(state.who).get(name)
    alike = name == state.asked or named_again or _TOGETHER.search(text) or _side_by_side(parts)
    if each is None and not alike:
        return None
    told = next((bounds_of(amount) for amount, clause in amounts if WHOLE.search(clause.text)), each)
    whole = sum_of(*(bounds_of(amount) for amount, _ in amounts)) if told is None else told
    span = (parts[0][1].start, parts[-1][1].end)
    supposed = any(clause.supposes for _, clause in parts)
    return Fact(
        name, whole, span, text[slice(*span)], CERTAINTY, state.who, vague=isinstance(whole, dict),
        hypothetical=supposed,
    )  # fmt: skip


def _side_by_side(parts: Sequence[tuple[Decimal, Clause]]) -> bool:
    """«这个月批发六万，零售三万»: behind the first nothing but where it was sold, and the sum."""
    further = [clause.text for _, clause in parts[1:]]
    return all(_WHERE.fullmatch(text.strip()) for text in further)


def _whole_asked(
    said: str,
    state: State,
    candidates: Sequence[str],
    heard: Sequence[Fact],
    parts: Sequence[tuple[Decimal, Clause]],
) -> str | None:
    """The attribute that the parts add up to: what is asked, else the only one heard or known."""
    spans = {(clause.start, clause.end) for _, clause in parts}
    if any(f.attribute == state.asked and f.certainty >= SURELY_HEARD and f.span in spans for f in heard):
        # «房贷三十万，信用卡两万»: which of them is meant was told.
        return None
    if state.asked and attributes()[state.asked].adds_up:
        months = {of for _, clause in parts if (of := months_told(clause.text))}
        return state.asked if not months or months == {attributes()[state.asked].months} else None
    told = {fact.attribute for fact in heard if fact.span in spans}
    own = [name for name in candidates if attributes()[name].adds_up]
    if found := [name for name in own if name in told]:
        return found[0] if len(found) == 1 and told == set(found) else None
    if (
        not told
        and all(months_told(clause.text) in (0, None) for _, clause in parts)
        and _ONE_DAY.search(said)
    ):
        # «同一天的，六百和七百».
        daily = [name for name in own if _OF_A_DAY.search(attributes()[name].question)]
        return daily[0] if len(daily) == 1 else None
    sums = [plain_number(value) for value, _ in parts]
    known = state.facts_of(state.who)
    again = [name for name in own if known.get(name) in sums]
    return again[0] if len(again) == 1 and not told else None


def _each(text: str) -> Any:
    """«两单，各六百»: so much each, so often."""
    for quantity in quantities(text):
        count = _EACH.search(text[: quantity.start])
        number = read_number(count["n"]) if count else None
        amount = as_amount(quantity)
        if number and amount and amount.exact:
            return plain_number(amount.exact * number)
    return None
