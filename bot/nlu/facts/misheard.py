"""What a clause cannot have stated, whatever the model made of it: another's, part of a word, a place.

Each kind names the attribute (and value) that it keeps from being heard; what was asked is often taken all
the same, for then the subject is clear. Precision comes first: what isn't heard can be asked.
"""

from __future__ import annotations

import re

from bot.nlu.facts.cannot_state import CANNOT, Heard
from bot.nlu.facts.clauses import Clause
from bot.nlu.facts.fact import Fact
from bot.nlu.facts.persons import OF_ONE_PERSON, people_counted
from bot.policy.attributes import attributes

_BARE_NO = re.compile(
    r"^(?:我|我们|自己|这边|那边|都|也|还|从来|就|嗯|哦|真|是|别的|其他|其它|对照了?|看了?)*"
    r"(?:没有?|没得|莫得|不是|无)(?:一[条个样项])?(?:的|了|过|啊|呢|嘛|呀|噶)*$"
)
_TERM = re.compile(
    r"(?:(?:之?后|之日起|起)的?)?[一二两三四五六七八九十百\d]+个?(?:天|日|月|年|工作日)"
    r"(?P<due>(?:之?内|以内)?(?:再|才|就)?(?:付|给|结|支付|打款|到账)(?:款|钱|清|账|一次|我|我们)*(?![了过没不]))"
    r"|(?:之?后|之日起|起)(?:的)?[一二两三四五六七八九十百\d]+个?(?:天|日|月|年|工作日)(?:之?内|清|$)"
)


def misheard(fact: Fact, clause: Clause, text: str, asked: str | None) -> bool:
    """Whether a clause of the message `text` cannot have stated what the model heard in it."""
    if fact.attribute != asked and _BARE_NO.match(clause.text.strip()):
        # «我没有» answers what was asked and tells nothing of anything else.
        return True
    heard = Heard(fact, clause, text, fact.attribute == asked)
    if fact.attribute in OF_ONE_PERSON and _is_of_one_of_several(heard):
        return True
    if (
        fact.attribute in OF_ONE_PERSON
        and attributes()[fact.attribute].type in {"bool", "choice"}
        and people_counted(heard.said)
    ):
        return True
    if _is_a_term(heard):
        return True
    return any(
        cannot(heard)
        for name, value, cannot in CANNOT
        if name == fact.attribute and (value is None or value == fact.value)
    )


def _is_of_one_of_several(heard: Heard) -> bool:
    """«五个人合伙，有一个征信不好» is told of one of them, and not of who writes."""
    return heard.says("^(?:但是?|不过|其中|里头|里面)?有?[一两二三四五六几]个") and heard.tells(
        "合伙|一起|一块|成员|员工|工人|股东|[两三四五六七八九十几]个人|我们几个"
    )


def _is_a_term(heard: Heard) -> bool:
    """«验收后三十天付», «写的是三个月结一次» are terms, and tell not how long it has been."""
    elapsed = re.search("(?:多少|几)个?(?:天|月|年|星期)了", attributes()[heard.fact.attribute].question)
    if not elapsed or not (term := _TERM.search(heard.said)):
        return False
    return not heard.asked or term["due"] is not None
