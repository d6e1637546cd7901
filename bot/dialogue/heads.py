"""People who are no longer counted: «有两个走了», «要是减掉一个呢»."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from bot.dialogue.people import spoken_of
from bot.dialogue.state import State
from bot.nlu.facts.clauses import Clause, clauses
from bot.nlu.facts.fact import ME, Fact
from bot.nlu.facts.masking import masked
from bot.nlu.facts.parts import WHOLE
from bot.policy.attributes import attributes
from bot.policy.bounds import in_unit

_CERTAINTY, _WHICH_IS_UNSAID = 0.98, 0.75
_PEOPLE = "人"
# How many worked another length of time than the others, and how long; the same of all.
OF_SOME = ("hired_later", "months_worked_later")
OF_ALL = ("hired_count", "months_worked", "months_employed", "hired_still_here")
_LEAVES = re.compile(
    r"走(?:[了掉人]|(?=[一二两三四五六七八九十\d]))|离职|离开|辞[了掉退职]|裁[了掉员]?|开除|解雇|退[出股了]|撤[了出股]|不干|不做了|不来|不带|不跟|不参加"
    r"|[减去除扣少刨](?:掉|了|去|开)?(?=[一二两三四五六七八九十\d])|[减去除扣](?:掉|了)|(?<![不没])少了|考[上取起]|去上班|公务员"
    r"|不够格|不合格|不符合|不够条件|没资格|不算"
)
_REMAIN = re.compile(f"{WHOLE.pattern}|现在|剩|还有|只有|变成|成了")


def with_heads(text: str, state: State, at_hand: Collection[str], heard: Sequence[Fact]) -> list[Fact]:
    """What was heard, with those taken off who leave a number of people told before.

    `at_hand`: what the matter at hand rests on. Where the message tells how many remain, that stands.
    """
    found = list(heard)
    parts = clauses(text)
    for clause in parts:
        left = _left(clause)
        if left is None:
            continue
        if (months := _for_how_long(parts)) is not None and {*OF_SOME} <= {*at_hand}:
            # Who went halfway counts for as long as they were there.
            span, own = (clause.start, clause.end), {*OF_SOME, *OF_ALL}
            told = [
                Fact(n, v, span, clause.text, _CERTAINTY, state.who)
                for n, v in zip(OF_SOME, (left, months), strict=True)
            ]
            return [*(fact for fact in heard if fact.attribute not in own), *told]
        span = (clause.start, clause.end)
        counted = _counted(state, at_hand)
        elsewhere = [f for f in found if f.attribute in counted and f.span != span]
        if not counted or elsewhere or clause.who not in {ME, state.who}:
            continue
        found = [f for f in found if f.span != span or attributes()[f.attribute].unit != _PEOPLE]
        found.append(
            Fact(
                counted[0], -left, span, clause.text, _CERTAINTY if len(counted) == 1 else _WHICH_IS_UNSAID,
                state.who, vague=clause.hedged, hypothetical=clause.supposes, adds=True,
            )
        )  # fmt: skip
    return found


def _for_how_long(parts: Sequence[Clause]) -> int | None:
    """«只干了五个月»: the one length in months that a message tells."""
    months = [
        q.exact for c in parts if not c.asks for q in masked(c.plain).numbers if q.unit == "月" and q.exact
    ]
    return int(months[0]) if len(months) == 1 else None


def _left(clause: Clause) -> int | None:
    """How many a clause says leave; None where it says no such thing."""
    if clause.asks or clause.ignorant or not _LEAVES.search(clause.text) or _REMAIN.search(clause.text):
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
    return list(
        reversed([name for name in known if name in at_hand and _is_count_of_people(name, known[name])])
    )


def _is_count_of_people(name: str, value: object) -> bool:
    attribute = attributes().get(name)
    counts = isinstance(value, int) and not isinstance(value, bool)
    return attribute is not None and attribute.type == "count" and attribute.unit == _PEOPLE and counts
