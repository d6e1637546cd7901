"""Corrections that name only the new value («记错了，她是五万二»), of the last told of its kind."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.dialogue.people import IN_DOUBT
from bot.dialogue.state import ME, State
from bot.nlu.facts import values
from bot.nlu.facts.clauses import Clause, clauses
from bot.nlu.facts.denied import DENIES, denied_choices
from bot.nlu.facts.fact import Fact
from bot.nlu.facts.masking import Masked, masked
from bot.policy.attributes import Attribute, attributes
from bot.policy.conditions import DONT_KNOW

_CERTAINTY = 0.95
_SPEAKER = re.compile("我|咱|俺|本人")
# Who looked it up tells how it is.
_LOOKED_UP = re.compile(r"^[^，。]{0,4}(?:翻|查|看|问|对|核)[了过]?(?:[一下哈眼]|清楚){0,2}[^，。]{0,6}$")
_NOT_SO = re.compile("^(?:那|这|它|我|他|她)?(?:不是|哪[有是]|没有?)(?=.)")
_FILLERS = re.compile("^(?:那|这|它|他|她|其实|实际|应该|才|就|总共|一共|拢共|原来)*(?:是|有|算)")


def with_corrections(text: str, state: State, person: str | None, heard: Sequence[Fact]) -> list[Fact]:
    """What was heard, with the corrections whose noun was not said again.

    `person`: whom he or she means. A number that was taken for the answer to the open question corrects
    what was told last instead, where the message says that it corrects.
    """
    parts = clauses(text, person)
    found = [*_corrections(parts, state, heard), *_taken_back(parts, state, heard)]
    spans = {fact.span for fact in found}
    return [*(fact for fact in heard if fact.span not in spans), *found]


def _corrections(parts: Sequence[Clause], state: State, heard: Sequence[Fact]) -> Iterator[Fact]:
    told = {fact.span: fact for fact in heard}
    for i, clause in enumerate(parts):
        before = parts[i - 1] if i else None
        taken = masked(clause.plain)
        alone = values.nothing_but_number(_number_alone(taken))
        if clause.asks or not alone or not _may_correct(clause, before, state, told):
            continue
        who = _whose(clause, state)
        name = _denied(before, state.facts_of(who)) or _last_of_kind(taken, state.facts_of(who))
        if name is None:
            continue
        yield Fact(
            name, _number(attributes()[name], taken), (clause.start, clause.end), clause.text, _CERTAINTY,
            who, vague=clause.hedged, hypothetical=clause.supposes, corrects=True,
        )  # fmt: skip


def _taken_back(parts: Sequence[Clause], state: State, heard: Sequence[Fact]) -> Iterator[Fact]:
    """«不是大企业» after the payer was one: it is no longer known what it is, unless the message says it."""
    known, told = state.facts_of(state.who), {fact.attribute for fact in heard}
    for clause in parts:
        if clause.asks or clause.supposes or not DENIES.match(clause.text.strip()):
            continue
        for name, value in known.items():
            attribute = attributes().get(name)
            denied = denied_choices(attribute, clause.text) if attribute and name not in told else set()
            if isinstance(value, str) and value in denied:
                span = (clause.start, clause.end)
                yield Fact(name, DONT_KNOW, span, clause.text, _CERTAINTY, state.who, corrects=True)


def _may_correct(
    clause: Clause, before: Clause | None, state: State, told: Mapping[tuple[int, int], Fact]
) -> bool:
    """Whether a clause with nothing but a number takes back what was told; what is heard outright stands."""
    fact = told.get((clause.start, clause.end))
    answers = fact is not None and fact.attribute == state.asked
    known_already = fact is not None and fact.attribute in state.facts_of(fact.who)
    if fact is not None and (not answers or known_already):
        return False
    if clause.corrects:
        return True
    looked_up = before is not None and bool(_LOOKED_UP.match(before.text) or _NOT_SO.match(before.text))
    return looked_up and not answers


def _whose(clause: Clause, state: State) -> str:
    if clause.who != ME and state.people.get(clause.who):
        return clause.who
    return ME if clause.who == ME and _SPEAKER.search(clause.text) else state.who


def _denied(before: Clause | None, known: Mapping[str, Any]) -> str | None:
    """«不是三个，是四个»: what is known as the number that is denied."""
    if before is None or not _NOT_SO.match(before.text):
        return None
    taken = masked(_NOT_SO.sub("", before.text))
    same = [n for n in _told_last(known) if _number(attributes()[n], taken) == known[n]]
    return same[0] if same else None


def _last_of_kind(taken: Masked, known: Mapping[str, Any]) -> str | None:
    """The attribute told last that a number can be of, by its unit."""
    return next((n for n in _told_last(known) if _number(attributes()[n], taken) is not None), None)


def _told_last(known: Mapping[str, Any]) -> Iterator[str]:
    """The attributes that are numbers or days, the one told last first."""
    for name, value in reversed(list(known.items())):
        attribute = attributes().get(name)
        counted = attribute is not None and attribute.type not in {"bool", "choice"}
        if name != IN_DOUBT and value != DONT_KNOW and counted:
            yield name


def _number(attribute: Attribute, taken: Masked) -> Any:
    return values.number(attribute, taken, False, None, dt.date.today())


def _number_alone(taken: Masked) -> Masked:
    """A masked clause without the words that lead to its number (她其实是…)."""
    return replace(taken, text=_FILLERS.sub("", taken.text))
