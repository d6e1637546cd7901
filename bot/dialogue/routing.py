"""What the bot does with a message: (reading, state) → steps. Whoever reads ROUTES knows what it does.

The first route that fits decides. `tests/dialogue/routing.yml` is the table of this module.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bot.dialogue.knows import Knows
from bot.dialogue.reading import TOPICAL, Reading
from bot.dialogue.situation import Situation
from bot.dialogue.state import ME, State
from bot.dialogue.thread import BEYOND_DOUBT, OUTSIDE, SURE, WHO_ONE_IS
from bot.nlu.follow_ups import TALKED
from bot.nlu.outright import calls_for_staff, speaks_of_people

# After a verdict a question this likely to be about it asks for it again.
_PERHAPS = 0.25
# A command is taken for one only where it is this likely.
_SURELY_MEANT = 0.5
# A question this sure is one, whatever else the message may do.
_OUTRIGHT = 0.85
# After so many interruptions running the open question is not put again by itself.
_MOST_RESUMED = 2
_TALK = "smalltalk"
_GIBBERISH = "gibberish"


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
    "difference": "action_self_check",
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
    **dict.fromkeys(("checklist", "add_to_checklist", "back"), "action_answer"),
}


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
    told = s.knows.following(topic, s.reading.aspect, s.reading.text)
    return _then_resume(s, Step("answer", told, s.reading.aspect), *_beside(s, topic))


def _answers_of_it(s: Situation, topic: str) -> tuple[Step, ...]:
    """«那要带哪样» of a loan: what another matter says for the whole errand."""
    return _answers(s, s.knows.holding(topic, s.reading.aspect, s.reading.text))


def _asked_first(s: Situation) -> tuple[Step, ...]:
    """The answer to what is surely asked, where the facts told decide something that lies beside it."""
    named = s.surely_named
    about_it = not named or named in {s.own_case, s.state.topic, s.state.decided} or s.knows.decides(named)
    return () if about_it else _answer_alone(named, s.reading.aspect)


def _beside(s: Situation, topic: str) -> tuple[Step, ...]:
    """What the message asks besides."""
    found = [(s.knows.matter(intent), aspect) for intent, aspect in s.reading.others]
    return tuple(Step("answer", other, aspect) for other, aspect in found if other and other != topic)


def _follows(s: Situation, topic: str) -> tuple[Step, ...]:
    """What hangs on what was said: after a verdict «那现在申肯定没戏» asks for it again."""
    about_it = topic == s.state.decided and s.reading.aspect == "overview"
    # What is supposed and could not be heard would be judged as if it had not been said.
    again = about_it and _stands(s) and bool(s.state.verdict or "confirm" in (s.state.check or {}))
    refused = (s.state.verdict or {}).get("verdict") == "no"
    # Against a no it is told what would turn it.
    again = again and (refused or not s.reading.does("hypothetical"))
    # What only asks about it is answered.
    waits = "confirm" in (s.state.check or {})
    again = again and (refused or waits or s.reading.does("asks_whether_me", at_least=_PERHAPS) or not s.asks)
    # Neither is said again to what may tell something new that was not heard.
    again = again and (waits or s.adds_nothing or (refused and not s.reading.does("tells")))
    return _checks(s, topic) if again else _answers_of_it(s, topic)


def _answer_alone(topic: str, aspect: str) -> tuple[Step, ...]:
    return (Step("answer", topic, aspect),) if topic else ()


def _asks_what_there_is(s: Situation) -> bool:
    """What fits a person; a matter that is beyond doubt and asked about is answered."""
    # «那要带些哪样» after a verdict or a list is of what was decided or listed, «都是三万噶» tells nothing.
    if s.aspect_alone or (s.reading.family == "inform" and not s.heard and s.asks_on):
        return False
    unnamed = not s.named or s.reading.confidence < SURE
    # «我是缅甸籍，可以办执照吗» asks one thing.
    asks_one_thing = s.named and s.in_form_of_a_question
    tells_who = s.tells and bool(s.told & WHO_ONE_IS) and unnamed and not (s.state.topic or asks_one_thing)
    if tells_who or s.reading.family in {"match_policies", "inform"}:
        return True
    if s.surely_named and s.reading.confidence >= BEYOND_DOUBT:
        outright = s.reading.does("asks_for_me", at_least=_OUTRIGHT)
        return outright and not s.reading.does("asks", at_least=_OUTRIGHT)
    return s.reading.does("asks_for_me")


def _reads_as_answer(s: Situation) -> bool:
    """Whether it speaks to the open question rather than to something else."""
    if not s.state.asked or s.elsewhere:
        return False
    if s.answers_open_question:
        return True
    if s.turns_elsewhere or s.of_another_beside_the_check:
        return False
    if s.in_form_of_a_question and not s.personal and not s.news_for(s.state.decided):
        # «省级的呢» repeats what is known to ask about it.
        return False
    aside = s.reading.does("asks") and not s.personal and not s.speaks_to(s.state.decided)
    return s.heard and not aside and not s.reading.does("asks_for_me")


def _stands(s: Situation) -> bool:
    """Whether more facts could change anything: a check is under way, or something definite was decided."""
    return bool(s.state.asked) or s.knows.grants(s.state.decided)


def _retold(s: Situation) -> bool:
    """A fact, a correction or a supposition about what is being decided or was decided last."""
    if not s.state.decided or not s.heard or s.elsewhere or not _stands(s):
        return False
    if s.turns_elsewhere:
        return False
    if not s.told:
        # A place alone may choose another rule.
        return True
    if s.goes_over_to_another:
        return False
    # Nothing new about the matter and a question beside it: the question is what it is about.
    return s.news_for(s.state.decided) or (bool(s.speaks_to(s.state.decided)) and not s.asks)


def _asks_again(s: Situation) -> bool:
    """«所以我这边没问题噶»: the verdict once more, or the check of what is talked about."""
    about_it = bool(s.state.verdict) and s.asks and s.reading.aspect == "overview"
    return (
        (s.personal or (about_it and s.reading.does("asks_whether_me", at_least=_PERHAPS)))
        and not s.surely_named
        and not s.perhaps_of_another
        and s.knows.decides(s.state.decided or s.state.topic)
        and (_stands(s) or not s.state.decided)
        and s.outside < OUTSIDE
    )


def _tells_with_topic(s: Situation) -> bool:
    """Facts about a matter only talked about so far: its check begins, unless they are a sum alone."""
    return bool(
        (s.told & s.knows.rests_on(s.state.topic)) - s.knows.reckons_with(s.state.topic)
        and s.knows.decides(s.state.topic)
        and not s.surely_named
        and (
            s.reading.does("tells", "corrects", "hypothetical", "asks_whether_me") or s.reading.asks_yes_or_no
        )
    )


def _is_unread(s: Situation) -> bool:
    """Meant as an answer to the open question, and none that could be read."""
    if not s.state.asked or s.asks or s.named or s.reading.family == _TALK:
        return False
    return s.reading.subject == _GIBBERISH or not s.outside_alone


def _at_once(s: Situation) -> tuple[Step, ...]:
    """What the documents say is told while somebody is being fetched, but nobody in danger is lectured."""
    if s.alarm == "danger" or not s.surely_named:
        return ()
    return (Step("answer", s.surely_named, s.reading.aspect),)


def _declined(s: Situation) -> bool:
    """None of ours: another place's policy, or surely another subject, whatever was talked about."""
    if s.reading.region:
        return True
    if s.reading.decision != "decline":
        return False
    return s.outside_alone or not (s.hanging and s.follow_up)


