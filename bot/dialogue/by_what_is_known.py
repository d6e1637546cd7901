"""What a message means only beside what is known: «老婆也没有», «记错了，她是五万二»."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from bot.dialogue.state import ME, State
from bot.nlu.facts.clauses import Clause, clauses
from bot.nlu.facts.fact import Fact
from bot.nlu.facts.household import DEBT, LOANS, SPOUSE, spouse_owes_nothing, still_owed, unmarried
from bot.nlu.facts.loans import GUARANTEE_LOAN, HAD_ONE, had_one_before
from bot.nlu.facts.parts import sums_in
from bot.nlu.facts.plainly import BEYOND_ALL_DOUBT
from bot.policy.attributes import attributes, bounded, plain_number
from bot.policy.conditions import DONT_KNOW

_IS = re.compile(r"^(?:那|哦|，)*(?:她|他|她那|他那)?(?:[^，]{0,6})(?:是|欠|有|该是|应该是|借了)")
IN_YUNNAN = "in_yunnan"
_AFTER_ALL = re.compile("说[漏错岔]|[记搞弄打写看]错|不对|搞混|更正|其实|实际上")
_PAYS_DOWN = re.compile("[还降压减清](?:掉|款)?(?:到|成|得?只?剩)(?:只剩)?")
_DONE = re.compile("了(?:的|吧|嘛)?$|已经|昨天|刚刚?|上个?[周月]")
_SHE = re.compile("[她他]")
# What a student or graduate of a university is who comes from abroad.
_OF_FOREIGNERS = {"student": "international_student", "graduate": "foreign_graduate"}


def by_what_is_known(
    text: str, state: State, candidates: Sequence[str], heard: Sequence[Fact], person: str | None = None
) -> Iterator[Fact]:
    """The facts that a message tells only together with what its writer told before.

    `person`: whom he or she means.
    """
    told = {fact.attribute for fact in heard}
    if GUARANTEE_LOAN in candidates and GUARANTEE_LOAN not in {*told, *state.facts_of(state.who)}:
        yield from _earlier_loan(text, state.who, person)
    known = state.facts_of(ME)
    if state.who != ME:
        return
    if LOANS in candidates and LOANS not in told and (owed := still_owed(text, state.last_text)):
        yield from _still_owed(text, *owed)
    if known.get(IN_YUNNAN) is False and _AFTER_ALL.search(text):
        # «说漏了，签合同的是昆明的子公司» takes back that the firm is elsewhere.
        yield from (
            replace(fact, attribute=IN_YUNNAN, value=True, corrects=True)
            for fact in heard
            if fact.attribute == "place" and fact.who == ME and IN_YUNNAN in candidates
        )
    for clause in clauses(text, person):
        if {DEBT} & {*candidates} - told and (left := _paid_down(clause, known)) is not None:
            yield left
        if clause.asks or clause.supposes or clause.ignorant:
            continue
        spouse_told = spouse_owes_nothing(clause.text) or (unmarried(clause.text) and state.asked == LOANS)
        if spouse_told and LOANS in candidates and LOANS not in told and _known(known, LOANS):
            # Of the two spouses the graver counts, and that is known.
            yield _fact(LOANS, known[LOANS], clause)
        owed = _corrected(clause, known) if DEBT in candidates else None
        if owed is not None and all(fact.value == owed for fact in heard if fact.attribute == DEBT):
            # Said again, and surely this time.
            yield _fact(DEBT, owed, clause, corrects=True)


def _paid_down(clause: Clause, known: dict[str, Any]) -> Fact | None:
    """«赶年前还到三万以内呢»: what would be left of a debt that is known; None where that isn't told."""
    match = _PAYS_DOWN.search(clause.plain)
    sums = sums_in(clause.plain[match.end() :]) if match else []
    if len(sums) != 1 or (not _known(known, DEBT) and not isinstance(known.get(DEBT), dict)):
        return None
    left = bounded(sums[0].at_least, sums[0].at_most, sums[0].about)
    done = bool(_DONE.search(clause.text))
    fact = _fact(DEBT, left, clause, corrects=done)
    return fact if done else replace(fact, hypothetical=True)


def _earlier_loan(text: str, who: str, person: str | None) -> Iterator[Fact]:
    """«想再贷一笔»: who had one before, so that what became of it is asked and no first one presumed."""
    for clause in clauses(text, person):
        of_another = clause.who not in {ME, who}
        if had_one_before(clause.text) and not (of_another or clause.supposes or clause.ignorant):
            span = (clause.start, clause.end)
            yield Fact(GUARANTEE_LOAN, HAD_ONE, span, clause.text, BEYOND_ALL_DOUBT, who)
            return


def _still_owed(text: str, kind: str, owed: Any) -> Iterator[Fact]:
    yield Fact(LOANS, kind, (0, len(text)), text, BEYOND_ALL_DOUBT)
    if kind == "consumer" and owed is not None:
        yield Fact(DEBT, owed, (0, len(text)), text, BEYOND_ALL_DOUBT)


def as_a_foreigner(heard: Collection[Fact], state: State) -> list[Fact]:
    """The facts with what one is at a university, where it was told before that one comes from abroad."""
    return [
        replace(fact, value=_OF_FOREIGNERS[fact.value])
        if fact.attribute == "study" and fact.value in _OF_FOREIGNERS and _from_abroad(fact.who, heard, state)
        else fact
        for fact in heard
    ]


def graver_of_the_two(heard: Collection[Fact], state: State) -> list[Fact]:
    """«我没贷款» after «老公有经营贷»: what one of them has isn't taken back by what the other hasn't."""
    known = state.facts_of(ME)
    return [replace(fact, value=known[fact.attribute]) if _lighter(fact, known) else fact for fact in heard]


def _lighter(fact: Fact, known: dict[str, Any]) -> bool:
    attribute = attributes().get(fact.attribute)
    before = known.get(fact.attribute)
    if attribute is None or not attribute.of_couple or fact.corrects or fact.hypothetical or fact.who != ME:
        return False
    order = [choice.value for choice in attribute.choices]
    if before not in order or fact.value not in order or re.search("[还结付]清|还完|记错|说错", fact.said):
        return False
    return order.index(fact.value) < order.index(before)


def _corrected(clause: Clause, known: dict[str, Any]) -> Any:
    """The spouse's debt that a correction puts in place of the known one; None where it doesn't."""
    before = known.get(DEBT)
    spouse = _SHE.search(clause.text) or SPOUSE.search(clause.text)
    if not clause.corrects or not spouse or not _IS.match(clause.text.strip()) or isinstance(before, dict):
        return None
    sums = [amount.exact for amount in sums_in(clause.plain)]
    if before in (None, DONT_KNOW) or len(sums) != 1 or sums[0] is None:
        return None
    return plain_number(Decimal(sums[0]))


def _from_abroad(who: str, heard: Collection[Fact], state: State) -> bool:
    now = {fact.attribute: fact.value for fact in heard if fact.who == who and fact.attribute == "origin"}
    known = {**state.facts_of(who), **now}
    return known.get("origin") == "foreign" or known.get("study") in _OF_FOREIGNERS.values()


def _known(known: dict[str, Any], name: str) -> bool:
    return known.get(name) not in (None, DONT_KNOW) and not isinstance(known[name], dict)


def _fact(name: str, value: Any, clause: Clause, corrects: bool = False) -> Fact:
    span = (clause.start, clause.end)
    return Fact(name, value, span, clause.text, BEYOND_ALL_DOUBT, corrects=corrects)
