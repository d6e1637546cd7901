"""Sums that are told in parts, month by month, on top of what is known, or in place of it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from bot.dialogue.people import SURELY_HEARD
from bot.dialogue.state import ME, State
from bot.nlu.facts import values
from bot.nlu.facts.clauses import Clause, clauses
from bot.nlu.facts.fact import Fact
from bot.nlu.facts.masking import masked
from bot.nlu.facts.parts import NOT_ALIKE, WHOLE, sums_in
from bot.nlu.facts.periods import months_told
from bot.policy.amounts import read_number
from bot.policy.attributes import attributes, plain_number
from bot.policy.conditions import DONT_KNOW
from bot.policy.quantity import as_amount
from bot.policy.said_numbers import quantities

_SEVERAL = 2
_CERTAINTY = 0.95
_MORE = re.compile("又(?![说讲改变问算调])|还有|另外|漏了|少算了|补了|补开|加上|再加|多了")
_MORE_OF_IT = re.compile("再加|还要加|漏了|漏算|少算|补算")
_LESS = re.compile("退(?![役伍休])|减(?![半免])|扣|少了|作废|冲红|还清|不算")
# Another one of what was told: its sum comes on top.
_ANOTHER = re.compile(
    r"还有(?:[一另][个家间笔张处单]?|[个家间]店|[别其]的|[^，。]{0,6}店)|(?<!不)另(?:外|[一]?[个家间笔张处])|别的(?:店|平台|地方)|又(?:开|搞|整|弄|接|卖|借|贷|招|请|进|来|找|收)|还招|再招"
    r"|(?:淘宝|拼多多|抖音|京东|微信|快手|小红书|闲鱼|视频号|线下|门店|店里|网上|[上边里家])(?:还|也|另)(?:有|卖|收|开|在)"
    r"|再加|加上|还要加|漏了|没算"
)
# Of what is sold in several places, not of who owes («那边还差五万»).
_ELSEWHERE = re.compile("那[边家头]")
_REMAINS = re.compile("还[差欠剩]|[付打给结转还]了")
_BY_NOW = re.compile(f"现在|就有|有了|{WHOLE.pattern}")
_GOES_ON = re.compile("还(?:能|要|会|得|可以)?再?(?:卖|开|做|收|进账)|再(?:卖|开|做|收)")
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


def with_sums(text: str, state: State, candidates: Sequence[str], heard: list[Fact]) -> list[Fact]:
    """What was heard, with the sums that follow from the arithmetic of a message."""
    heard = _month_by_month(text, candidates, heard)
    if whole := _added_up(text, state, candidates, heard):
        return [*(fact for fact in heard if fact.attribute != whole.attribute), whole]
    if anew := _whole_anew(text, state, candidates):
        # What its number was taken for beside it goes.
        return [*(f for f in heard if f.attribute != anew.attribute and not _same_sum(f, anew)), anew]
    heard = _further_on(text, state, candidates, heard)
    heard = _another(text, state, heard)
    heard = _but_for_more(text, state, candidates, heard)
    return [*heard, *_restated(text, state, candidates, heard), *_on_top(text, state, candidates, heard)]


def _month_by_month(text: str, candidates: Sequence[str], heard: list[Fact]) -> list[Fact]:
    """«7月9万、8月12万、9月11万»: none of them is the month or quarter that is asked; three are a quarter."""
    told = [(clause, masked(clause.plain)) for clause in clauses(text) if not clause.asks]
    sums = {
        (clause.start, clause.end): amount.exact
        for clause, taken in told
        if len(taken.days) == 1
        for amount in sums_in(clause.plain)
        if amount.unit and amount.exact
    }
    if len(sums) < _SEVERAL:
        return heard
    kept = [f for f in heard if f.span not in sums or attributes()[f.attribute].type != "amount"]
    span = (min(start for start, _ in sums), max(end for _, end in sums))
    for name in candidates:
        if attributes()[name].months == len(sums):
            kept.append(Fact(name, plain_number(Decimal(sum(sums.values()))), span, text, 1.0))
    return kept


def _added_up(text: str, state: State, candidates: Sequence[str], heard: Sequence[Fact]) -> Fact | None:
    """«六万和五万» to what adds up is eleven; None where the message tells no parts of one whole."""
    parts = _sums(text)
    each = _each(text) if len(parts) == 1 else None
    if each is None and len(parts) < _SEVERAL:
        return None
    name = _whole_asked(text, state, candidates, heard, parts)
    said = "".join(clause.text for _, clause in parts)
    if name is None or NOT_ALIKE.search(said) or any(clause.corrects for _, clause in parts):
        return None
    named_again = plain_number(parts[0][0]) == state.facts_of(state.who).get(name)
    alike = name == state.asked or named_again or _TOGETHER.search(text) or _side_by_side(parts)
    if each is None and not alike:
        return None
    told = next((value for value, clause in parts if WHOLE.search(clause.text)), each)
    whole = sum((value for value, _ in parts), Decimal(0)) if told is None else told
    span = (parts[0][1].start, parts[-1][1].end)
    supposed = any(clause.supposes for _, clause in parts)
    return Fact(
        name, plain_number(whole), span, text[slice(*span)], _CERTAINTY, state.who, hypothetical=supposed
    )


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


def _each(text: str) -> Decimal | None:
    """«两单，各六百»: so much each, so often."""
    for quantity in quantities(text):
        count = _EACH.search(text[: quantity.start])
        number = read_number(count["n"]) if count else None
        amount = as_amount(quantity)
        if number and amount and amount.exact:
            return amount.exact * number
    return None


def _another(text: str, state: State, heard: Sequence[Fact]) -> list[Fact]:
    """«淘宝还有一家，一年三万»: on top of what is known; «又招了一个，现在8个» are eight."""
    another, elsewhere = _ANOTHER.search(text), _ELSEWHERE.search(text)
    if not (another or elsewhere) or _LESS.search(text) or _REMAINS.search(text):
        return list(heard)
    found, told = list(heard), clauses(text)
    for fact in heard:
        sold_elsewhere = elsewhere and attributes()[fact.attribute].months
        if _BY_NOW.search(fact.said) or not (another or sold_elsewhere) or not _comes_on_top(fact, state):
            continue
        whole = next(((v, c) for c in told if (v := _whole_by_now(c, fact)) is not None), None)
        found.remove(fact)
        if whole is None:
            found.append(replace(fact, adds=True))
        else:
            value, clause = whole
            found = [other for other in found if other.span != (clause.start, clause.end)]
            found.append(replace(fact, value=value, span=(clause.start, clause.end), said=clause.text))
    return found


def _whole_by_now(clause: Clause, fact: Fact) -> Any:
    """The number of a clause behind a fact that tells what all come to; None where it tells none."""
    if clause.start < fact.span[1] or clause.asks or not _BY_NOW.search(clause.text):
        return None
    taken = masked(clause.plain)
    alone = values.nothing_but_number(replace(taken, text=_BY_NOW.sub("", taken.text)))
    attribute = attributes()[fact.attribute]
    return values.number(attribute, taken, False, None, dt.date.today()) if alone else None


def _comes_on_top(fact: Fact, state: State) -> bool:
    known = state.facts_of(state.who if fact.who == ME else fact.who).get(fact.attribute)
    new = known not in (None, DONT_KNOW, fact.value) and fact.value != DONT_KNOW
    return attributes()[fact.attribute].adds_up and new and not fact.corrects


def _restated(text: str, state: State, candidates: Sequence[str], heard: Sequence[Fact]) -> Iterator[Fact]:
    """«2.3亿是集团合并的，我们自己是1.6亿»: a sum named again, and the one that stands in its place."""
    sums = _sums(text, heard)
    for name, value in _sums_known(state, candidates, heard):
        others = [(s, clause) for s, clause in sums if s != value]
        if len(others) == 1 and len(sums) > 1 and not attributes()[name].adds_up:
            new, clause = others[0]
            span = (clause.start, clause.end)
            yield Fact(name, plain_number(new), span, clause.text, _CERTAINTY, state.who, corrects=True)


def _whole_anew(text: str, state: State, candidates: Sequence[str]) -> Fact | None:
    """«外卖那边漏了一万六，一共三十万零两千»: the whole as it is now, in place of the one sum known."""
    wholes = [(value, clause) for value, clause in _sums(text) if WHOLE.search(clause.text)]
    known = state.facts_of(state.who)
    if len(wholes) != 1:
        return None
    value, clause = wholes[0]
    months = months_told(clause.text)
    own = [n for n in candidates if attributes()[n].adds_up]
    names = [n for n in own if n in known or n == state.asked]
    if months and any(attributes()[n].months != months for n in names):
        # «三个月拢共二十六万» is another whole than the month known.
        names = [n for n in own if attributes()[n].months == months]
    if len(names) != 1:
        return None
    return Fact(
        names[0], plain_number(value), (clause.start, clause.end), clause.text, _CERTAINTY, state.who,
        hypothetical=clause.supposes, corrects=True,
    )  # fmt: skip


def _same_sum(fact: Fact, whole: Fact) -> bool:
    alike = fact.span == whole.span or fact.value == whole.value
    return alike and attributes()[fact.attribute].type == "amount"


def _further_on(text: str, state: State, candidates: Sequence[str], heard: Sequence[Fact]) -> list[Fact]:
    """«要是十二月还能卖五十万呢»: a further month of the months in a row that are known is on top of them."""
    known = state.facts_of(state.who)
    rolling = [n for n in candidates if attributes()[n].rolling and known.get(n) not in (None, DONT_KNOW)]
    if len(rolling) != 1 or not _GOES_ON.search(text):
        return list(heard)
    further = [
        (amount.exact, clause)
        for clause in clauses(text)
        if _GOES_ON.search(clause.text) and (clause.supposes or not clause.asks)
        for amount in sums_in(clause.plain)
        if amount.exact is not None
    ]
    if len(further) != 1:
        return list(heard)
    value, clause = further[0]
    span = (clause.start, clause.end)
    fact = Fact(
        rolling[0], plain_number(value), span, clause.text, _CERTAINTY, state.who,
        hypothetical=clause.supposes, adds=True,
    )  # fmt: skip
    return [*(f for f in heard if not _same_sum(f, fact)), fact]


def _but_for_more(text: str, state: State, candidates: Sequence[str], heard: list[Fact]) -> list[Fact]:
    """«少算了，再加十万» is more of the one sum known, and no sum of something new."""
    known = list(_sums_known(state, candidates, heard))
    if len(known) != 1 or not _MORE_OF_IT.search(text):
        return heard
    return [
        fact
        for fact in heard
        if attributes()[fact.attribute].type != "amount" or fact.certainty >= SURELY_HEARD
    ]


def _on_top(text: str, state: State, candidates: Sequence[str], heard: Sequence[Fact]) -> Iterator[Fact]:
    """«后来又补了一单，四千»: on top of the one sum that is known."""
    sums, known = _sums(text, heard), list(_sums_known(state, candidates, heard))
    if len(sums) == len(known) == 1 and _MORE.search(text) and not _LESS.search(text):
        more, clause = sums[0]
        span, supposed = (clause.start, clause.end), clause.supposes
        yield Fact(
            known[0][0], plain_number(more), span, clause.text, _CERTAINTY, state.who,
            hypothetical=supposed, adds=True,
        )  # fmt: skip


def _sums(text: str, heard: Sequence[Fact] = ()) -> list[tuple[Decimal, Clause]]:
    """The sums of a message in clauses that neither ask nor state a fact heard, each with its clause."""
    taken = {fact.span for fact in heard}
    return [
        (amount.exact, clause)
        for clause in clauses(text)
        if (clause.start, clause.end) not in taken and not clause.asks
        for amount in sums_in(clause.plain)
        if amount.exact is not None
    ]


def _sums_known(
    state: State, candidates: Sequence[str], heard: Sequence[Fact]
) -> Iterator[tuple[str, Decimal]]:
    """(attribute, sum) of what is known exactly, matters now and is not told in this message."""
    told = {fact.attribute for fact in heard}
    for name, value in state.facts_of(state.who).items():
        attribute = attributes().get(name)
        exact = not isinstance(value, dict) and value != DONT_KNOW
        if attribute and attribute.type == "amount" and exact and name in candidates and name not in told:
            yield name, Decimal(str(value))
