"""«招了10个，其中7个是登记失业的»: of those hired only some are of the groups that a rule asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.dialogue.state import State
from bot.nlu.facts.fact import Fact
from bot.nlu.facts.members import MEMBERS, TAKING_PART
from bot.nlu.facts.persons import EMPLOYED
from bot.number_types import is_whole_number
from bot.policy.amounts import read_number

HIRED = "new_hires"
# How many people a venture has is told with whoever joins or leaves, and is none of these people's.
_OF_VENTURES = TAKING_PART | {"employees", HIRED, "hired_count"}
_CERTAINTY = 0.99
_OF_THEM = re.compile(
    r"(?:(?:其中|里[头面]|当中)(?:有|只有|的)?|里(?:有|只有|就))(?P<n>[0-9一二两三四五六七八九十]+)[个名位]人?(?P<are>[^，。；！？]*)"
)
_COUNTS = re.compile("失业|脱贫|退役|退伍|毕业生|残疾|农民工|十类|重点|刑满|困难|扶贫")
_DOES_NOT = re.compile("跳槽|不算|不是|不属于|不符|普通|没登记|没办|城里人")
_LATER = re.compile("不算|不属于|不符|不在[^，。]{0,4}里")


_OF_STAFF = re.compile("hire|new_hire|employ|contract|labour|insured|months_(?:employed|insured)|wages")
_JOINS = re.compile(
    r"(?:还|又|再)有?(?:一?[个位名家户]|(?P<n>[两二三四五六]|\d)[个位名家户])[^，。]{0,10}?(?:也)?(?:要|想)?(?:进来|加进来|加入|入伙|入社|参加)"
)


def those_who_join(text: str, state: State, candidates: Sequence[str], heard: Sequence[Fact]) -> list[Fact]:
    """What was heard, with one more member where somebody joins and the whole isn't told."""
    told = {fact.attribute for fact in heard}
    found = _JOINS.search(text)
    known = state.facts_of(state.who).get(MEMBERS)
    if not found or MEMBERS in told or MEMBERS not in candidates or not isinstance(known, int):
        return list(heard)
    more = int(read_number(found["n"]) or 1) if found["n"] else 1
    return [*heard, Fact(MEMBERS, known + more, found.span(), found[0], _CERTAINTY, state.who)]


def of_the_venture(heard: Sequence[Fact], state: State) -> list[Fact]:
    """What was heard, with how many take part as a fact of whose case is under way, whoever joins it.

    What an employer tells of the staff («员工里有两个是退伍的») is the employer's.
    """
    heard = [
        replace(f, who=state.who) if f.who in EMPLOYED and _OF_STAFF.match(f.attribute) else f for f in heard
    ]
    strangers = {fact.who for fact in heard} - set(state.people) if state.decided else set()
    return [
        replace(fact, who=state.who) if fact.attribute in _OF_VENTURES and fact.who in strangers else fact
        for fact in heard
    ]


def those_who_count(text: str, state: State, candidates: Sequence[str], heard: Sequence[Fact]) -> list[Fact]:
    """What was heard, the hired without those of whom the message says that they are of no such group."""
    found = _OF_THEM.search(text)
    number = read_number(found["n"]) if found else None
    if found is None or number is None or HIRED not in candidates:
        return list(heard)
    told = next((fact.value for fact in heard if fact.attribute == HIRED), None)
    whole = told if told is not None else state.facts_of(state.who).get(HIRED)
    # «其中一个是跳槽来的，不算登记失业»: what follows judges the same ones.
    judged = found["are"] + (text[found.end() :] if _LATER.search(text[found.end() :]) else "")
    count = int(number)
    if _DOES_NOT.search(judged):
        if not is_whole_number(whole):
            return list(heard)
        count = whole - count
    elif not _COUNTS.search(judged):
        return list(heard)
    others = [fact for fact in heard if fact.attribute != HIRED]
    return [*others, Fact(HIRED, count, found.span(), found[0], _CERTAINTY, state.who, corrects=True)]
