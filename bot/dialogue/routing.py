"""What the bot does with a message: (reading, state) → steps. Whoever reads ROUTES knows what it does.

The first route that fits decides. `tests/dialogue/routing.yml` is the table of this module.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.dialogue.knows import Knows
from bot.dialogue.reading import TOPICAL, Reading
from bot.dialogue.routing_conditions import (
    OF_ANY_PAPER,
    asks_again,
    asks_what_is_lacking,
    asks_what_there_is,
    asks_why,
    commanded,
    declined,
    is_unread,
    points_back,
    reads_as_answer,
    retold,
    talks,
    tells_with_topic,
    wants_a_person,
)
from bot.dialogue.routing_steps import (
    answer_alone,
    answers,
    answers_of_it,
    at_once,
    checks,
    checks_on,
    follows,
    judges,
    then_resume,
)
from bot.dialogue.situation import Situation
from bot.dialogue.state import State
from bot.dialogue.step import Step

Route = tuple[str, Callable[[Situation], bool], Callable[[Situation], tuple[Step, ...]]]


def route(reading: Reading, state: State, knows: Knows) -> tuple[Step, ...]:
    """What to do, in order; never empty."""
    situation = Situation(reading, state, knows)
    return next(steps(situation) for _, fits, steps in ROUTES if fits(situation))


def name_of_route(reading: Reading, state: State, knows: Knows) -> str:
    """Which route decided; for tests and logs."""
    situation = Situation(reading, state, knows)
    return next(name for name, fits, _ in ROUTES if fits(situation))


ROUTES: tuple[Route, ...] = (
    ("forget", lambda s: commanded(s, "forget_profile"), lambda s: (Step("forget"),)),
    ("restart", lambda s: commanded(s, "restart_conversation"), lambda s: (Step("restart"),)),
    ("profile", lambda s: commanded(s, "show_profile"), lambda s: (Step("profile"),)),
    ("person", wants_a_person, lambda s: (Step("hand_over", reason="visitor"),)),
    ("alarm", lambda s: bool(s.alarm), lambda s: (Step("hand_over", reason=s.alarm), *at_once(s))),
    ("stop", lambda s: bool(s.state.check) and s.reading.intent == "cancel", lambda s: (Step("stop"),)),
    (
        "reasons",
        asks_why,
        lambda s: (Step("reasons", str((s.state.verdict or {})["topic"]), who=s.state.who),),
    ),
    (
        "lacking",
        asks_what_is_lacking,
        lambda s: then_resume(s, Step("reasons", s.state.decided, who=s.state.who)),
    ),
    (
        "clause",
        lambda s: bool(s.reading.clause),
        lambda s: then_resume(s, Step("clause", reason=s.reading.clause)),
    ),
    (
        "paper",
        lambda s: bool(s.reading.paper),
        lambda s: then_resume(s, Step("paper", reason=s.reading.paper)),
    ),
    (
        "difference",
        lambda s: bool(s.measured) and not s.answers_open_question,
        lambda s: then_resume(s, Step("difference", s.measured, s.reading.aspect, s.who, s.supposed)),
    ),
    ("answered", reads_as_answer, lambda s: checks_on(s, s.state.under_way)),
    ("retold", retold, lambda s: checks_on(s, s.state.decided)),
    (
        "another place",
        lambda s: bool(s.reading.region) and s.asks,
        lambda s: then_resume(s, Step("decline", reason=s.reading.subject)),
    ),
    ("reckoned", lambda s: bool(s.reckoned) and not s.state.asked, lambda s: answers(s, s.reckoned)),
    (
        "whether me",
        lambda s: bool(s.own_case),
        lambda s: judges(s, s.own_case),
    ),
    ("told", tells_with_topic, lambda s: checks(s, s.state.topic)),
    ("asked again", asks_again, lambda s: checks(s, s.state.decided or s.state.topic)),
    (
        "match",
        asks_what_there_is,
        # «我有残疾证，开小卖部有哪样照顾»: what is named comes before the list.
        lambda s: (*answer_alone(s.surely_named, s.reading.aspect), Step("match")),
    ),
    (
        "item",
        lambda s: bool(s.state.offered) and s.reading.family in {"next_item", "previous_topic"},
        lambda s: (Step("item", reason=s.reading.intent),),
    ),
    (
        "unread",
        is_unread,
        lambda s: (Step("retry"),),
    ),
    ("told unasked", lambda s: bool(s.told_unasked), lambda s: checks(s, s.told_unasked)),
    ("elsewhere", declined, lambda s: then_resume(s, Step("decline", reason=s.reading.subject))),
    (
        "papers of the topic",
        lambda s: s.reading.family == "papers" and s.reading.aspect in OF_ANY_PAPER and points_back(s),
        lambda s: answers(s, s.state.topic),
    ),
    ("aspect alone", lambda s: s.aspect_alone or s.aspect_beside, lambda s: answers_of_it(s, s.at_hand)),
    ("near", lambda s: bool(s.near), lambda s: follows(s, s.near)),
    ("named", lambda s: bool(s.surely_named), lambda s: answers(s, s.surely_named)),
    (
        "talk",
        talks,
        lambda s: then_resume(s, Step("talk", reason=s.reading.intent)),
    ),
    (
        "follow-up",
        lambda s: s.hanging and bool(s.follow_up),
        lambda s: follows(s, s.follow_up),
    ),
    ("likely", lambda s: bool(s.named), lambda s: answers(s, s.named)),
    ("papers", lambda s: s.reading.family == "papers" and s.reading.decision == TOPICAL,
     lambda s: then_resume(s, Step("answer", reason=s.reading.subject))),
    ("topic?", lambda s: s.reading.family == "ask_aspect" and s.reading.decision == TOPICAL,
     lambda s: (Step("ask_topic", aspect=s.reading.subject),)),
    ("search", lambda s: True, lambda s: then_resume(s, Step("search"))),
)  # fmt: skip
