"""What the bot does with a message: (reading, state) → steps. Whoever reads ROUTES knows what it does.

The first route that fits decides. `tests/dialogue/routing.yml` is the table of this module.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Protocol

from bot.dialogue.reading import TOPICAL, Reading
from bot.dialogue.state import ME, State

# A matter that is named this surely is talked about, whatever was talked about before.
_SURE = 0.6
# A message that is this likely none of our business is none, even in the midst of a conversation.
_OUTSIDE = 0.75
# After what was said before, a matter this likely is meant; else the one that was talked about.
_LIKELY_IN_CONTEXT = 0.35
_LIKELY_NEARBY = 0.25
# A matter named like this is meant, whatever facts beside it may say of another one.
_BEYOND_DOUBT = 0.95
_NOTHING_ELSE = 0.99
# After a verdict a question this likely to be about it asks for it again.
_PERHAPS = 0.25
# A command is taken for one only where it is this likely.
_SURELY_MEANT = 0.5
# Words so few seldom name a matter by themselves.
_SHORT = 16
# Of the matters that are likely these may be the one that somebody's facts decide; how much each fact that it
# rests on counts beside its probability, up to how many, and how likely is the one under way.
_LIKELY, _PER_FACT, _MOST_FACTS, _UNDER_WAY, _NEARBY = 6, 0.3, 3, 0.5, 0.1
# So many facts about a matter are a case, whatever the message asks; so many where it asks nothing.
_A_CASE, _SOME = 3, 2
# After so many interruptions running the open question is not put again by itself.
_MOST_RESUMED = 2
_TALK = "smalltalk"
_GIBBERISH = "gibberish"
PLACE = "place"
_OUT = "out_of_scope"


@dataclass(frozen=True)
class Step:
    """One thing to do. `kind` names it; `topic` is a matter, `aspect` what of it, `who` whose case it is.

    `reason`: why a person is needed, which kind of talk, what is out of scope, or the intent of a command.
    """

    kind: str
    topic: str = ""
    aspect: str = "overview"
    who: str = ME
    hypothetical: bool = False
    reason: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


# Which action carries out which step; of several steps the first one's action does all.
ACTION_OF = {
    "check": "action_self_check",
    "retry": "action_self_check",
    "stop": "action_self_check",
    "reasons": "action_self_check",
    "resume": "action_self_check",
    "match": "action_match",
    "answer": "action_answer",
    "clause": "action_answer",
    "item": "action_offered_item",
    "ask_topic": "action_follow_up",
    "profile": "action_show_profile",
    "forget": "action_forget_profile",
    "restart": "action_start_over",
    "hand_over": "action_hand_over",
    "talk": "action_smalltalk",
    "decline": "action_decline",
    "search": "action_search",
    # Commanded by a button or a word, never routed to.
    **dict.fromkeys(("menu", "ask", "explain", "forget_one", "again", "shorter"), "action_answer"),
}


class Knows(Protocol):
    """What routing asks of the knowledge."""

    def matter(self, intent: str) -> str:
        """Slug of the matter behind a full intent; empty where it is none."""

    def decides(self, matter: str) -> bool:
        """Whether the store can decide on it for a person."""

    def rests_on(self, matter: str) -> frozenset[str]:
        """The attributes that the decision on it rests on; none where nothing decides."""

    def reckons_with(self, matter: str) -> frozenset[str]:
        """The attributes that only the sum rests on."""

    def related(self, matter: str) -> frozenset[str]:
        """The matters that it leads to."""

    def in_context(self, text: str, state: State) -> tuple[tuple[str, float], ...]:
        """(full intent, probability), best first, of a message after what was said before."""

    def alarm(self, reading: Reading) -> str:
        """Why a person is needed at once: danger, urgent, complains or progress; empty where none is."""


@dataclass(frozen=True)
class Situation:
    """A reading in its state, with what routes ask about it; what is dear is worked out once."""

    reading: Reading
    state: State
    knows: Knows

    @property
    def named(self) -> str:
        """The matter that the message names by words of its own; empty where it names none."""
        return self.knows.matter(self.reading.intent) if self.reading.decision == TOPICAL else ""

    @property
    def surely_named(self) -> str:
        """The same, where there is no doubt about it."""
        return self.named if self.reading.confidence >= _SURE else ""

    @property
    def elsewhere(self) -> bool:
        """Whether it surely asks about another matter than the one that is decided on."""
        decided = self.state.decided
        if not self.surely_named or self.surely_named == decided or not self.asks:
            return False
        return not (self.speaks_to(decided) and self.reading.confidence < _BEYOND_DOUBT)

    @property
    def asks(self) -> bool:
        """Whether it asks anything, by what it does or by its form."""
        does = self.reading.does("asks", "asks_whether_me", "asks_for_me", "asks_reason")
        return does or self.reading.in_form_of_a_question

    @property
    def personal(self) -> bool:
        return self.reading.does("asks_whether_me")

    @property
    def told(self) -> frozenset[str]:
        """The attributes that it states; where somebody is only chooses among the rules of places."""
        return frozenset(fact.attribute for fact in self.reading.facts) - {PLACE}

    @property
    def heard(self) -> bool:
        """Whether it states a fact that somebody's case can rest on."""
        place_alone = bool(self.reading.facts) and not self.asks and self.reading.decision != "decline"
        return bool(self.told) or (place_alone and bool(self.state.decided))

    @cached_property
    def case(self) -> str:
        """The matter that the facts told decide, of those that it may be about; empty for none."""
        likely = [(self.knows.matter(intent), p) for intent, p in self.reading.ranking[:_LIKELY]]
        around = (self.state.topic, *self.knows.related(self.state.topic), *self.knows.related(self.named))
        likely += [(matter, _NEARBY) for matter in around]
        likely.append((self.state.decided, _UNDER_WAY))
        scored = [
            (p + _PER_FACT * n, m) for m, p in likely if m and (n := min(self.speaks_to(m), _MOST_FACTS))
        ]
        return max(scored, default=(0.0, ""))[1]

    @cached_property
    def own_case(self) -> str:
        """The matter that can be decided for who asks for themselves or tells their case; else empty."""
        decidable = self.named if self.named and self.knows.decides(self.named) else ""
        sure = decidable and self.reading.confidence >= _BEYOND_DOUBT
        case = decidable if sure else self.case or decidable
        facts = self.speaks_to(case)
        tells = self.reading.does("tells") and not self.reading.does("asks", "asks_for_me")
        told = (
            facts >= _A_CASE
            or (facts and tells)
            or (facts >= _SOME and not self.reading.in_form_of_a_question)
        )
        return case if self.personal or told or self.reading.aspect == "eligibility" else ""

    @property
    def answers_open_question(self) -> bool:
        return any(fact.attribute == self.state.asked for fact in self.reading.facts)

    @property
    def who(self) -> str:
        """Whose case the facts speak of: somebody else's only where all of them do."""
        people = {fact.who for fact in self.reading.facts}
        return people.pop() if len(people) == 1 else self.state.who if not people else ME

    @cached_property
    def alarm(self) -> str:
        """Why a person is needed at once; never for what answers the matter at hand."""
        at_hand = self.heard and bool(self.state.decided)
        return "" if at_hand else self.knows.alarm(self.reading)

    @property
    def supposed(self) -> bool:
        facts = self.reading.facts
        return bool(facts) and all(fact.hypothetical for fact in facts)

    @property
    def hanging(self) -> bool:
        """Whether it needs what was talked about to be understood."""
        return bool(self.state.topic) and not self.surely_named and self.reading.family != "papers"

    @cached_property
    def in_context(self) -> tuple[tuple[str, float], ...]:
        """(full intent, probability), best first, after what was said before."""
        return self.knows.in_context(self.reading.text, self.state)

    @property
    def outside(self) -> float:
        """Probability that it is none of ours, after what was said before."""
        return sum(p for intent, p in self.in_context if intent.partition("/")[0] == _OUT)

    @cached_property
    def follow_up(self) -> str:
        """The matter that a hanging message is about; empty where it is none of ours."""
        if self.outside >= _OUTSIDE:
            return ""
        ours = [(self.knows.matter(intent), p) for intent, p in self.in_context]
        found, probability = next(((m, p) for m, p in ours if m), ("", 0.0))
        if self.named and self.reading.confidence >= max(probability, _LIKELY_IN_CONTEXT):
            return self.named
        return found if probability >= _LIKELY_IN_CONTEXT else self.state.topic

    @cached_property
    def near(self) -> str:
        """A matter next to what is talked about that a short question is likely to mean; empty for none."""
        topic = self.state.topic
        if not topic or len(self.reading.text) > _SHORT or self.reading.confidence >= _NOTHING_ELSE:
            return ""
        around = self.knows.related(topic) if self.surely_named else {topic, *self.knows.related(topic)}
        ours = [(self.knows.matter(intent), p) for intent, p in self.in_context]
        return next((m for m, p in ours if m in around and p >= _LIKELY_NEARBY), "")

    def speaks_to(self, matter: str) -> int:
        """How many of the facts told the decision on a matter rests on."""
        return len(self.told & self.knows.rests_on(matter)) if matter else 0


