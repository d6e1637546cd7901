"""Of how long a sum is: «三个月拢共二十六万» is a quarter's, «每个月八万» a month's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from bot.nlu.facts.clauses import Clause
from bot.nlu.facts.fact import Fact
from bot.nlu.facts.parts import WHOLE
from bot.policy.amounts import read_number
from bot.policy.attributes import attributes, plain_number
from bot.policy.conditions import number
from bot.policy.formulas import names_in, value_of

_N = "[一二三四五六七八九十]"
_LONG_AGO = "(?!以?前|之前|没|[以之]?后|份)"
# What tells a length, by its months; what is said of each month outweighs the length it is said for.
# «月租», «年收入», «季付»: what comes in that often.
_FLOWS_IN = "(?=[租入销营流]|收入|开票|利润|均[租销营])"
_EACH_MONTH = re.compile(
    f"每个?月|月均|平均[^，。]{{0,4}}月|一个月|单月|(?<![\\d一二三四五六七八九十上个])月{_FLOWS_IN}"
)
_A_DAY = re.compile("一天|[当同那每]天|今天|昨天|[一每]单")
_LENGTHS = (
    (
        1,
        re.compile(rf"(?:上|这|本|当|那|单|头)个?月|(?<![\d{_N[1:-1]}])(?:1[0-2]|[1-9]|十[一二]?|{_N})月份?"),
    ),
    (3, re.compile(r"(?<!按)(?<!按.)季度?(?![节报风付])|仨月")),
    (6, re.compile("[上下]?半年")),
    (12, re.compile(f"一年|全年|去年|今年|年(?:收入|营业额|销售额|交易额)|(?<![\\d前后两])年{_FLOWS_IN}")),
)
_COUNTED = re.compile(rf"(?P<n>1[0-2]|[2-9]|两|十[一二]?|{_N})个月{_LONG_AGO}")
_WHICH_YEAR = r"前年|去年|上年|今年|本年|当年|明年|\d{2,4}年"
_FROM_TO = re.compile(
    rf"(?P<since>{_WHICH_YEAR})?(?P<first>\d{{1,2}}|十[一二]|{_N})月?份?[到至-]"
    rf"(?P<until>{_WHICH_YEAR})?(?P<last>\d{{1,2}}|十[一二]|{_N})月"
)
# The years that words name, counted from this one.
_YEARS_ON = {"前年": -2, "去年": -1, "上年": -1, "今年": 0, "本年": 0, "当年": 0, "明年": 1}
_IN_A_ROW = re.compile(rf"(?<![十{_N[1:-1]}])({_N}{{2,3}})月")
_REPORTS = ((1, re.compile("月报|按月")), (3, re.compile("季报|按季")))
_AS_TOLD = 0.98
_ECHO = 0.85
_MOST_LETTERS = 9
_A_QUARTER = 3
# Nobody sums up a longer time in months.
_LONGEST = 36


def months_told(text: str) -> int | None:
    """The months of the sum that a clause tells, 0 for a day; None where it doesn't say."""
    if (row := _IN_A_ROW.search(text)) and row[1] in "一二三四五六七八九":
        return len(row[1])
    if span := _FROM_TO.search(text):
        first, last = (read_number(span[name]) for name in ("first", "last"))
        months = int(last - first) + 1 + 12 * _years_between(span) if first and last else 0
        return months if 1 < months <= _LONGEST else None
    if _EACH_MONTH.search(text) and not WHOLE.search(text):
        return 1
    found = {months for months, pattern in _LENGTHS if pattern.search(text)}
    found |= {int(n) for match in _COUNTED.finditer(text) if (n := read_number(match["n"]))}
    if not found:
        return 1 if _EACH_MONTH.search(text) else 0 if _A_DAY.search(text) else None
    return max(found) if WHOLE.search(text) else min(found)


def _years_between(span: re.Match[str]) -> int:
    """«去年10月到今年9月» goes over one turn of the year; without a year at its end none."""
    since, until = (_year(span[name]) for name in ("since", "until"))
    return until - since if since is not None and until is not None else 0


def _year(named: str | None) -> int | None:
    """A year, counted from this one; in digits, from the century's turn."""
    if named is None:
        return None
    return _YEARS_ON[named] if named in _YEARS_ON else int(named[:-1]) % 100


