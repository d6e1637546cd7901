"""When which route fits: what a reading in its state has to be for it."""

from __future__ import annotations

import re

from bot.dialogue.reading import ACT_FROM
from bot.dialogue.situation import Situation
from bot.dialogue.thread import BEYOND_DOUBT, OUTSIDE, SURE, WHO_ONE_IS
from bot.nlu.follow_ups import TALKED
from bot.nlu.outright import calls_for_staff, speaks_of_people

# After a verdict a question this likely to be about it asks for it again.
PERHAPS = 0.25
# A command is taken for one only where it is this likely.
_SURELY_MEANT = 0.5
# «那该怎么走，从头讲» asks, and wants nothing begun anew.
_SURELY_ASKS = 0.7
# A question this sure is one, whatever else the message may do.
_OUTRIGHT = 0.85
_SURELY_TALK, _PERHAPS_TALK = 0.6, 0.35
# Who asks for these asks for no reason.
_FIGURES = {"amount", "time", "materials", "department", "how_to_apply", "contact"}
_TALK = "smalltalk"
_GIBBERISH = "gibberish"
_LACKING = re.compile("[差缺卡](?:在|的是|了)?(?:哪|什么|啥|何)")
# What may be asked of the paper that a matter rests on.
OF_ANY_PAPER = {"department", "validity"}


def commanded(s: Situation, intent: str) -> bool:
    """Whether a command is surely meant."""
    asks = s.reading.does("asks", at_least=_SURELY_ASKS) and s.in_form_of_a_question
    return s.reading.intent == intent and s.reading.confidence >= _SURELY_MEANT and not asks


def wants_a_person(s: Situation) -> bool:
    """Whether a person is asked for; who only speaks of people («没请人») asks for none."""
    felt = s.reading.intent == "ask_human" or s.reading.does("wants_person", at_least=_OUTRIGHT)
    if not felt or calls_for_staff(s.reading.text):
        return felt
    return not s.reading.does("tells") and not speaks_of_people(s.reading.text)


def asks_why(s: Situation) -> bool:
    """Why the last verdict is as it is; a fact beside it counts only where the question is in doubt."""
    if not s.state.verdict or (s.elsewhere and s.reading.confidence >= BEYOND_DOUBT):
        return False
    if s.adds_nothing and _LACKING.search(s.reading.text):
        return True
    if not s.reading.does("asks_reason", at_least=SURE if s.heard else ACT_FROM):
        return False
    # «减完到底交多少» asks for a figure, if it asks for a reason too.
    other = max(s.reading.acts.get(act, 0.0) for act in ("asks", "asks_whether_me"))
    return s.reading.aspect not in _FIGURES or s.reading.acts["asks_reason"] >= other


def asks_what_is_lacking(s: Situation) -> bool:
    """«差在哪嘛» before anything is decided: how far the check is."""
    under_way = bool((s.state.check or {}).get("topic")) and not s.state.verdict
    return under_way and s.adds_nothing and bool(_LACKING.search(s.reading.text))


def stands(s: Situation) -> bool:
    """Whether more facts could change anything: a check is under way, or something definite was decided."""
    return bool(s.state.asked) or s.knows.grants(s.state.decided)


def reads_as_answer(s: Situation) -> bool:
    """Whether it speaks to the open question rather than to something else."""
    if not s.state.asked:
        return False
    if s.answers_open_question and (s.surely_answers or not s.elsewhere):
        return True
    if s.elsewhere:
        return False
    if s.turns_elsewhere or s.of_another_beside_the_check:
        return False
    tells = s.reading.does("tells", at_least=BEYOND_DOUBT) and not s.reading.does("asks")
    if s.in_form_of_a_question and not (s.personal or tells or s.news_for(s.state.decided)):
        # «省级的呢» repeats what is known to ask about it.
        return False
    aside = not s.speaks_to(s.state.decided) and (s.of_another if s.personal else s.reading.does("asks"))
    return s.heard and not aside and not s.reading.does("asks_for_me")


def retold(s: Situation) -> bool:
    """A fact, a correction or a supposition about what is being decided or was decided last."""
    if not s.state.decided or not s.heard or s.elsewhere or not stands(s):
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


def asks_again(s: Situation) -> bool:
    """«所以我这边没问题噶»: the verdict once more, or the check of what is talked about."""
    at_hand = s.state.decided or s.state.topic
    about_it = bool(s.state.verdict) and s.asks and s.reading.aspect == "overview"
    return (
        (s.personal or (about_it and s.reading.does("asks_whether_me", at_least=PERHAPS)))
        and not s.surely_named
        and not s.perhaps_of_another
        and s.knows.decides(at_hand)
        and (stands(s) or not s.state.decided)
        and s.outside < OUTSIDE
        and s.may_be_about(at_hand)
        # «有一个其实是派来的，也给算»: a verdict is not said again to what was told and not heard.
        and not (s.state.verdict and not s.state.asked and s.tells_unheard)
        and not (s.state.decided not in {"", s.state.topic} and s.of_another)
    )


def tells_with_topic(s: Situation) -> bool:
    """Facts about a matter only talked about so far: its check begins, unless they are a sum alone."""
    return bool(
        (s.told & s.knows.rests_on(s.state.topic)) - s.knows.reckons_with(s.state.topic)
        and s.knows.decides(s.state.topic)
        # Of what is only supported in general «符合» would promise what nobody laid down.
        and s.knows.grants(s.state.topic)
        and not s.surely_named
        and (
            s.reading.does("tells", "corrects", "hypothetical", "asks_whether_me") or s.reading.asks_yes_or_no
        )
    )


def asks_what_there_is(s: Situation) -> bool:
    """What fits a person; a matter that is beyond doubt and asked about is answered."""
    # «那要带些哪样» after a verdict or a list is of what was decided or listed, «都是三万噶» tells nothing.
    if s.aspect_alone or (
        s.reading.family == "inform" and (s.asks_on if not s.heard else s.goes_on_about_it)
    ):
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
    # «跟哪家申请» behind a matter is of that one.
    of_it = s.reading.aspect in _FIGURES and bool(s.state.topic) and s.hanging and s.goes_there
    return s.reading.does("asks_for_me", at_least=_OUTRIGHT if of_it else ACT_FROM)


def is_unread(s: Situation) -> bool:
    """Meant as an answer to the open question, and none that could be read."""
    talk = s.reading.family == _TALK and not s.reading.does("tells", at_least=_OUTRIGHT)
    if not s.state.asked or s.asks or s.named or talk:
        return False
    return s.reading.subject == _GIBBERISH or not (s.outside_alone or s.of_another)


def declined(s: Situation) -> bool:
    """None of ours: another place's policy, or surely another subject, whatever was talked about."""
    if s.reading.region:
        return True
    if s.reading.decision != "decline":
        return False
    return (s.outside_alone and not s.aspect_beside) or not (s.hanging and s.follow_up)


def points_back(s: Situation) -> bool:
    """«这摊事归哪个部门»: of what is talked about, not of the papers."""
    return bool(s.state.topic) and any(word in s.reading.text for word in ("这", "那", "它"))


def talks(s: Situation) -> bool:
    """Small talk, and nothing that is asked on."""
    sure = s.reading.confidence >= (_SURELY_TALK if s.state.topic else _PERHAPS_TALK)
    return s.reading.family in TALKED and sure and not s.asks_on
