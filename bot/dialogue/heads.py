"""People who are no longer counted, or come on top: «有两个走了», «再拉一个朋友呢»."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from bot.dialogue.people import spoken_of
from bot.dialogue.state import State
from bot.nlu.facts.clauses import Clause, clauses
from bot.nlu.facts.fact import ME, Fact
from bot.nlu.facts.masking import masked
from bot.nlu.facts.parts import WHOLE
from bot.number_types import is_whole_number
from bot.policy.attributes import attributes
from bot.policy.quantity import in_unit

_CERTAINTY, _WHICH_IS_UNSAID = 0.98, 0.75
_PEOPLE = "人"
# How many worked another length of time than the others, and how long; the same of all.
OF_SOME = ("hired_later", "months_worked_later")
OF_ALL = ("hired_count", "months_worked", "months_employed", "hired_still_here")
_LEAVES = re.compile(
    r"走(?:[了掉人]|(?=[一二两三四五六七八九十\d]))|离职|离开|辞[了掉退职]|裁[了掉员]?|开除|解雇|退[出股了]|撤[了出股]|不干|不做了|不来|不带|不跟|不参加"
    r"|[减去除扣少刨](?:掉|了|去|开)?(?=[一二两三四五六七八九十\d])|[减去除扣](?:掉|了)|(?<![不没])少了|考[上取起]|去上班|公务员"
    r"|派遣|劳务公司|外包|不够格|不合格|不符合|不够条件|没资格|不算"
)
_JOINS = re.compile(
    r"(?:再|又|多)(?:拉|找|加|叫|喊|约|带|添|凑|来)(?:进来?|上|了|着|到|入)?(?=[一二两三四五六七八九十\d])"
)
_REMAIN = re.compile(f"{WHOLE.pattern}|现在|剩|还有|只有|变成|成了")


def with_heads(text: str, state: State, at_hand: Collection[str], heard: Sequence[Fact]) -> list[Fact]:
    """What was heard, with those taken off who leave the people told before, and those added.

    `at_hand`: what the matter at hand rests on. Where the message tells how many there are now, that stands.
    """
    found = list(heard)
    parts = clauses(text)
    counted, months = _counted(state, at_hand), _for_how_long(parts)
    for clause in parts:
        left, joined = _people(clause, _LEAVES), _people(clause, _JOINS)
        if left and months is not None and {*OF_SOME} <= {*at_hand}:
            return _halfway(heard, clause, state, left, months)
        span = (clause.start, clause.end)
        told = [fact for fact in found if fact.attribute in counted and (joined or fact.span != span)]
        if not (left or joined) or not counted or told or clause.who not in {ME, state.who}:
            continue
        found = [f for f in found if f.span != span or attributes()[f.attribute].unit != _PEOPLE]
        found.append(
            Fact(
                counted[0], -left if left else joined, span, clause.text,
                _CERTAINTY if len(counted) == 1 else _WHICH_IS_UNSAID, state.who, vague=clause.hedged,
                hypothetical=clause.supposes or clause.text.rstrip("?？。").endswith("呢"), adds=True,
            )
        )  # fmt: skip
    return found


def _halfway(heard: Sequence[Fact], clause: Clause, state: State, left: int, months: int) -> list[Fact]:
    """«有一个走了，只干了五个月»: who went halfway counts for as long as they were there."""
    span, own = (clause.start, clause.end), {*OF_SOME, *OF_ALL}
    told = zip(OF_SOME, (left, months), strict=True)
    facts = [Fact(name, value, span, clause.text, _CERTAINTY, state.who) for name, value in told]
    return [*(fact for fact in heard if fact.attribute not in own), *facts]


def _for_how_long(parts: Sequence[Clause]) -> int | None:
    """«只干了五个月»: the one length in months that a message tells."""
    months = [
        q.exact for c in parts if not c.asks for q in masked(c.plain).numbers if q.unit == "月" and q.exact
    ]
    return int(months[0]) if len(months) == 1 else None


def _people(clause: Clause, moved: re.Pattern[str]) -> int | None:
    """How many a clause says leave or join; None where it says no such thing."""
    if clause.asks or clause.ignorant or not moved.search(clause.text) or _REMAIN.search(clause.text):
        return None
    people = [
        found.exact
        for quantity in masked(clause.plain).numbers
        if quantity.unit and not quantity.ordinal and (found := in_unit(quantity, _PEOPLE))
    ]
    return int(people[0]) if len(people) == 1 and people[0] is not None and people[0] > 0 else None


def _counted(state: State, at_hand: Collection[str]) -> list[str]:
    """The numbers of people known that the matter at hand rests on, the one told last first."""
    known = spoken_of(state.facts_of(state.who))
    return [n for n in reversed(known) if n in at_hand and _is_count_of_people(n, known[n])]


def _is_count_of_people(name: str, value: object) -> bool:
    attribute = attributes().get(name)
    return (
        attribute is not None
        and attribute.type == "count"
        and attribute.unit == _PEOPLE
        and is_whole_number(value)
    )
