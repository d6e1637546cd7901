"""What a message states: clause by clause, for the facts that matter now, by a learnt model."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from bot.nlu.facts import values
from bot.nlu.facts.bank import NEXT, NUMBER
from bot.nlu.facts.clauses import Clause, clauses, without_ignorance
from bot.nlu.facts.fact import Fact
from bot.nlu.facts.masking import Masked, core, masked, spoken
from bot.nlu.facts.model import FactModel, Hearing
from bot.nlu.facts.plain import plain_answer
from bot.policy.attributes import NEITHER, Attribute, attributes
from bot.policy.conditions import DONT_KNOW
from bot.policy.negation import undenied
from bot.policy.regions import find_place

# How sure the model must be of what matters now, and of what nobody asked about.
SURE = 0.55
BEYOND_DOUBT = 0.95
_HEDGED = 0.8
_AS_IN_THE_BANK = 0.98
# With the characters alone: surely that, or so unlike that meaning can't help.
_SETTLED = 0.9
_HOPELESS = 0.02
_MOST_ENCODED = 2
# What is heard so much less surely than the surest of a clause is its echo.
_FAR_BEHIND = 0.85
_SPOKEN_OF = 0.5
_SHORT = 2
_ONE_PART = 0.9
# So few characters may leave to the clause before them what they speak of.
_FEW = 4
# «第一笔清了，第二笔还没»: what comes after these words is how it stands.
# Words that lead from one thing to another and state nothing.
_LEADS_OVER = re.compile(
    r"(?:说|回|讲|扯|话)?(?:说|讲)?回(?:来|到)(?:我|正题|这个|刚才|那个|我这)?(?:这边|那个|的)?|接着(?:说|讲)(?:我那个)?|打个岔|先?岔开一[下哈]|(?:再)?问(?:你|您)?(?:一|句|个|下)+(?:话|不相干的)?"
    r"|对了|还有|另外|行吧?|好吧?|哎|你好|您好|请问|在吗|谢谢|麻烦了?|那个|嗯+|哦+|这样|是这样(?:的)?|我想问(?:一下|下|个)?|想问(?:一下|下)?|咨询(?:一下|下)?|不好意思|莫绕|算了"
)
_LATER = re.compile(r"再(?:过|等|干|开|做)(?=[\d一二两三四五六七八九十半几])")
_NAMED_AFTER_PLACES = re.compile(
    r"大理石|普洱茶|昆明理工|(?:云南|昆明|大理|曲靖|玉溪|普洱|红河|保山)(?:师范|医科?|职业)?(?:大学|学院)"
)
_THIS_TIME = re.compile(r"这[一]?[次回趟]|现在|眼下")
_IF = re.compile(r"要是|如果|假如|万一|呢[?？]?$|的话")
_TURNS = re.compile(r"第二|另[一外]|还有一|其实|但|不过|后来|现在|又|刚刚?|才")
Vector = Callable[[str], np.ndarray]


@dataclass(frozen=True)
class Context:
    """What is known where the message comes: the day, whom «他» means, limits of counts by attribute."""

    today: dt.date | None = None
    person: str | None = None
    limits: Mapping[str, int] = field(default_factory=dict)


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
        return _in_parts(_settled_within(list(one.facts(text))), text, context or Context())


@dataclass
class _Hearing:
    """The hearing of one message."""

    model: FactModel
    vector: Vector | None
    asked: str | None
    candidates: tuple[str, ...]
    context: Context
    encoded: int = 0

    def facts(self, text: str) -> Iterator[Fact]:
        parts = clauses(text, self.context.person)
        if self.asked and (answered := plain_answer(attributes()[self.asked], text, parts)) is not None:
            yield self._fact(self.asked, answered[0], parts[0], answered[1])
            # «都不是» speaks of what was asked and of nothing else.
            if len(parts) == 1 or answered[0] in NEITHER:
                return
        told: set[str] = set()
        for i, clause in enumerate(parts):
            if _whom_it_asks_about(clause, parts[i + 1 :]):
                continue
            heard = self._going_on(parts[i - 1], clause, told) if i else []
            heard = heard or list(self._in_clause(clause))
            told |= {fact.attribute for fact in heard}
            if not heard and i + 1 < len(parts) and parts[i + 1].who == clause.who and not clause.asks:
                heard = list(self._in_pair(clause, parts[i + 1]))
            yield from heard

    def _in_clause(self, clause: Clause) -> Iterator[Fact]:
        yield from self._place(clause)
        taken = masked(clause.plain, self.context.today)
        if clause.ignorant:
            yield from self._not_known(clause, taken)
            return
        if _LEADS_OVER.fullmatch(clause.plain.strip()) or (clause.asks and not _numbered(clause, taken)):
            return
        if _LATER.search(clause.text) and taken.numbers:
            yield from self._later(clause, taken)
            return
        wanted = self._wanted
        found = {name: h for name, h in self._known(taken).items() if not clause.asks}
        rest = [name for name in self.model.labels if name not in found]
        found |= self._judged(taken, rest, wanted, clause)
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
                yield self._fact(name, value, _as_it_is(clause, hearing), hearing.probability)
        if self.asked and self.asked not in told and not clause.asks:
            yield from self._bare_number(clause, taken)

    def _place(self, clause: Clause) -> Iterator[Fact]:
        """Where somebody is: a place of data/regions.yml that a statement, or the answer, names."""
        if "place" not in attributes() or (clause.asks and self.asked != "place"):
            return
        code = find_place(_NAMED_AFTER_PLACES.sub("", clause.text))
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
        few = len(core(clause.plain)) <= _FEW and not (clause.asks or clause.ignorant or clause.corrects)
        if not few or before.asks or before.ignorant or before.who != clause.who:
            return []
        both = replace(before.joined(clause), who=clause.who)
        heard = [fact for fact in self._in_clause(both) if fact.attribute not in told]
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
            if n in heard and heard[n].spoken_of > _HOPELESS and heard[n].probability < _SETTLED
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
        if attribute is None or (name != self.asked and _day_of_something_else(attribute, taken)):
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


def _day_of_something_else(attribute: Attribute, taken: Masked) -> bool:
    """«去年从厂里下来的» tells no day of a loan: a day that nobody asked for is told with its word."""
    return attribute.type == "date" and not any(word in taken.text for word in attribute.words)


def _whom_it_asks_about(clause: Clause, after: Sequence[Clause]) -> bool:
    """«坐过牢的» in «坐过牢的还能不能当法人»: people of a kind, not the speaker."""
    joined = bool(after) and after[0].asks and clause.end == after[0].start
    return joined and clause.text.endswith("的") and "我" not in clause.text


def _numbered(clause: Clause, taken: Masked) -> bool:
    """Whether a question names a number of its own («那8000万呢»), not only asks for one («几年»)."""
    return bool(taken.numbers or taken.days) and not re.search("[几多]", clause.text)


def _as_it_is(clause: Clause, hearing: Hearing) -> Clause:
    """«要是再办，这回就是第三回了» tells of two that were: no supposition."""
    told = (
        hearing.label == NEXT
        and not clause.asks
        and (_THIS_TIME.search(clause.text) or not _IF.search(clause.text))
    )
    return replace(clause, supposes=False) if told else clause


def _settled_within(facts: list[Fact]) -> list[Fact]:
    """One fact for each attribute and person: corrections replace, contradictions are not heard."""
    kept: dict[tuple[str, str, bool], Fact] = {}
    torn: set[tuple[str, str, bool]] = set()
    for fact in facts:
        key = (fact.attribute, fact.who, fact.hypothetical)
        before = kept.get(key)
        if before is None or fact.corrects or before.value == fact.value:
            kept[key] = (
                fact if before is None or fact.corrects else max(before, fact, key=lambda f: f.certainty)
            )
            if fact.corrects:
                torn.discard(key)
        elif DONT_KNOW in (before.value, fact.value):
            kept[key] = fact if before.value == DONT_KNOW else before
        elif later := _outweighs(before, fact):
            kept[key] = later
        else:
            torn.add(key)
    return [fact for key, fact in kept.items() if key not in torn]


def _in_parts(facts: list[Fact], text: str, context: Context) -> list[Fact]:
    """«失业的3人、大学生2人»: one part is no sum, so no refusal rests on it before it is said back."""
    taken = {fact.span for fact in facts}
    unheard = [
        quantity.unit
        for clause in clauses(text)
        if not clause.asks and (clause.start, clause.end) not in taken
        for quantity in masked(clause.plain, context.today).numbers
    ]
    if "人" not in unheard:
        return facts
    return [
        replace(fact, certainty=min(fact.certainty, _ONE_PART))
        if attributes()[fact.attribute].unit == "人"
        else fact
        for fact in facts
        if fact.attribute in attributes()
    ]


def _outweighs(before: Fact, after: Fact) -> Fact | None:
    """Of two different values the one that is said far more surely."""
    if _TURNS.search(after.said) and after.certainty > SURE:
        return after
    sure, unsure = sorted((before, after), key=lambda f: f.certainty, reverse=True)
    return sure if sure.certainty - unsure.certainty > 0.25 else None