def of_their_periods(
    facts: Iterable[Fact], parts: Sequence[Clause], wanted: Sequence[str], asked: str | None
) -> Iterator[Fact]:
    """The facts, each sum under the attribute that is of the period told with it; unheard where none is."""
    periods = {(part.start, part.end): _period(parts, i) for i, part in enumerate(parts)}
    every = list(facts)
    meant = [_meant(fact, periods.get(fact.span), wanted, asked) for fact in every]
    told = {fact.span for fact, to in zip(every, meant, strict=True) if to}
    given: set[tuple[str, tuple[int, int]]] = set()
    for fact, to in zip(every, meant, strict=True):
        attribute, months = attributes()[fact.attribute], periods.get(fact.span)
        if attribute.unit == "个月" and _FROM_TO.search(fact.said):
            # «一到十一月» is when, not how long.
            continue
        if months is None and fact.attribute != asked and _follows_from_a_period(fact.attribute):
            yield fact
            yield from _parts_of_it(fact, _filed(parts), wanted, every)
        elif months is None or attribute.type != "amount":
            yield fact
        elif to:
            if (to, fact.span) in given:
                continue
            given.add((to, fact.span))
            certainty = fact.certainty if fact.vague else max(fact.certainty, _AS_TOLD)
            yield replace(fact, attribute=to, certainty=certainty)
        elif fact.attribute != asked and _follows_from_a_period(fact.attribute):
            yield from _parts_of_it(fact, months, wanted, every)
        elif attribute.months not in (0, months) or (fact.span in told and fact.certainty < _ECHO):
            if fact.attribute == asked and _EACH_MONTH.search(fact.said):
                yield replace(fact, value=_times(fact.value, attribute.months), certainty=_ECHO)
        else:
            yield fact
            yield from _its_length(fact, months, wanted, every)


def _period(parts: Sequence[Clause], i: int) -> int | None:
    """Told in the clause itself, or before a few words («这个季度，拢共…», «这个月店里八万，外卖五万»)."""
    own = months_told(parts[i].text)
    if own is not None or i == 0 or parts[i - 1].asks:
        return own
    before = parts[i - 1].text
    goes_on = min(len(before), len(parts[i].text)) <= _MOST_LETTERS
    return months_told(before) if goes_on else None


def _meant(fact: Fact, months: int | None, wanted: Sequence[str], asked: str | None) -> str:
    """The one attribute among those wanted that is of this period; empty where none or several are."""
    attribute = attributes()[fact.attribute]
    if not months or attribute.type != "amount" or not (attribute.months or fact.attribute == asked):
        return ""
    if attribute.months == months:
        return fact.attribute
    # A year's rent is no year's sales.
    alike = [name for name in wanted if attributes()[name].flow == attribute.flow]
    of_it = [name for name in alike if attributes()[name].months == months]
    if not of_it and months > _A_QUARTER and _FROM_TO.search(fact.said):
        # «一到十一月» is what there was so far; half a year is no whole.
        of_it = [n for n in alike if attributes()[n].rolling and months < attributes()[n].months]
    return of_it[0] if len(of_it) == 1 else ""


def _follows_from_a_period(name: str) -> bool:
    """Whether it is worked out from the sum of a month or quarter, so that no other sum is it."""
    parts = {part for formula in attributes()[name].formula for part in names_in(formula)}
    return any(attributes()[part].months for part in parts)


def _filed(parts: Sequence[Clause]) -> int | None:
    """The months of the period that somebody says they report for («小规模月报»)."""
    found = {months for months, pattern in _REPORTS for part in parts if pattern.search(part.text)}
    return found.pop() if len(found) == 1 else None


def _parts_of_it(
    fact: Fact, months: int | None, wanted: Sequence[str], heard: Sequence[Fact]
) -> Iterator[Fact]:
    """«本月不含税10万»: the month's sum, and that no tax is in it; none where a part was heard itself."""
    told = {other.attribute: other.value for other in heard}
    for formula in attributes()[fact.attribute].formula:
        names = names_in(formula)
        sums = [name for name in names if attributes()[name].months == months]
        answers = [name for name in names if attributes()[name].type == "bool"]
        if (
            isinstance(fact.value, dict)
            or not months
            or len(sums) != 1
            or {*sums} & told.keys()
            or {*sums} - {*wanted}
        ):
            continue
        value = number(fact.value)
        if value_of(formula, {sums[0]: value, **dict.fromkeys(answers, Decimal(0))}) == value:
            yield replace(fact, attribute=sums[0])
            yield from (replace(fact, attribute=n, value=False) for n in answers if not told.get(n))


def _times(value: Any, months: int) -> Any:
    """What comes to so much each month, over so many months."""
    if isinstance(value, dict):
        return {name: plain_number(number(bound) * months) for name, bound in value.items()}
    return plain_number(number(value) * months)


def _its_length(fact: Fact, months: int, wanted: Sequence[str], heard: Sequence[Fact]) -> Iterator[Fact]:
    """«一年租金九万六»: the months over which a sum is spread, where something follows from both."""
    told = {other.attribute for other in heard}
    for name in wanted:
        for formula in attributes()[name].formula:
            parts = names_in(formula)
            lengths = [part for part in parts if attributes()[part].unit == "个月"]
            if fact.attribute in parts and len(parts) == 2 and lengths and lengths[0] not in told and months:
                yield replace(fact, attribute=lengths[0], value=months, vague=False)