Route = tuple[str, Callable[[Situation], bool], Callable[[Situation], tuple[Step, ...]]]


def route(reading: Reading, state: State, knows: Knows) -> tuple[Step, ...]:
    """What to do, in order; never empty."""
    situation = Situation(reading, state, knows)
    return next(steps(situation) for _, fits, steps in ROUTES if fits(situation))


def name_of_route(reading: Reading, state: State, knows: Knows) -> str:
    """Which route decided; for tests and logs."""
    situation = Situation(reading, state, knows)
    return next(name for name, fits, _ in ROUTES if fits(situation))


def _checks(s: Situation, topic: str) -> tuple[Step, ...]:
    return (Step("check", topic, s.reading.aspect, s.who, s.supposed),)


def _then_resume(s: Situation, *steps: Step) -> tuple[Step, ...]:
    """An interruption is answered, and the check waits."""
    check: Mapping[str, Any] = s.state.check or {}
    waits = s.state.asked and check.get("topic") and check.get("resumed", 0) < _MOST_RESUMED
    return (*steps, Step("resume")) if waits else steps


def _answers(s: Situation, topic: str) -> tuple[Step, ...]:
    others = [
        Step("answer", other, aspect)
        for intent, aspect in s.reading.others
        if (other := s.knows.matter(intent)) and other != topic
    ]
    return _then_resume(s, Step("answer", topic, s.reading.aspect), *others)


