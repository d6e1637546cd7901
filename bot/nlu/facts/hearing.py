"""What a message states: clause by clause, for the facts that matter now, by a learnt model."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from bot.nlu.facts import values
from bot.nlu.facts.applicants import how_many_work_for_us
from bot.nlu.facts.bank import NEXT, NUMBER
from bot.nlu.facts.clauses import Clause, clauses, without_ignorance
from bot.nlu.facts.denied import without_denied
from bot.nlu.facts.fact import ME, Fact
from bot.nlu.facts.graduation import SINCE_THEN, last_graduation
from bot.nlu.facts.hires import NEW_HIRES, STAFF, hired_and_gone, hired_in_all
from bot.nlu.facts.household import OWED, household
from bot.nlu.facts.masking import Masked, core, masked, spoken
from bot.nlu.facts.members import TAKING_PART, taking_part
from bot.nlu.facts.misheard import misheard
from bot.nlu.facts.model import FactModel, Hearing
from bot.nlu.facts.neighbours import concedes, goes_on, of_a_part, those_that_fit, was_once
from bot.nlu.facts.periods import of_their_periods
from bot.nlu.facts.persons import THEY
from bot.nlu.facts.plain import plain_answer
from bot.nlu.facts.plainly import BEYOND_ALL_DOUBT, stated
from bot.nlu.facts.settling import in_parts, settled
from bot.nlu.facts.telling import (
    SETTLED,
    as_it_is,
    asks_about_a_kind,
    but_for_side_answers,
    day_of_something_else,
    leads_over,
    numbered,
    of_now,
    place_told,
)
from bot.policy.attributes import NEITHER, Attribute, attributes
from bot.policy.conditions import DONT_KNOW
from bot.policy.negation import undenied

# How sure the model must be of what matters now, and of what nobody asked about.
SURE = 0.55
BEYOND_DOUBT = 0.95
_HEDGED = 0.8
_AS_IN_THE_BANK = 0.98
# With the characters alone: so unlike that meaning can't help.
_HOPELESS = 0.02
_MOST_ENCODED = 2
# What is heard so much less surely than the surest of a clause is its echo.
_FAR_BEHIND = 0.85
_SPOKEN_OF = 0.5
_TOGETHER = re.compile("合伙|搭伙|合办|合开|一起|一块|股东|符合|够条件|够格")
_AN_AGE = re.compile("(?:今年|才|刚|已经|快)*Ⓝ岁")
_SHORT = 2
# So few characters may leave to the clause before them what they speak of.
_FEW = 4
_LATER = re.compile(r"再(?:过|等|干|开|做|晚|拖|迟|延)(?=[\d一二两三四五六七八九十半几])")
Vector = Callable[[str], np.ndarray]


@dataclass(frozen=True)
class Context:
    """What is known where the message comes: the day, whom «他» means, limits of counts by attribute.

    `known`: the attributes told before, which a correction takes back.
    """

    today: dt.date | None = None
    person: str | None = None
    limits: Mapping[str, int] = field(default_factory=dict)
    known: frozenset[str] = frozenset()


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
        one = _Hearing(self._model, self._vector, asked, tuple(candidates), context or Context())
        parts = clauses(text, one.context.person)
        heard = of_their_periods(without_denied(one.facts(text), parts), parts, candidates, asked)
        return in_parts(settled(list(heard), SURE), text, one.context.today)


@dataclass
class _Hearing:
    """The hearing of one message."""

    model: FactModel
    vector: Vector | None
    asked: str | None
    candidates: tuple[str, ...]
    context: Context
    encoded: int = 0
    used_up: Clause | None = None

    def facts(self, text: str) -> Iterator[Fact]:
        parts = clauses(text, self.context.person)
        if self.asked and (answered := plain_answer(attributes()[self.asked], text, parts)) is not None:
            # «小规模噶» answers.
            first = replace(parts[0], asks=parts[0].asks and bool(re.search("[?？]", text)))
            yield self._fact(self.asked, answered[0], first, answered[1])
            # «都不是» speaks of what was asked and of nothing else.
            if len(parts) == 1 or answered[0] in NEITHER:
                return
        counted = dict(self._counted(text, parts))
        yield from (fact for fact in counted.values() if fact is not None)
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
            yield from (fact for fact in heard if fact.attribute not in counted and not _used(fact, counted))

    def _counted(self, text: str, parts: Sequence[Clause]) -> Iterator[tuple[str, Fact | None]]:
        """Attributes that count only who meets conditions, where some of a whole don't; None: unclear."""
        for name, taking, where in taking_part(parts, self._wanted):
            yield name, self._fact(name, taking, where, BEYOND_ALL_DOUBT)
        for name in self._wanted:
            attribute = attributes()[name]
            if not attribute.only_fit or not (name == self.asked or _TOGETHER.search(text)):
                continue
            found = those_that_fit(parts, attribute.unit)
            if found is not None:
                number, clause = found
                yield name, None if number is None else self._fact(name, number, clause, 0.95)
        if NEW_HIRES in self._wanted and hired_and_gone(parts):
            yield NEW_HIRES, None
        elif NEW_HIRES in self._wanted and (hired := hired_in_all(parts, self._today)):
            yield NEW_HIRES, self._fact(NEW_HIRES, *hired, BEYOND_ALL_DOUBT)
            yield STAFF, None
        if SINCE_THEN in self._wanted and (left := last_graduation(parts, self._today)):
            yield SINCE_THEN, self._fact(SINCE_THEN, *left, BEYOND_ALL_DOUBT)
        owed = household(parts, self.asked, self._today) if {*OWED} & {*self._wanted} else {}
        for name, (value, clause) in owed.items():
            yield name, None if value is None else self._fact(name, value, clause, BEYOND_ALL_DOUBT)

    def _with_what_is_plain(self, clause: Clause, text: str, heard: Sequence[Fact]) -> list[Fact]:
        """What the words of a clause surely state stands in place of what the model makes of them."""
        told = replace(clause, asks=False)
        plain = {
            name: self._fact(name, value, told, BEYOND_ALL_DOUBT)
            for name, value in stated(clause, text, self.asked)
        }
        others = (f for f in heard if f.attribute not in plain and not misheard(f, clause, text, self.asked))
        if how_many_work_for_us(clause):
            others = (
                replace(f, certainty=BEYOND_ALL_DOUBT) if f.attribute == "employees" else f for f in others
            )
        told_of = {*plain, *(fact.attribute for fact in heard)}
        return [*plain.values(), *but_for_side_answers(others, told_of, self.asked, clause)]

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
        if self.asked and clause.who == THEY and clause.text.strip().startswith("他们"):
            # The question was of them.
            clause = replace(clause, who=ME)
        if clause is self.used_up:
            return []
        if last and (going_on := self._going_on(last, clause, told)):
            return going_on
        heard = list(self._in_clause(clause))
        if not heard and after and after[0].who == clause.who and not clause.asks:
            heard = list(self._in_pair(clause, after[0]))
            # «罚了我五百，还没交»: what the few words mean is told, and answers nothing else.
            # «去年毕业的» tells a day of its own.
            if heard and _few_words(after[0]) and not masked(after[0].plain, self.context.today).days:
                self.used_up = after[0]
        if was_once(clause, after):
            heard = list(self._as_it_turned(clause, after[0], heard))
        if before and goes_on(clause, last):
            same = {fact.attribute for fact in before}
            heard = [fact for fact in heard if fact.attribute in same or fact.attribute == self.asked]
        return heard

    def _as_it_turned(self, once: Clause, now: Clause, heard: Sequence[Fact]) -> Iterator[Fact]:
        """«以前欠过债，现在都还完了»: how it is now; what was once holds only of what can't change."""
        whole = {fact.attribute: fact for fact in self._in_clause(once.joined(now))}
        before = {fact.attribute: fact.value for fact in heard}
        # What both say together as the past says it alone, has not been heard to turn.
        turned = {
            name: fact
            for name, fact in whole.items()
            if name in self._wanted and (before.get(name) != fact.value or not of_now(attributes()[name]))
        }
        yield from turned.values()
        for fact in heard:
            if fact.attribute not in turned and not of_now(attributes()[fact.attribute]):
                yield fact

    def _in_clause(self, clause: Clause) -> Iterator[Fact]:
        yield from self._place(clause)
        taken = masked(clause.plain, self.context.today)
        if clause.ignorant:
            yield from self._not_known(clause, taken)
            return
        if leads_over(clause) or (clause.asks and not numbered(clause, taken)):
            return
        if _LATER.search(clause.text) and taken.numbers:
            yield from self._later(clause, taken)
            return
        wanted = self._wanted
        found = {name: h for name, h in self._known(taken).items() if not clause.asks}
        rest = [name for name in self.model.labels if name not in found]
        judged = self._judged(taken, rest, wanted, clause)
        found |= {name: h for name, h in judged.items() if name in wanted or not found}
        found = self._but_for_echoes(found, taken)
        if clause.corrects and (taken_back := {n: h for n, h in found.items() if n in self.context.known}):
            found = taken_back
        surest = max((h.probability for n, h in found.items() if n in wanted), default=0.0)
        told = set()
        for name, hearing in found.items():
            if name in wanted and name != self.asked and hearing.probability < _FAR_BEHIND * surest:
                continue
            if clause.asks and not hearing.label.startswith("#"):
                continue
            value = self._value(name, hearing, taken)
            if value is not None:
                told.add(name)
                yield self._fact(name, value, as_it_is(clause, hearing), hearing.probability)
        if self.asked and self.asked not in told and not clause.asks:
            yield from self._bare_number(clause, taken)

    def _but_for_echoes(self, found: dict[str, Hearing], taken: Masked) -> dict[str, Hearing]:
        """A number alone answers what was asked and tells nothing but a number («两百来号人»)."""
        attribute = attributes()[self.asked] if self.asked else None
        if not values.nothing_but_number(taken, attribute.unit if attribute else ""):
            return found
        if attribute is not None and self._names_another(attribute, taken):
            return {name: h for name, h in found.items() if name != self.asked}
        if (
            attribute is not None
            and attribute.type not in {"bool", "choice"}
            and self._fits(attribute, taken)
        ):
            return {name: h for name, h in found.items() if name == self.asked}
        # How old somebody is, the model can't see.
        own = () if _AN_AGE.fullmatch(core(taken.text)) else (self.asked, *self.candidates)
        if values.names_nothing(taken):
            own = tuple(name for name in own if not name or attributes()[name].type != "bool")
        return {name: h for name, h in found.items() if h.label.startswith("#") or name in own}

    def _names_another(self, attribute: Attribute, taken: Masked) -> bool:
        """«资产三千万» names what another question asks for, not the open one."""
        beside = values.beside_the_number(taken, attribute.unit)
        if len(beside) < _SHORT or beside in attribute.question:
            return False
        return any(beside in attributes()[name].question for name in self.candidates if name != self.asked)

    def _fits(self, attribute: Attribute, taken: Masked) -> bool:
        """Whether the number can be one of this attribute («十八万» is no number of days)."""
        return values.number(attribute, taken, False, 1, self._today) is not None

    def _place(self, clause: Clause) -> Iterator[Fact]:
        """Where somebody is: a place of data/regions.yml that a statement, or the answer, names."""
        if "place" not in attributes() or (clause.asks and self.asked != "place"):
            return
        code = place_told(clause, asked=self.asked == "place")
        if code is not None and not code.endswith("0000"):
            yield self._fact("place", code, clause, 0.95)

    def _later(self, clause: Clause, taken: Masked) -> Iterator[Fact]:
        """«再过两年呢»: every length of time that matters, longer by so much."""
        for name in self._wanted:
            attribute = attributes()[name]
            value = (
                values.number(attribute, taken, False, None, self._today)
                if attribute.type == "count"
                else None
            )
            if value is not None and taken.numbers[0].unit in {"年", "月", "天"}:
                fact = self._fact(name, value, replace(clause, supposes=True), 0.9)
                yield replace(fact, adds=True)

    def _going_on(self, before: Clause, clause: Clause, told: Collection[str]) -> list[Fact]:
        """«罚了我五百，还没交»: a few words that speak of what stands before them, not of what was asked."""
        if not _few_words(clause) or before.asks or before.ignorant or before.who != clause.who:
            return []
        both = replace(before.joined(clause), who=clause.who)
        # By its characters alone: the few sentence vectors of a message are kept for what stands by itself.
        vector, self.vector = self.vector, None
        heard = [fact for fact in self._in_clause(both) if fact.attribute not in told]
        self.vector = vector
        spoken_of = self.model.hear(masked(before.plain, self.context.today).text, self._wanted)
        named = [f for f in heard if f.attribute in spoken_of and spoken_of[f.attribute].spoken_of > SURE]
        return [] if self.asked in {fact.attribute for fact in named} else named

    def _in_pair(self, first: Clause, second: Clause) -> Iterator[Fact]:
        """What neither of two neighbours states alone (人，没有十个也有八个)."""
        if second.asks or first.ignorant or second.ignorant or len(first.text) > 12:
            return
        both = first.joined(second)
        alone = {fact.attribute for fact in self._in_clause(second)}
        for fact in self._in_clause(both):
            if fact.attribute not in alone and fact.attribute in self._wanted:
                yield fact

    @property
    def _wanted(self) -> tuple[str, ...]:
        return (*([self.asked] if self.asked else []), *(c for c in self.candidates if c != self.asked))

    def _known(self, taken: Masked) -> dict[str, Hearing]:
        """Attributes whose bank holds the clause word for word, asked ones also by their short answers."""
        bare = core(taken.text)
        found = {}
        for name in self._wanted:
            label = self.model.known.get(name, {}).get(bare)
            if name == self.asked:
                label = self.model.answers.get(name, {}).get(bare) or label
            if label and label != "#mentioned":
                found[name] = Hearing(label, _AS_IN_THE_BANK, 1.0)
        return found

    def _judged(
        self, taken: Masked, names: list[str], wanted: tuple[str, ...], clause: Clause
    ) -> dict[str, Hearing]:
        striking = set(self.model.striking(taken.text, SURE))
        heard = self.model.hear(taken.text, [n for n in names if n in wanted or n in striking])
        doubtful = [
            n
            for n in wanted
            if n in heard and heard[n].spoken_of > _HOPELESS and heard[n].probability < SETTLED
        ]
        surprising = [n for n, h in heard.items() if n not in wanted and h.probability > SURE]
        if (doubtful or surprising) and self.vector and self.encoded < _MOST_ENCODED and len(taken.text) > 1:
            self.encoded += 1
            heard |= self.model.hear(
                taken.text, doubtful + surprising, self.vector(spoken(undenied(taken.text)[0]))
            )
        return {
            name: h for name, h in heard.items()
            if h.probability >= (SURE if name in wanted else BEYOND_DOUBT)
            and (name in wanted or not any(heard[w].probability >= SURE for w in wanted if w in heard))
            and (name in wanted or self._beyond_doubt(clause, taken, h))
        }  # fmt: skip

    def _beyond_doubt(self, clause: Clause, taken: Masked, hearing: Hearing) -> bool:
        """Whether what nobody asked about may be heard: a number only where nothing else is in hand."""
        number = hearing.label.startswith("#") or hearing.label.isdigit()
        bare = values.nothing_but_number(taken)
        return not (clause.asks or clause.hedged or bare or (number and self._wanted))

    def _value(self, name: str, hearing: Hearing, taken: Masked) -> object:
        attribute = attributes().get(name)
        if attribute is None or (name != self.asked and day_of_something_else(attribute, taken, hearing)):
            return None
        if hearing.label in (NUMBER, NEXT):
            return values.number(
                attribute, taken, hearing.label == NEXT, self.context.limits.get(name), self._today
            )
        return values.named(attribute, hearing.label, taken)

    def _not_known(self, clause: Clause, taken: Masked) -> Iterator[Fact]:
        """Who can't say: of what is named, else of what was asked."""
        subject = without_ignorance(clause.text)
        spoken_of = {n: h.spoken_of for n, h in self.model.hear(taken.text, self._wanted).items()}
        named = max(spoken_of, key=lambda n: spoken_of[n], default=None)
        if self.asked and (len(subject) <= _SHORT or named is None or spoken_of[named] < _SPOKEN_OF):
            named = self.asked
        elif named is None or spoken_of[named] < _SPOKEN_OF or len(subject) <= _SHORT:
            return
        number = (
            values.number(attributes()[named], taken, False, None, self._today)
            if named == self.asked
            else None
        )
        yield self._fact(named, DONT_KNOW if number is None else number, clause, 0.9)

    def _bare_number(self, clause: Clause, taken: Masked) -> Iterator[Fact]:
        """A number that answers the open question by its unit alone («两次», «三千万»)."""
        attribute = attributes()[self.asked or ""]
        if attribute.type in {"bool", "choice"} or not values.nothing_but_number(taken, attribute.unit):
            return
        if self._names_another(attribute, taken):
            return
        value = values.number(attribute, taken, False, self.context.limits.get(attribute.name), self._today)
        if value is not None:
            yield self._fact(attribute.name, value, clause, 0.95)

    def _fact(self, name: str, value: object, clause: Clause, certainty: float) -> Fact:
        vague = clause.hedged or isinstance(value, dict)
        return Fact(
            name, value, (clause.start, clause.end), clause.text,
            round(certainty * (_HEDGED if clause.hedged and not isinstance(value, dict) else 1.0), 3),
            clause.who, vague, clause.supposes or clause.asks, clause.corrects,
        )  # fmt: skip

    @property
    def _today(self) -> dt.date:
        return self.context.today or dt.date.today()


def _used(fact: Fact, counted: Mapping[str, Fact | None]) -> bool:
    """Whether it takes for another number of people one that was told of who takes part."""
    taken = (told for name, told in counted.items() if told and name in TAKING_PART)
    return any((fact.span, fact.value) == (told.span, told.value) for told in taken)


def _few_words(clause: Clause) -> bool:
    """Whether a statement is so short that the clause before it may tell what it speaks of."""
    states = not (clause.asks or clause.ignorant or clause.corrects)
    return states and len(core(clause.plain)) <= _FEW