def _wants_a_person(s: Situation) -> bool:
    """Whether a person is asked for; who only speaks of people («没请人») asks for none."""
    felt = s.reading.intent == "ask_human" or s.reading.does("wants_person", at_least=_OUTRIGHT)
    if not felt or calls_for_staff(s.reading.text):
        return felt
    return not s.reading.does("tells") and not speaks_of_people(s.reading.text)


def _commands(s: Situation, intent: str) -> bool:
    return s.reading.intent == intent and s.reading.confidence >= _SURELY_MEANT


def _asks_why(s: Situation) -> bool:
    """Why the last verdict is as it is; a fact beside it counts only where the question is in doubt."""
    if not s.state.verdict or (s.elsewhere and s.reading.confidence >= BEYOND_DOUBT):
        return False
    return s.reading.does("asks_reason", at_least=SURE) or (s.reading.does("asks_reason") and not s.heard)


def _points_back(s: Situation) -> bool:
    """«这摊事归哪个部门»: of what is talked about, not of the papers."""
    return bool(s.state.topic) and any(word in s.reading.text for word in ("这", "那", "它"))


def _talks(s: Situation) -> bool:
    sure = s.reading.confidence >= (_SURELY_TALK if s.state.topic else _PERHAPS_TALK)
    return s.reading.family in TALKED and sure and not s.asks_on


