"""«不是大企业»: what is denied to be one thing isn't that, and who says so speaks of what was just named."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from bot.nlu.facts.clauses import Clause
from bot.nlu.facts.fact import Fact
from bot.nlu.facts.plain import denies
from bot.policy.attributes import Attribute, attributes
from bot.policy.negation import NEGATOR

_ISNT, _ANY = "(?<!是)(?:不是|不算|不属于|并非|哪[里]?是)", "(?:[一那]?[个家名种类]|什么|哪样|啥)"
_NOT = f"{_ISNT}{_ANY}?"
# What there isn't is no choice either: «没分公司».
_HASNT = re.compile(f"{_ISNT}|没(?:有|得)?")
_WHERE, _MEASURE = re.compile(_ISNT), re.compile(_ANY)
NO_SUBJECT = re.compile(f"^(?:又|并|也|根本|就)?{_NOT}")
DENIES = re.compile(f"^(?:我们?|我家|咱们?|他们?|她|人家|对方|甲方|那[家边]|其实|又|并|也|根本|就)*{_NOT}")
_NEGATIVE = re.compile("[不没无未]|别的|其他")
_TOO = re.compile("也|同样")
_SAID_TWICE = 0.96


def without_denied(facts: Iterable[Fact], parts: Sequence[Clause]) -> Iterator[Fact]:
    """The facts without the choices that their own clauses deny.

    A choice beside another that is denied was told twice («是家小厂，不是大企业»), and the denial tells
    nothing else.
    """
    stated = [fact for fact in facts if not _denies_itself(fact)]
    twice: set[str] = set()
    spent: set[tuple[int, int]] = set()
    for fact in stated:
        for part in parts:
            beside = denied_choices(attributes()[fact.attribute], part.text) - {str(fact.value)}
            if beside and not part.asks:
                twice.add(fact.attribute)
                spent |= {(part.start, part.end)} if NO_SUBJECT.match(part.text.strip()) else set()
    for fact in stated:
        if fact.attribute in twice:
            yield replace(fact, certainty=max(fact.certainty, _SAID_TWICE))
        elif fact.span not in spent:
            yield fact


def without_the_no_of_another(
    facts: Iterable[Fact], parts: Sequence[Clause], asked: str | None
) -> list[Fact]:
    """«没有，我跟婆娘一分贷款都没得» to another question: the first no is of the loans, as what follows is.

    With «也» it answers what was asked, and what follows comes on top.
    """
    every = list(facts)
    for clause, after in itertools.pairwise(parts):
        goes_on = NEGATOR.search(after.text) and not (after.asks or _TOO.search(after.text))
        if not (goes_on and denies(clause.text)):
            continue
        told = {f.attribute for f in every if f.span == (after.start, after.end)} - {asked}
        again = any(f.attribute == asked and f.span != (clause.start, clause.end) for f in every)
        if told and not again:
            every = [f for f in every if f.span != (clause.start, clause.end)]
    return every


def _denies_itself(fact: Fact) -> bool:
    return str(fact.value) in denied_choices(attributes()[fact.attribute], fact.said, _HASNT)


def denied_choices(attribute: Attribute, text: str, where: re.Pattern[str] = _WHERE) -> set[str]:
    """The choices that a clause says something isn't, which stand behind the words of `where`."""
    ends = [match.end() for match in where.finditer(text)]
    if not ends:
        return set()
    # «不是大企业», «不是个大企业»
    ends += [match.end() for end in ends if (match := _MEASURE.match(text, end))]
    return {
        choice.value
        for choice in attribute.choices
        for word in (choice.label, *choice.words)
        if not _NEGATIVE.search(word) and any(text.startswith(word, end) for end in ends)
    }
