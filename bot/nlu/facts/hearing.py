"""What a message states: clause by clause, for the facts that matter now, by a learnt model."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.nlu.facts.applicants import how_many_work_for_us
from bot.nlu.facts.clause_hearing import SURE, ClauseHearing, Context, Vector
from bot.nlu.facts.clauses import Clause, clauses
from bot.nlu.facts.counts import counted
from bot.nlu.facts.denied import without_denied, without_the_no_of_another
from bot.nlu.facts.fact import ME, Fact
from bot.nlu.facts.hires import NEW_HIRES, STAFF, hired_and_gone, hired_in_all
from bot.nlu.facts.household import OWED, household
from bot.nlu.facts.masking import core, masked
from bot.nlu.facts.members import TAKING_PART, taking_part
from bot.nlu.facts.misheard import misheard
from bot.nlu.facts.model import FactModel
from bot.nlu.facts.neighbours import concedes, goes_on, of_a_part, those_that_fit, was_once
from bot.nlu.facts.periods import of_their_periods
from bot.nlu.facts.persons import THEY, everybody_named
from bot.nlu.facts.plain import WORD_FOR_WORD, plain_answer
from bot.nlu.facts.plainly import BEYOND_ALL_DOUBT, stated
from bot.nlu.facts.settling import in_parts, settled
from bot.nlu.facts.since import since
from bot.nlu.facts.telling import asks_about_a_kind, but_for_side_answers, of_now
from bot.policy.attributes import NEITHER, attributes

_TOGETHER = re.compile("合伙|搭伙|合办|合开|一起|一块|股东|符合|够条件|够格")
# So few characters may leave to the clause before them what they speak of.
_FEW = 4


class Ear:
    """Hears facts with a model; `vector` gives the sentence vector of a text, None does without."""

    def __init__(self, model: FactModel, vector: Vector | None = None) -> None:
        self._model, self._vector = model, vector

    def hear(
        self,
        text: str,
        asked: str | None = None,
        candidates: Sequence[str] = (),
        context: Context | None = None,
    ) -> list[Fact]:
        """The facts that a message states, in its order; one value for each attribute and person.

        `asked`: the attribute of the open question. `candidates`: those that the matter in hand rests on.
        """
        one = ClauseHearing(self._model, self._vector, asked, tuple(candidates), context or Context())
        parts = clauses(text, one.context.person)
        heard = without_the_no_of_another(_told_of_all(_Hearing(one).facts(text), parts), parts, asked)
        heard = list(of_their_periods(without_denied(heard, parts), parts, candidates, asked))
        return in_parts(settled(heard, SURE), text, one.context.today)


@dataclass
class _Hearing:
    """The hearing of one message."""

    one: ClauseHearing
    used_up: Clause | None = None

    def facts(self, text: str) -> Iterator[Fact]:
        parts, asked = clauses(text, self.one.context.person), self.one.asked
        if asked and (answered := plain_answer(attributes()[asked], text, parts)) is not None:
            # «小规模噶» answers.
            first = replace(parts[0], asks=parts[0].asks and bool(re.search("[?？]", text)))
            yield self.one.fact(asked, answered[0], first, answered[1])
            # «都不是», and a choice in its own words, speak of what was asked and of nothing else.
            if len(parts) == 1 or answered[0] in NEITHER or answered[1] == WORD_FOR_WORD:
                return
        reckoned = dict(self._reckoned(text, parts))
        yield from (fact for fact in reckoned.values() if fact is not None)
        before: list[Fact] = []
        told: set[str] = set()
        for i, clause in enumerate(parts):
            heard = self._in_turn(clause, parts[i - 1] if i else None, parts[i + 1 :], before, told)
            if not asks_about_a_kind(clause, parts[i + 1 :]):
                heard = self._with_what_is_plain(clause, text, heard)
            if was_once(clause, parts[i + 1 :]):
                heard = [f for f in heard if f.span[1] > clause.end or not of_now(attributes()[f.attribute])]
            before = heard or before
            told |= {fact.attribute for fact in heard}
            yield from (
                fact for fact in heard if fact.attribute not in reckoned and not _used(fact, reckoned)
            )

    def _reckoned(self, text: str, parts: Sequence[Clause]) -> Iterator[tuple[str, Fact | None]]:
        """Attributes that count only who meets conditions, where some of a whole don't; None: unclear."""
        for name, taking, where in taking_part(parts, self.one.wanted):
            yield name, self.one.fact(name, taking, where, BEYOND_ALL_DOUBT)
        for name in self.one.wanted:
            attribute = attributes()[name]
            if not attribute.only_fit or not (name == self.one.asked or _TOGETHER.search(text)):
                continue
            found = those_that_fit(parts, attribute.unit)
            if found is not None:
                number, clause = found
                yield name, None if number is None else self.one.fact(name, number, clause, 0.95)
        if NEW_HIRES in self.one.wanted and hired_and_gone(parts):
            yield NEW_HIRES, None
        elif NEW_HIRES in self.one.wanted and (hired := hired_in_all(parts, self.one.today)):
            yield NEW_HIRES, self.one.fact(NEW_HIRES, *hired, BEYOND_ALL_DOUBT)
            yield STAFF, None
        for name, lasted, where in since(parts, self.one.wanted, self.one.today):
            yield name, self.one.fact(name, lasted, where, BEYOND_ALL_DOUBT)
        for name, number, where in counted(parts, self.one.wanted):
            yield name, self.one.fact(name, number, where, BEYOND_ALL_DOUBT)
        owed = household(parts, self.one.asked, self.one.today) if {*OWED} & {*self.one.wanted} else {}
        for name, (value, clause) in owed.items():
            yield name, None if value is None else self.one.fact(name, value, clause, BEYOND_ALL_DOUBT)

    def _with_what_is_plain(self, clause: Clause, text: str, heard: Sequence[Fact]) -> list[Fact]:
        """What the words of a clause surely state stands in place of what the model makes of them."""
        told = replace(clause, asks=False)
        plain = {
            name: self.one.fact(name, value, told, BEYOND_ALL_DOUBT)
            for name, value in stated(clause, text, self.one.asked)
        }
        others = (
            f for f in heard if f.attribute not in plain and not misheard(f, clause, text, self.one.asked)
        )
        if how_many_work_for_us(clause):
            others = (
                replace(f, certainty=BEYOND_ALL_DOUBT) if f.attribute == "employees" else f for f in others
            )
        told_of = {*plain, *(fact.attribute for fact in heard)}
        return [*plain.values(), *but_for_side_answers(others, told_of, self.one.asked, clause)]

    def _in_turn(
        self,
        clause: Clause,
        last: Clause | None,
        after: Sequence[Clause],
        before: Sequence[Fact],
        told: Collection[str],
    ) -> list[Fact]:
        """A clause as it stands among the others; `before` is what was heard last, `told` all so far."""
        if asks_about_a_kind(clause, after) or concedes(clause, after) or of_a_part(clause):
            return []
        if self.one.asked and clause.who == THEY and clause.text.strip().startswith("他们"):
            # The question was of them.
            clause = replace(clause, who=ME)
        if clause is self.used_up:
            return []
        if last and (going_on := self._going_on(last, clause, told)):
            return going_on
        heard = list(self.one.in_clause(clause))
        if not heard and after and after[0].who == clause.who and not clause.asks:
            heard = list(self._in_pair(clause, after[0]))
            # «罚了我五百，还没交»: what the few words mean is told, and answers nothing else.
            # «去年毕业的» tells a day of its own.
            if heard and _few_words(after[0]) and not masked(after[0].plain, self.one.context.today).days:
                self.used_up = after[0]
        if was_once(clause, after):
            heard = list(self._as_it_turned(clause, after[0], heard))
        if before and goes_on(clause, last):
            same = {fact.attribute for fact in before}
            heard = [fact for fact in heard if fact.attribute in same or fact.attribute == self.one.asked]
        return heard

    def _as_it_turned(self, once: Clause, now: Clause, heard: Sequence[Fact]) -> Iterator[Fact]:
        """«以前欠过债，现在都还完了»: how it is now; what was once holds only of what can't change."""
        whole = {fact.attribute: fact for fact in self.one.in_clause(once.joined(now))}
        before = {fact.attribute: fact.value for fact in heard}
        # What both say together as the past says it alone, has not been heard to turn.
        turned = {
            name: fact
            for name, fact in whole.items()
            if name in self.one.wanted and (before.get(name) != fact.value or not of_now(attributes()[name]))
        }
        yield from turned.values()
        for fact in heard:
            if fact.attribute not in turned and not of_now(attributes()[fact.attribute]):
                yield fact

    def _going_on(self, before: Clause, clause: Clause, told: Collection[str]) -> list[Fact]:
        """«罚了我五百，还没交»: a few words that speak of what stands before them, not of what was asked."""
        if not _few_words(clause) or before.asks or before.ignorant or before.who != clause.who:
            return []
        both = replace(before.joined(clause), who=clause.who)
        # By its characters alone: the few sentence vectors of a message are kept for what stands by itself.
        vector, self.one.vector = self.one.vector, None
        heard = [fact for fact in self.one.in_clause(both) if fact.attribute not in told]
        self.one.vector = vector
        spoken_of = self.one.model.hear(masked(before.plain, self.one.context.today).text, self.one.wanted)
        named = [f for f in heard if f.attribute in spoken_of and spoken_of[f.attribute].spoken_of > SURE]
        return [] if self.one.asked in {fact.attribute for fact in named} else named

    def _in_pair(self, first: Clause, second: Clause) -> Iterator[Fact]:
        """What neither of two neighbours states alone (人，没有十个也有八个)."""
        if second.asks or first.ignorant or second.ignorant or len(first.text) > 12:
            return
        both = first.joined(second)
        alone = {fact.attribute for fact in self.one.in_clause(second)}
        for fact in self.one.in_clause(both):
            if fact.attribute not in alone and fact.attribute in self.one.wanted:
                yield fact


def _told_of_all(facts: Iterable[Fact], parts: Sequence[Clause]) -> Iterator[Fact]:
    """«我三十五，我媳妇三十二，都没在单位上班»: a fact of each of the two."""
    said = [(clause.text, clause.who) for clause in parts]
    every = {(c.start, c.end): everybody_named(said[: i + 1]) for i, c in enumerate(parts)}
    for fact in facts:
        yield from (replace(fact, who=who) for who in every.get(fact.span) or [fact.who])


def _used(fact: Fact, reckoned: Mapping[str, Fact | None]) -> bool:
    """Whether it takes for another number of people one that was told of who takes part."""
    taken = (told for name, told in reckoned.items() if told and name in TAKING_PART)
    return any((fact.span, fact.value) == (told.span, told.value) for told in taken)


def _few_words(clause: Clause) -> bool:
    """Whether a statement is so short that the clause before it may tell what it speaks of."""
    states = not (clause.asks or clause.ignorant or clause.corrects)
    return states and len(core(clause.plain)) <= _FEW
