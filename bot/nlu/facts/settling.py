"""One value of each attribute for each person, of all that the clauses of a message state."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.nlu.facts.clauses import clauses
from bot.nlu.facts.fact import ME, Fact
from bot.nlu.facts.household import SPOUSE
from bot.nlu.facts.masking import masked
from bot.nlu.facts.parts import together
from bot.policy.attributes import attributes
from bot.policy.conditions import DONT_KNOW, is_ruled_out

_TURNS = re.compile(r"第二|另[一外]|还有一|其实|但|不过|后来|现在|又|刚刚?|才|剩|还[差欠]")
_FAR_SURER = 0.25
_ONE_PART = 0.9


def settled(facts: Sequence[Fact], least: float) -> list[Fact]:
    """One fact for each attribute and person: corrections replace, contradictions are not heard.

    `least`: how sure a later clause must be to outweigh what was said before it.
    """
    kept: dict[tuple[str, str, bool], Fact] = {}
    torn: set[tuple[str, str, bool]] = set()
    for fact in _of_couples(facts):
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
        elif choice := _but_for_what_it_isnt(before, fact):
            kept[key] = choice
        elif whole := together(before, fact):
            kept[key] = whole
        elif later := _heavier(before, fact) or _outweighs(before, fact, least):
            kept[key] = later
        else:
            torn.add(key)
    return [fact for key, fact in kept.items() if key not in torn]


def in_parts(facts: list[Fact], text: str, today: dt.date | None = None) -> list[Fact]:
    """«失业的3人、大学生2人»: one part is no sum, so no refusal rests on it before it is said back."""
    counted = {
        (clause.start, clause.end)
        for clause in clauses(text)
        if not clause.asks and any(q.unit == "人" for q in masked(clause.plain, today).numbers)
    }
    if not counted:
        return facts
    people = {name for name, attribute in attributes().items() if attribute.unit == "人"}
    if counted <= {fact.span for fact in facts if fact.attribute in people}:
        return facts
    return [
        replace(fact, certainty=min(fact.certainty, _ONE_PART)) if fact.attribute in people else fact
        for fact in facts
    ]


def _of_couples(facts: Sequence[Fact]) -> Iterator[Fact]:
    """What is asked of both spouses is the visitor's own fact too where it is the spouse's."""
    for fact in facts:
        yield fact
        attribute = attributes().get(fact.attribute)
        if attribute and attribute.of_couple and fact.who != ME and SPOUSE.search(fact.who):
            yield replace(fact, who=ME)


def _heavier(before: Fact, after: Fact) -> Fact | None:
    """Of what the two spouses have, the choice that stands later in the catalogue."""
    attribute = attributes().get(before.attribute)
    if attribute is None or not attribute.of_couple or not attribute.choices:
        return None
    order = [choice.value for choice in attribute.choices]
    return max(before, after, key=lambda fact: order.index(fact.value))


def _but_for_what_it_isnt(before: Fact, after: Fact) -> Fact | None:
    """«登记失业才两个月» beside «我家吃低保»: which choice it isn't takes nothing from the one that it is."""
    told = [fact for fact in (before, after) if isinstance(fact.value, str)]
    ruled_out = [fact.value["not"] for fact in (before, after) if is_ruled_out(fact.value)]
    return told[0] if len(told) == len(ruled_out) == 1 and told[0].value not in ruled_out[0] else None


def _outweighs(before: Fact, after: Fact, least: float) -> Fact | None:
    """Of two different values the one that is said far more surely."""
    if _TURNS.search(after.said) and after.certainty > least:
        return after
    sure, unsure = sorted((before, after), key=lambda f: f.certainty, reverse=True)
    return sure if sure.certainty - unsure.certainty > _FAR_SURER else None
