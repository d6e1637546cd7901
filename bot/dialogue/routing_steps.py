"""What a route does: the steps that several routes share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.dialogue.routing_conditions import PERHAPS, stands
from bot.dialogue.situation import Situation
from bot.dialogue.step import ASIDE, Step

# After so many interruptions running the open question is not put again by itself.
_MOST_RESUMED = 2


def checks(s: Situation, topic: str, reason: str = "") -> tuple[Step, ...]:
    """The case of whoever it is about is judged."""
    return (Step("check", topic, s.reading.aspect, s.who, s.supposed, reason),)


def then_resume(s: Situation, *steps: Step) -> tuple[Step, ...]:
    """An interruption is answered, and the check waits."""
    check: Mapping[str, Any] = s.state.check or {}
    waits = s.state.asked and check.get("topic") and check.get("resumed", 0) < _MOST_RESUMED
    return (*steps, Step("resume")) if waits else steps


def answers(s: Situation, topic: str) -> tuple[Step, ...]:
    """What the documents say of it, and of what is asked besides."""
    told = s.knows.following(topic, s.reading.aspect, s.reading.text)
    return then_resume(s, Step("answer", told, s.reading.aspect), *beside(s, topic))


def answers_of_it(s: Situation, topic: str) -> tuple[Step, ...]:
    """«那要带哪样» of a loan: what another matter says for the whole errand."""
    told = s.knows.holding(topic, s.reading.aspect, s.reading.text)
    return answers(s, (s.telling if told == topic else "") or told)


def asked_first(s: Situation) -> tuple[Step, ...]:
    """The answer to what is surely asked, where the facts told decide something that lies beside it."""
    named = s.surely_named
    about_it = not named or named in {s.own_case, s.state.topic, s.state.decided} or s.knows.decides(named)
    return () if about_it else answer_alone(named, s.reading.aspect)


def asked_beside(s: Situation, checked: str) -> tuple[Step, ...]:
    """«没贷款。那协议写哪些»: what is asked beside what is told for the matter that is checked."""
    if not s.reading.does("asks") or s.personal or not s.reading.in_form_of_a_question:
        return ()
    named = s.surely_named if s.surely_named != checked else ""
    return (*answer_alone(named, s.reading.aspect), *beside(s, checked))


def checks_on(s: Situation, topic: str) -> tuple[Step, ...]:
    """The case goes on with what was told, behind the answer to what was asked beside."""
    return _unless_answered(s, asked_beside(s, topic), topic)


def judges(s: Situation, case: str) -> tuple[Step, ...]:
    """A case is judged, behind what is surely asked and lies beside it; its question comes last."""
    first = asked_first(s)
    if not first and s.tells_in_passing(case):
        first = answer_alone(s.surely_named, s.reading.aspect)
    return _unless_answered(s, (*first, *beside(s, case)), case)


def _unless_answered(s: Situation, answered: tuple[Step, ...], case: str) -> tuple[Step, ...]:
    """«事业单位能当普通合伙人不» has its no: that there are partners enough would sound like a yes to it."""
    # «股权押着，能简易注销吗» names what decides the case that lies next to it.
    near = s.personal or s.state.asked or case in s.knows.related(s.surely_named)
    of_it = s.reading.asks_yes_or_no and not near
    whether = s.tells_in_passing(case) or of_it
    if answered and answered[0].topic == s.surely_named != case and whether:
        return (*answered, *checks(s, case, ASIDE))
    return (*answered, *checks(s, case))


def beside(s: Situation, topic: str) -> tuple[Step, ...]:
    """What the message asks besides."""
    found = [(s.knows.matter(intent), aspect) for intent, aspect in s.reading.others]
    return tuple(Step("answer", other, aspect) for other, aspect in found if other and other != topic)


def follows(s: Situation, topic: str) -> tuple[Step, ...]:
    """What hangs on what was said: after a verdict «那现在申肯定没戏» asks for it again."""
    about_it = topic == s.state.decided and s.reading.aspect == "overview"
    # What is supposed and could not be heard would be judged as if it had not been said.
    again = about_it and stands(s) and bool(s.state.verdict or "confirm" in (s.state.check or {}))
    refused = (s.state.verdict or {}).get("verdict") == "no"
    # Against a no it is told what would turn it.
    again = again and (refused or not s.reading.does("hypothetical"))
    # What only asks about it is answered, whatever was said back to be confirmed.
    waits = "confirm" in (s.state.check or {})
    again = again and (refused or s.reading.does("asks_whether_me", at_least=PERHAPS) or not s.asks)
    # Neither is said again to what may tell something new that was not heard.
    again = again and (waits or s.adds_nothing or (refused and not s.reading.does("tells")))
    return checks(s, topic) if again else answers_of_it(s, topic)


def answer_alone(topic: str, aspect: str) -> tuple[Step, ...]:
    """What the documents say of it; nothing where there is no matter."""
    return (Step("answer", topic, aspect),) if topic else ()


def at_once(s: Situation) -> tuple[Step, ...]:
    """What the documents say is told while somebody is being fetched, but nobody in danger is lectured."""
    return () if s.alarm == "danger" else answer_alone(s.surely_named, s.reading.aspect)