def _reads_as_answer(s: Situation) -> bool:
    """Whether it speaks to the open question rather than to something else."""
    if not s.state.asked or s.elsewhere:
        return False
    return s.answers_open_question or (s.heard and not s.reading.does("asks_for_me"))


def _retold(s: Situation) -> bool:
    """A fact, a correction or a supposition about what is being decided or was decided last."""
    return bool(s.state.decided) and s.heard and not s.elsewhere


def _asks_again(s: Situation) -> bool:
    """«所以我这边没问题噶»: the verdict once more, or the check of what is talked about."""
    about_it = bool(s.state.verdict) and s.asks and s.reading.aspect == "overview"
    return (
        (s.personal or (about_it and s.reading.does("asks_whether_me", at_least=_PERHAPS)))
        and not s.surely_named
        and s.knows.decides(s.state.decided or s.state.topic)
        and s.outside < _OUTSIDE
    )


def _tells_with_topic(s: Situation) -> bool:
    """Facts about a matter only talked about so far: its check begins, unless they are a sum alone."""
    return bool(
        s.told - s.knows.reckons_with(s.state.topic)
        and s.knows.decides(s.state.topic)
        and not s.surely_named
        and s.reading.does("tells", "corrects", "hypothetical", "asks_whether_me")
    )


def _is_unread(s: Situation) -> bool:
    """Meant as an answer to the open question, and none that could be read."""
    other = s.reading.family == _TALK or (
        s.reading.family == _OUT and s.reading.subject != _GIBBERISH and s.reading.confidence >= _OUTSIDE
    )
    return bool(s.state.asked) and not s.asks and not s.named and not other


def _declined(s: Situation) -> bool:
    """None of ours: another place's policy, or surely another subject, whatever was talked about."""
    if s.reading.region:
        return True
    if s.reading.decision != "decline":
        return False
    alone = s.reading.family == _OUT and s.reading.confidence >= _OUTSIDE
    return alone or not (s.hanging and s.follow_up)


def _commands(s: Situation, intent: str) -> bool:
    return s.reading.intent == intent and s.reading.confidence >= _SURELY_MEANT


