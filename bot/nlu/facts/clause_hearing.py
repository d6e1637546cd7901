"""What a clause states by itself, for the facts that matter now, by a learnt model."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from bot.nlu.facts import values
from bot.nlu.facts.bank import NEXT, NUMBER
from bot.nlu.facts.clauses import Clause, without_ignorance
from bot.nlu.facts.fact import Fact
from bot.nlu.facts.masking import Masked, core, masked, object_behind, spoken
from bot.nlu.facts.model import FactModel, Hearing
from bot.nlu.facts.plain import denies
from bot.nlu.facts.telling import SETTLED, as_it_is, day_of_something_else, leads_over, numbered, place_told
from bot.policy.attributes import Attribute, attributes
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
_AN_AGE = re.compile("(?:今年|才|刚|已经|快)*Ⓝ岁")
_SHORT = 2
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


@dataclass
class ClauseHearing:
    """The hearing of clauses of one message; few of them are encoded."""

    model: FactModel
    vector: Vector | None
    asked: str | None
    candidates: tuple[str, ...]
    context: Context
    encoded: int = 0

    def in_clause(self, clause: Clause) -> Iterator[Fact]:
        """What a clause states of what matters, and beyond doubt of anything else."""
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
        if denies(clause.text) and not self._answered_by_a_no:
            return
        wanted = self.wanted
        found = {name: h for name, h in self._known(taken).items() if not clause.asks}
        rest = [name for name in self.model.labels if name not in found]
        judged = self._judged(taken, rest, wanted, clause)
        found |= {name: h for name, h in judged.items() if name in wanted or not found}
        found = self._but_for_echoes(found, taken)
        if clause.corrects and (taken_back := {n: h for n, h in found.items() if n in self.context.known}):
            found = taken_back
        surest = max((h.probability for n, h in found.items() if n in wanted), default=0.0)
        if denies(clause.text):
            # It denies what was asked, and says of nothing else that it isn't so.
            found = {name: hearing for name, hearing in found.items() if name == self.asked}
        told = set()
        for name, hearing in found.items():
            if name in wanted and name != self.asked and hearing.probability < _FAR_BEHIND * surest:
                continue
            if clause.asks and not hearing.label.startswith("#"):
                continue
            value = self._value(name, hearing, taken)
            if value is not None:
                told.add(name)
                yield self.fact(name, value, as_it_is(clause, hearing), hearing.probability)
        if self.asked and self.asked not in told and not clause.asks:
            yield from self._bare_number(clause, taken)

    @property
    def _answered_by_a_no(self) -> bool:
        """Whether a bare no amid other words may tell anything: not that somebody is none of a list."""
        return bool(self.asked) and attributes()[self.asked or ""].type == "bool"

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
        return values.number(attribute, taken, False, 1, self.today) is not None

    def _place(self, clause: Clause) -> Iterator[Fact]:
        """Where somebody is: a place of data/regions.yml that a statement, or the answer, names."""
        if "place" not in attributes() or (clause.asks and self.asked != "place"):
            return
        code = place_told(clause, asked=self.asked == "place")
        if code is not None and not code.endswith("0000"):
            yield self.fact("place", code, clause, 0.95)

    def _later(self, clause: Clause, taken: Masked) -> Iterator[Fact]:
        """«再过两年呢»: every length of time that matters, longer by so much."""
        for name in self.wanted:
            attribute = attributes()[name]
            value = (
                values.number(attribute, taken, False, None, self.today)
                if attribute.type == "count"
                else None
            )
            if value is not None and taken.numbers[0].unit in {"年", "月", "天"}:
                fact = self.fact(name, value, replace(clause, supposes=True), 0.9)
                yield replace(fact, adds=True)

    @cached_property
    def wanted(self) -> tuple[str, ...]:
        return (*([self.asked] if self.asked else []), *(c for c in self.candidates if c != self.asked))

    def _known(self, taken: Masked) -> dict[str, Hearing]:
        """Attributes whose bank holds the clause word for word, asked ones also by their short answers."""
        bare = core(taken.text)
        found = {}
        for name in self.wanted:
            label = self.model.known.get(name, {}).get(bare)
            if name == self.asked:
                label = self.model.answers.get(name, {}).get(bare) or label
            if label and label != "#mentioned":
                found[name] = Hearing(label, _AS_IN_THE_BANK, 1.0)
        return found

    def _judged(
        self, taken: Masked, names: list[str], wanted: tuple[str, ...], clause: Clause
    ) -> dict[str, Hearing]:
        asked_for = frozenset(wanted)
        worth_hearing = asked_for.union(self.model.striking(taken.text, SURE))
        chosen = [n for n in names if n in worth_hearing]
        heard = self.model.hear(taken.text, chosen)
        if turned := object_behind(taken.text):
            # Whichever order tells more surely what either speaks of.
            spoken_of = [n for n in chosen if n in asked_for and heard[n].spoken_of > _SPOKEN_OF]
            for name, other in self.model.hear(turned, spoken_of).items():
                heard[name] = max(heard[name], other, key=lambda hearing: hearing.probability)
        doubtful = [
            n
            for n in wanted
            if n in heard and heard[n].spoken_of > _HOPELESS and heard[n].probability < SETTLED
        ]
        surprising = [n for n, h in heard.items() if n not in asked_for and h.probability > SURE]
        if (doubtful or surprising) and self.vector and self.encoded < _MOST_ENCODED and len(taken.text) > 1:
            self.encoded += 1
            heard |= self.model.hear(
                taken.text, doubtful + surprising, self.vector(spoken(undenied(taken.text)[0]))
            )
        own = {n: h for n, h in heard.items() if n in asked_for and h.probability >= SURE}
        if own:
            return own
        others = {n: h for n, h in heard.items() if n not in asked_for and h.probability >= BEYOND_DOUBT}
        return {n: h for n, h in others.items() if self._beyond_doubt(clause, taken, h)}

    def _beyond_doubt(self, clause: Clause, taken: Masked, hearing: Hearing) -> bool:
        """Whether what nobody asked about may be heard: a number only where nothing else is in hand."""
        number = hearing.label.startswith("#") or hearing.label.isdigit()
        bare = values.nothing_but_number(taken)
        return not (clause.asks or clause.hedged or bare or (number and self.wanted))

    def _value(self, name: str, hearing: Hearing, taken: Masked) -> object:
        attribute = attributes().get(name)
        if attribute is None or (name != self.asked and day_of_something_else(attribute, taken, hearing)):
            return None
        if hearing.label in (NUMBER, NEXT):
            return values.number(
                attribute, taken, hearing.label == NEXT, self.context.limits.get(name), self.today
            )
        return values.named(attribute, hearing.label, taken)

    def _not_known(self, clause: Clause, taken: Masked) -> Iterator[Fact]:
        """Who can't say: of what is named, else of what was asked."""
        subject = without_ignorance(clause.text)
        spoken_of = {n: h.spoken_of for n, h in self.model.hear(taken.text, self.wanted).items()}
        named = max(spoken_of, key=lambda n: spoken_of[n], default=None)
        if self.asked and (len(subject) <= _SHORT or named is None or spoken_of[named] < _SPOKEN_OF):
            named = self.asked
        elif named is None or spoken_of[named] < _SPOKEN_OF or len(subject) <= _SHORT:
            return
        number = (
            values.number(attributes()[named], taken, False, None, self.today)
            if named == self.asked
            else None
        )
        yield self.fact(named, DONT_KNOW if number is None else number, clause, 0.9)

    def _bare_number(self, clause: Clause, taken: Masked) -> Iterator[Fact]:
        """A number that answers the open question by its unit alone («两次», «三千万»)."""
        attribute = attributes()[self.asked or ""]
        if attribute.type in {"bool", "choice"} or not values.nothing_but_number(taken, attribute.unit):
            return
        if self._names_another(attribute, taken):
            return
        value = values.number(attribute, taken, False, self.context.limits.get(attribute.name), self.today)
        if value is not None:
            yield self.fact(attribute.name, value, clause, 0.95)

    def fact(self, name: str, value: object, clause: Clause, certainty: float) -> Fact:
        vague = clause.hedged or isinstance(value, dict)
        return Fact(
            name, value, (clause.start, clause.end), clause.text,
            round(certainty * (_HEDGED if clause.hedged and not isinstance(value, dict) else 1.0), 3),
            clause.who, vague, clause.supposes or clause.asks, clause.corrects,
        )  # fmt: skip

    @property
    def today(self) -> dt.date:
        return self.context.today or dt.date.today()
