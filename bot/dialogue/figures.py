"""The figures of a sum, however they are told: «贷10万一年我自己掏多少», «砍到4了», «那才三千万的话呢»."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.dialogue.people import SUPPOSED, spoken_of
from bot.dialogue.state import State
from bot.nlu.facts import values
from bot.nlu.facts.clauses import Clause, clauses
from bot.nlu.facts.fact import Fact
from bot.nlu.facts.masking import masked
from bot.nlu.normalize import normalize
from bot.policy.attributes import Attribute, attributes, bounded
from bot.policy.quantity import Quantity, as_amount, in_unit

_AS_TOLD, _BY_ITS_UNIT, _WHICH_IS_UNSAID = 0.98, 0.95, 0.75
# Who has heard a number under another name this surely tells something else with it.
_SURELY_ANOTHER = 0.95
# A rate is said without its unit («利率按3.5», «谈到4»), and is never so high.
_A_RATE = re.compile(
    r"(?:利率|利息|年息|年化|lpr|报|批|砍|谈|压|降|涨|升|调|浮|当[它是]?|算[它是]?)[^\d,，。一二两三四五六七八九十]{0,4}$"
)
_HIGHEST_RATE = 36
_CHARACTER = re.compile(r"[^\W\d_一二两三四五六七八九十百千万亿]")
_A_YEAR = re.compile("(?<=[百千万块元])一年")
_SEVERAL = 2
_IT = re.compile("[它这那]")
# What is owed elsewhere, heard of or limited by a paper is no figure of one's own case.
_NOT_OWN = re.compile(
    "上限|封顶|最高|额度|房贷|车贷|花呗|借呗|信用卡|网贷|别人|人家|听说|文件|规定|那档|以[上下内]"
)
# Characters that a question has and that name nothing.
_NAMES_NOTHING = frozenset(
    "的了吗呢吧您你我它是有在和与或按从到几多少什么哪一个年月天次这那把不没各每算准备合同上（）()，。？?、 "
)


def with_figures(text: str, state: State, figures: Sequence[str], heard: Sequence[Fact]) -> list[Fact]:
    """What was heard, with the numbers that can only be figures of the sum at hand.

    `figures`: the attributes it is reckoned from. A question tells its numbers, too: they are supposed.
    """
    parts = clauses(text)
    found = _one_for_each_number(heard, parts, state.asked)
    found = [_surer(fact) if fact.attribute in figures else fact for fact in found]
    for clause in parts if figures else ():
        if clause.ignorant:
            continue
        alone = _alone(clause, parts)
        if alone is not None and (fact := _anew(alone, clause, state, figures)):
            found = [*(f for f in found if f.span != fact.span and f.attribute != fact.attribute), fact]
        elif not _NOT_OWN.search(clause.text):
            found += _by_their_units(clause, state, figures, found)
            found += _for_a_year(clause, state, figures, found)
    return found


def _one_for_each_number(heard: Sequence[Fact], parts: Sequence[Clause], asked: str) -> list[Fact]:
    """A sum told once is of one thing: of several heard in it the one that its clause speaks of stays."""
    found = list(heard)
    for clause in parts:
        here = [f for f in found if f.span == (clause.start, clause.end) and _is_sum(f)]
        if len(here) < _SEVERAL or len({str(fact.value) for fact in here}) > 1:
            continue
        best = max(here, key=lambda f: (f.attribute == asked, _shared(f.attribute, clause.text)))
        tied = [f for f in here if _shared(f.attribute, clause.text) == _shared(best.attribute, clause.text)]
        if best.attribute == asked or len(tied) == 1:
            found = [fact for fact in found if fact not in here or fact is best]
    return found


def _is_sum(fact: Fact) -> bool:
    """Whether it is a sum that somebody tells; what is worked out from others may be told beside them."""
    attribute = attributes()[fact.attribute]
    return attribute.type == "amount" and not attribute.formula


def _shared(name: str, said: str) -> int:
    """How many pairs of characters a clause has in common with the question for an attribute."""
    asked = attributes()[name].question + "，" + "，".join(attributes()[name].words)
    return len(
        {said[i : i + 2] for i in range(len(said) - 1)} & {asked[i : i + 2] for i in range(len(asked) - 1)}
    )


def _surer(fact: Fact) -> Fact:
    """«财务说利率改成3.8了» names what it is of: it is heard as surely as its unit tells."""
    named = any(word in fact.said for word in attributes()[fact.attribute].words)
    own = named and not fact.vague and not _NOT_OWN.search(fact.said)
    return replace(fact, certainty=max(fact.certainty, _AS_TOLD)) if own else fact


def nearest(names: Sequence[str], known: Mapping[str, Any], fitting: Mapping[str, Any]) -> str:
    """The attribute whose known value a new one comes nearest to: 310万 takes back 120万 rather than 3000万.

    `fitting`: the new number as a value of each attribute.
    """

    def apart(name: str) -> float:
        old, new = _about(known.get(name)), _about(fitting[name])
        return abs(math.log(new / old)) if old > 0 and new > 0 else math.inf

    return min(names, key=apart)


def _about(value: Any) -> float:
    """A number, or the least of what is known in bounds («两千多万»); 0 for what is none."""
    if isinstance(value, dict):
        value = value.get("at_least") or value.get("at_most")
    try:
        return float(value)
    except (TypeError, ValueError):
        return 0.0


def _alone(clause: Clause, parts: Sequence[Clause]) -> Quantity | None:
    """The number of a clause that says nothing else, where it stands alone, supposes or takes back."""
    taken = values.number_alone(masked(clause.plain))
    if len(taken.numbers) != 1 or not values.names_nothing(taken):
        return None
    meant = clause.supposes or clause.corrects or values.turns_out(clause.plain) or len(parts) == 1
    return taken.numbers[0] if meant else None


def _anew(quantity: Quantity, clause: Clause, state: State, figures: Sequence[str]) -> Fact | None:
    """A bare number as the figure told last that it can be, else as the only one that it can be."""
    if state.asked and values.fits(attributes()[state.asked], quantity):
        return None
    fitting = {n: v for n in figures if (v := _value(attributes()[n], quantity, alone=True)) is not None}
    own = state.facts_of(state.who)
    known = spoken_of(own)
    told = [name for name in known if name in fitting]
    if told:
        name = nearest(told, known, fitting)
    elif len(fitting) == 1:
        name = next(iter(fitting))
    else:
        return None
    return Fact(
        name, fitting[name], (clause.start, clause.end), clause.text,
        _AS_TOLD if len(told) <= 1 else _WHICH_IS_UNSAID, state.who, vague=clause.hedged, corrects=bool(told),
        hypothetical=clause.supposes or clause.asks or name in own.get(SUPPOSED, {}),
    )  # fmt: skip


def _by_their_units(
    clause: Clause, state: State, figures: Sequence[str], heard: Sequence[Fact]
) -> Iterator[Fact]:
    """«利率按3.5，一年贴多少»: what only one figure can be, and the words of the clause speak of."""
    span = (clause.start, clause.end)
    here = [fact for fact in heard if fact.span == span]
    told = {fact.attribute for fact in heard}
    before_it = len(told)
    said = normalize(clause.plain).text.lower()
    for quantity in masked(clause.plain).numbers:
        before, own = said[: quantity.start], said[quantity.start : quantity.end]
        if any(_tells(fact, quantity, figures) for fact in here) or (clause.asks and "几" in own):
            continue
        fitting = {
            name: value
            for name in figures
            if name not in told
            and (value := _value(attributes()[name], quantity, bool(_A_RATE.search(before)))) is not None
            and _spoken_of(attributes()[name], clause, bool(here) or len(told) > before_it)
        }
        names = list(fitting) if len(fitting) == 1 else _named(fitting, before, state)
        names = names if len(names) == 1 else _most_spoken_of(fitting, clause)
        if len(names) == 1:
            told.add(names[0])
            certainty = _AS_TOLD if _named(names, clause.text.lower(), state) else _BY_ITS_UNIT
            supposed = clause.supposes or clause.asks
            yield Fact(
                names[0], fitting[names[0]], span, clause.text, certainty, state.who,
                vague=clause.hedged, hypothetical=supposed, corrects=clause.corrects,
            )  # fmt: skip


def _for_a_year(
    clause: Clause, state: State, figures: Sequence[str], heard: Sequence[Fact]
) -> Iterator[Fact]:
    """«贷10万一年掏多少»: a year, where «8万一年» elsewhere is so much each year."""
    told = {fact.attribute for fact in heard}
    lasting = [name for name in figures if attributes()[name].unit == "年" and name not in told]
    if len(lasting) == 1 and clause.asks and _A_YEAR.search(normalize(clause.plain).text):
        span = (clause.start, clause.end)
        yield Fact(lasting[0], 1, span, clause.text, _BY_ITS_UNIT, state.who, hypothetical=True)


def _tells(fact: Fact, quantity: Quantity, figures: Sequence[str]) -> bool:
    """Whether a fact heard is this number already."""
    counts = fact.attribute in figures or fact.certainty >= _SURELY_ANOTHER
    return counts and _value(attributes()[fact.attribute], quantity, alone=True) == fact.value


def _value(attribute: Attribute, quantity: Quantity, alone: bool) -> Any:
    """A number as a value of an attribute, by its unit; None where it is none. `alone`: % goes unsaid."""
    found: Quantity | None = None
    if attribute.type == "amount":
        found = as_amount(quantity) if values.fits(attribute, quantity) else None
    elif attribute.type == "percent":
        low = quantity.at_most is not None and quantity.at_most <= _HIGHEST_RATE
        found = quantity if quantity.unit == "%" or (alone and not quantity.unit and low) else None
    elif attribute.type == "count" and quantity.unit and not (quantity.ordinal or quantity.rest):
        found = in_unit(quantity, attribute.unit)
    return bounded(found.at_least, found.at_most, found.about) if found else None


def _spoken_of(attribute: Attribute, clause: Clause, beside: bool) -> bool:
    """Whether a clause says what its number is of; years beside a sum or in a question needn't be."""
    if attribute.type == "percent" or (attribute.unit == "年" and (clause.asks or beside)):
        return True
    spoken = attribute.question + "".join((*attribute.words, *attribute.said))
    return bool({*spoken} & {*clause.text} & {*_CHARACTER.findall(clause.text)} - _NAMES_NOTHING)


def _named(fitting: Iterable[str], before: str, state: State) -> list[str]:
    """Of several figures those whose words stand before the number, or were asked after («就当它3.0»)."""
    asked_after = state.last_text.lower() if _IT.search(before) else ""
    return [
        name
        for name in fitting
        if any(word.lower() in before + asked_after for word in attributes()[name].words)
    ]


def _most_spoken_of(fitting: Iterable[str], clause: Clause) -> list[str]:
    """The one figure that a clause shares most words with; none where that is none or several."""
    shared = {name: _shared(name, clause.text) for name in fitting}
    most = max(shared.values(), default=0)
    found = [name for name, words in shared.items() if words == most]
    return found if most and len(found) == 1 else []
