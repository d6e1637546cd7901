"""Corrections that name only the new value («记错了，她是五万二»), of the last told of its kind."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from bot.dialogue.figures import nearest
from bot.dialogue.people import SUPPOSED, spoken_of
from bot.dialogue.state import ME, State
from bot.nlu.facts import values
from bot.nlu.facts.clauses import Clause, clauses
from bot.nlu.facts.denied import DENIES, denied_choices
from bot.nlu.facts.fact import Fact
from bot.nlu.facts.masking import Masked, masked
from bot.nlu.facts.parts import sums_in
from bot.nlu.facts.periods import months_told
from bot.policy.attributes import Attribute, attributes, plain_number
from bot.policy.conditions import DONT_KNOW

_CERTAINTY = 0.95
_SIZE = 3
# Which of several numbers is taken back is said back before anything is refused; it is kept meanwhile.
_WHICH_IS_UNSAID = 0.75
_SPEAKER = re.compile("我|咱|俺|本人")
# Who looked it up tells how it is.
_LOOKED_UP = re.compile(r"^[^，。]{0,4}(?:翻|查|看|问|对|核)[了过]?(?:[一下哈眼]|清楚){0,2}[^，。]{0,6}$")
_MISTAKEN = re.compile("[拿看记弄搞写算报说打输填][错岔]")
# «占股份的是我个人，不是公司» denies who holds the shares, not what one is.
_OF_SOMETHING_ELSE = re.compile("[^这那它]的是.")
_NOT_SO = re.compile("^(?:那|这|它|我|他|她)?(?:不是|哪[有是]|没有?)(?=.)")


def with_corrections(
    text: str, state: State, person: str | None, heard: Sequence[Fact], at_hand: Collection[str] = ()
) -> list[Fact]:
    """What was heard, with the corrections whose noun was not said again.

    `person`: whom he or she means. `at_hand`: what the matter at hand rests on is meant before all else.
    A number that was taken for the answer to the open question corrects what was told last instead, where
    the message says that it corrects.
    """
    parts = clauses(text, person)
    found = [*_corrections(parts, state, heard, at_hand), *_taken_back(parts, state, heard)]
    spans = {fact.span for fact in found}
    kept = [fact for fact in heard if fact.span not in spans or not _is_number(fact.attribute)]
    return [*kept, *found]


def _corrections(
    parts: Sequence[Clause], state: State, heard: Sequence[Fact], at_hand: Collection[str]
) -> Iterator[Fact]:
    told = {fact.span: fact for fact in heard}
    for i, clause in enumerate(parts):
        before = parts[i - 1] if i else None
        taken = masked(clause.plain)
        alone = values.nothing_but_number(values.number_alone(taken))
        amid_words = clause.corrects and not clause.asks and not alone
        if amid_words and (fact := _sum_amid_words(clause, state, heard, at_hand)):
            yield fact
        if clause.asks or not alone or not _may_correct(clause, before, state, told):
            continue
        fact = told.get((clause.start, clause.end))
        if (
            fact is not None
            and fact.attribute != state.asked
            and not values.names_nothing(values.number_alone(taken))
        ):
            continue
        who = _whose(clause, state)
        denied = _denied(before, state.facts_of(who))
        known = spoken_of(state.facts_of(who))
        alike = {denied: _number(attributes()[denied], taken)} if denied else _of_its_kind(taken, known)
        alike = _said_back(state, taken) or alike
        alike = {n: v for n, v in alike.items() if _of_its_time(n, clause, before)}
        own = {name: value for name, value in alike.items() if name in at_hand}
        # What is only supposed is supposed of the matter at hand.
        alike = own if clause.supposes and not clause.corrects else own or alike
        if not alike:
            continue
        name = nearest(list(alike), known, alike)
        supposed = clause.supposes or name in (state.facts_of(who).get(SUPPOSED) or {})
        yield Fact(
            name, alike[name], (clause.start, clause.end), clause.text,
            _CERTAINTY if len(alike) == 1 else _WHICH_IS_UNSAID,
            who, vague=clause.hedged, hypothetical=supposed, corrects=True,
        )  # fmt: skip


def _taken_back(parts: Sequence[Clause], state: State, heard: Sequence[Fact]) -> Iterator[Fact]:
    """«不是大企业» after the payer was one: it is no longer known what it is, unless the message says it."""
    known, told = state.facts_of(state.who), {fact.attribute for fact in heard}
    for i, clause in enumerate(parts):
        if clause.asks or clause.supposes or not DENIES.match(clause.text.strip()):
            continue
        if i and _OF_SOMETHING_ELSE.search(parts[i - 1].text):
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
    """Whether a clause with nothing but a number takes back what was told; the open question's answer stands.

    What else such a number seemed to tell it doesn't: it names nothing.
    """
    fact = told.get((clause.start, clause.end))
    answers = fact is not None and fact.attribute == state.asked
    if answers and fact is not None and fact.attribute in state.facts_of(fact.who):
        return False
    if clause.corrects:
        return True
    bare = clause.supposes and values.names_nothing(values.number_alone(masked(clause.plain)))
    looked_up = (
        bare
        or values.turns_out(clause.plain)
        or (
            before is not None
            and any(
                (_LOOKED_UP.match(before.text), _NOT_SO.match(before.text), _MISTAKEN.search(before.text))
            )
        )
    )
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


def _sum_amid_words(
    clause: Clause, state: State, heard: Sequence[Fact], at_hand: Collection[str]
) -> Fact | None:
    """«看错了，三十万零两千是连税一起的»: the one sum at hand that is about as large; None for no such."""
    sums = sums_in(clause.plain)
    known = spoken_of(state.facts_of(_whose(clause, state)))
    mine = [f for f in heard if f.span == (clause.start, clause.end) and f.attribute in at_hand]
    if len(sums) != 1 or sums[0].exact is None or any(_is_number(fact.attribute) for fact in mine):
        return None
    new = sums[0].exact
    own = [name for name in _told_last(known) if name in at_hand and attributes()[name].type == "amount"]
    alike = [name for name in own if _close(known[name], new)]
    if not alike:
        return None
    return Fact(
        nearest(alike, known, dict.fromkeys(alike, new)), plain_number(new), (clause.start, clause.end),
        clause.text, _CERTAINTY if len(alike) == 1 else _WHICH_IS_UNSAID, _whose(clause, state),
        vague=clause.hedged, hypothetical=clause.supposes, corrects=True,
    )  # fmt: skip


def _is_number(name: str) -> bool:
    return attributes()[name].type not in {"bool", "choice"}


def _close(known: Any, new: Decimal) -> bool:
    """Whether two sums are of one size: what is mistaken is seldom mistaken by so much."""
    return not isinstance(known, dict) and bool(known) and 1 / _SIZE < float(new) / float(known) < _SIZE


def _of_its_time(name: str, clause: Clause, before: Clause | None) -> bool:
    """«九月记错了，是7万»: of a month, and no quarter's sum."""
    told = {months_told(part.text) for part in (clause, before) if part} - {None}
    return not attributes()[name].months or not told or attributes()[name].months in told


def _said_back(state: State, taken: Masked) -> dict[str, Any]:
    """What was said back to be confirmed, where the number can be that one."""
    waits = state.asked and (state.check or {}).get("confirm") is not None
    value = _number(attributes()[state.asked], taken) if waits else None
    return {} if value is None else {state.asked: value}


def _of_its_kind(taken: Masked, known: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes that a number can be of, by its unit, with it, the one told last first."""
    return {n: v for n in _told_last(known) if (v := _number(attributes()[n], taken)) is not None}


def _told_last(known: Mapping[str, Any]) -> Iterator[str]:
    """The attributes that are numbers or days, the one told last first."""
    for name, value in reversed(list(known.items())):
        if value != DONT_KNOW and name in attributes() and _is_number(name):
            yield name


def _number(attribute: Attribute, taken: Masked) -> Any:
    return values.number(attribute, taken, False, None, dt.date.today())