_SURELY_TALK, _PERHAPS_TALK = 0.6, 0.35

ROUTES: tuple[Route, ...] = (
    ("forget", lambda s: _commands(s, "forget_profile"), lambda s: (Step("forget"),)),
    ("restart", lambda s: _commands(s, "restart_conversation"), lambda s: (Step("restart"),)),
    ("profile", lambda s: _commands(s, "show_profile"), lambda s: (Step("profile"),)),
    ("person", _wants_a_person, lambda s: (Step("hand_over", reason="visitor"),)),
    ("alarm", lambda s: bool(s.alarm), lambda s: (Step("hand_over", reason=s.alarm), *_at_once(s))),
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
    (
        "difference",
        lambda s: bool(s.measured) and not s.answers_open_question,
        lambda s: _then_resume(s, Step("difference", s.measured, s.reading.aspect, s.who, s.supposed)),
    ),
    ("answered", _reads_as_answer, lambda s: _checks(s, str((s.state.check or {}).get("topic") or ""))),
    ("retold", _retold, lambda s: _checks(s, s.state.decided)),
    (
        "another place",
        lambda s: bool(s.reading.region) and s.asks,
        lambda s: _then_resume(s, Step("decline", reason=s.reading.subject)),
    ),
    ("reckoned", lambda s: bool(s.reckoned) and not s.state.asked, lambda s: _answers(s, s.reckoned)),
    (
        "whether me",
        lambda s: bool(s.own_case),
        # The check ends in a question, so it comes last.
        lambda s: (*_asked_first(s), *_beside(s, s.own_case), *_checks(s, s.own_case)),
    ),
    ("told", _tells_with_topic, lambda s: _checks(s, s.state.topic)),
    ("asked again", _asks_again, lambda s: _checks(s, s.state.decided or s.state.topic)),
    (
        "match",
        _asks_what_there_is,
        # «我有残疾证，开小卖部有哪样照顾»: what is named comes before the list.
        lambda s: (*_answer_alone(s.surely_named, s.reading.aspect), Step("match")),
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
    ("told unasked", lambda s: bool(s.told_unasked), lambda s: _checks(s, s.told_unasked)),
    ("elsewhere", _declined, lambda s: _then_resume(s, Step("decline", reason=s.reading.subject))),
    (
        "papers of the topic",
        lambda s: s.reading.family == "papers" and s.reading.aspect == "department" and _points_back(s),
        lambda s: _answers(s, s.state.topic),
    ),
    ("aspect alone", lambda s: s.aspect_alone, lambda s: _answers_of_it(s, s.at_hand)),
    ("near", lambda s: bool(s.near), lambda s: _follows(s, s.near)),
    ("named", lambda s: bool(s.surely_named), lambda s: _answers(s, s.surely_named)),
    (
        "talk",
        _talks,
        lambda s: _then_resume(s, Step("talk", reason=s.reading.intent)),
    ),
    (
        "follow-up",
        lambda s: s.hanging and bool(s.follow_up),
        lambda s: _follows(s, s.follow_up),
    ),
    ("likely", lambda s: bool(s.named), lambda s: _answers(s, s.named)),
    ("papers", lambda s: s.reading.family == "papers" and s.reading.decision == TOPICAL,
     lambda s: _then_resume(s, Step("answer", reason=s.reading.subject))),
    ("topic?", lambda s: s.reading.family == "ask_aspect" and s.reading.decision == TOPICAL,
     lambda s: (Step("ask_topic", aspect=s.reading.subject),)),
    ("search", lambda s: True, lambda s: _then_resume(s, Step("search"))),
)  # fmt: skip

__all__ = ["ACTION_OF", "ROUTES", "Knows", "Situation", "Step", "name_of_route", "route"]
