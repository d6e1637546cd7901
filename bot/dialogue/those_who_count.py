"""«招了10个，其中7个是登记失业的»: of those hired only some are of the groups that a rule asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.dialogue.state import State
from bot.nlu.facts.fact import Fact
from bot.policy.amounts import read_number

HIRED = "new_hires"
_CERTAINTY = 0.99
_OF_THEM = re.compile(
    r"(?:其中|里[头面]|当中)(?:有|只有|的)?(?P<n>[0-9一二两三四五六七八九十]+)[个名位]人?(?P<are>[^，。；！？]*)"
)
_COUNTS = re.compile("失业|脱贫|退役|退伍|毕业生|残疾|农民工|十类|重点|刑满|困难|扶贫")
_DOES_NOT = re.compile("跳槽|不算|不是|不属于|不符|普通|没登记|没办|城里人")
_LATER = re.compile("不算|不属于|不符|不在[^，。]{0,4}里")


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
        if not isinstance(whole, int) or isinstance(whole, bool):
            return list(heard)
        count = whole - count
    elif not _COUNTS.search(judged):
        return list(heard)
    others = [fact for fact in heard if fact.attribute != HIRED]
    return [*others, Fact(HIRED, count, found.span(), found[0], _CERTAINTY, state.who, corrects=True)]