def _asks_why(s: Situation) -> bool:
    """Why the last verdict is as it is; a fact beside it counts only where the question is in doubt."""
    if not s.state.verdict or s.elsewhere:
        return False
    return s.reading.does("asks_reason", at_least=_SURE) or (s.reading.does("asks_reason") and not s.heard)


def _points_back(s: Situation) -> bool:
    """«这摊事归哪个部门»: of what is talked about, not of the papers."""
    return bool(s.state.topic) and any(word in s.reading.text for word in ("这", "那", "它"))


def _talks(s: Situation) -> bool:
    sure = s.reading.confidence >= (_SURELY_TALK if s.state.topic else _LIKELY_IN_CONTEXT)
    return s.reading.family in _TALKED and sure


_TALKED = {_TALK, "affirm", "deny", "dont_know", "skip", "cancel", "correct"}
_SURELY_TALK = 0.6

ROUTES: tuple[Route, ...] = (
    ("forget", lambda s: _commands(s, "forget_profile"), lambda s: (Step("forget"),)),
    ("restart", lambda s: _commands(s, "restart_conversation"), lambda s: (Step("restart"),)),
    ("profile", lambda s: _commands(s, "show_profile"), lambda s: (Step("profile"),)),
    ("person", lambda s: s.reading.intent == "ask_human", lambda s: (Step("hand_over", reason="visitor"),)),
    ("alarm", lambda s: bool(s.alarm), lambda s: (Step("hand_over", reason=s.alarm),)),
    ("stop", lambda s: bool(s.state.check) and s.reading.intent == "cancel", lambda s: (Step("stop"),)),
    (
        "reasons",
        _asks_why,
        lambda s: (Step("reasons", str((s.state.verdict or {})["topic"]), who=s.state.who),),
    ),
    (
        "clause",
        lambda s: bool(s.reading.clause),
        lambda s: _then_resume(s, Step("clause", reason=s.reading.clause)),
    ),
    ("answered", _reads_as_answer, lambda s: _checks(s, str((s.state.check or {}).get("topic") or ""))),
    ("retold", _retold, lambda s: _checks(s, s.state.decided)),
    (
        "whether me",
        lambda s: bool(s.own_case),
        lambda s: _checks(s, s.own_case),
    ),
    ("told", _tells_with_topic, lambda s: _checks(s, s.state.topic)),
    ("asked again", _asks_again, lambda s: _checks(s, s.state.decided or s.state.topic)),
    (
        "match",
        lambda s: s.reading.does("asks_for_me") or s.reading.family in {"match_policies", "inform"},
        lambda s: (Step("match"),),
    ),
    (
        "item",
        lambda s: bool(s.state.offered) and s.reading.family in {"next_item", "previous_topic"},
        lambda s: (Step("item", reason=s.reading.intent),),
    ),
    (
        "unread",
        _is_unread,
        lambda s: (Step("retry"),),
    ),
    ("elsewhere", _declined, lambda s: _then_resume(s, Step("decline", reason=s.reading.subject))),
    (
        "papers of the topic",
        lambda s: s.reading.family == "papers" and s.reading.aspect == "department" and _points_back(s),
        lambda s: _answers(s, s.state.topic),
    ),
    ("near", lambda s: bool(s.near), lambda s: _answers(s, s.near)),
    ("named", lambda s: bool(s.surely_named), lambda s: _answers(s, s.surely_named)),
    (
        "talk",
        _talks,
        lambda s: _then_resume(s, Step("talk", reason=s.reading.intent)),
    ),
    (
        "follow-up",
        lambda s: s.hanging and bool(s.follow_up),
        lambda s: _answers(s, s.follow_up),
    ),
    ("likely", lambda s: bool(s.named), lambda s: _answers(s, s.named)),
    ("papers", lambda s: s.reading.family == "papers" and s.reading.decision == TOPICAL,
     lambda s: _then_resume(s, Step("answer", reason=s.reading.subject))),
    ("topic?", lambda s: s.reading.family == "ask_aspect" and s.reading.decision == TOPICAL,
     lambda s: (Step("ask_topic", aspect=s.reading.subject),)),
    ("search", lambda s: True, lambda s: _then_resume(s, Step("search"))),
)  # fmt: skip

__all__ = ["ACTION_OF", "ROUTES", "Knows", "Situation", "Step", "name_of_route", "route"]
