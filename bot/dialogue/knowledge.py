"""What routing asks of the policy store and of the understanding that this process serves."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from bot.dialogue.family import holding, punishing
from bot.dialogue.people import settle
from bot.dialogue.reading import Reading
from bot.dialogue.state import State
from bot.dialogue.thread import PLACE, WHO_ONE_IS
from bot.helpdesk.triage.judgement import blame, urgency
from bot.helpdesk.triage.letters import read_letter
from bot.nlu import loaded
from bot.nlu.aspects import find_aspects
from bot.nlu.facts.fact import Fact
from bot.nlu.outright import asks_how_far_it_is, is_pressed
from bot.policy.answers import topic_of
from bot.policy.assessment import UNKNOWN
from bot.policy.attributes import FIGURES, attributes
from bot.policy.benefits import due_then
from bot.policy.conditions import Leaf, Node, leaves
from bot.policy.derived import parts_of, with_parts
from bot.policy.eligibility import assess, place_in
from bot.policy.rules import GRANTS
from bot.policy.store import Store

# What nearly everybody says of themselves tells no matter from another.
_GENERAL = ("applicant", "starting_business")
# An act that is alone in saying so must be this likely.
_SURELY = 0.75
# A shorter message is no complaint and no emergency unless it says that it is one.
_SHORTEST_LETTER = 28
_DECLARED = re.compile("投诉|举报|控告|紧急|救命|急急|(?:今[晚天]|马上|立刻).{0,6}(?:截止|关闭|关|到期)")
# Words used less often than this in Chinese at large stand for things.
_RARE = 1500
# Numbers, dates, suppositions and questions are no words for things.
_NO_THING = re.compile(
    "[0-9几哪咋怎]|^[一二三四五六七八九十]+[月号日年天个]?$|^(?:假[设如使]|要是|如果|万一)$"
)
_PENALTY = "罚"
_CONSEQUENCE = re.compile(
    "[挨被会要得咋][^，。]{0,2}罚|罚(?:款|钱|我)?(?:多少|好多|几|不罚|吗|嘛)|处罚|后果|会(?:不会)?[有出]事"
    "|[不没].{0,10}[会要](?:怎么?|咋个?)样(?!的|才|能)"
)
_FEW_WORDS = 16
# What the act alone must reach before triage is asked, and what both must come to.
_WORTH_JUDGING, _TOGETHER = 0.5, 1.2
# Who may be in danger is sent to a person sooner: an answer that was no help would cost more.
_PERHAPS_IN_DANGER, _IN_DANGER_TOGETHER = 0.3, 1.05


class Knowledge:
    """`bot.dialogue.knows.Knows` over a store and the served model."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def matter(self, intent: str) -> str:
        topic = topic_of(self._store, intent)
        return topic.slug if topic else ""

    def decides(self, matter: str) -> bool:
        return self._store.decides(matter)

    def grants(self, matter: str) -> bool:
        deciding = [p for p in self._store.provisions(matter) if p.rule]
        # A law lays down what holds; a paper may only support whoever one is.
        return any(
            p.kind == "law"
            or p.rule.benefit.kind in GRANTS
            or not (p.rule.conditions and _who_suffices(p.rule.conditions))
            for p in deciding
            if p.rule
        )

    def rests_on(self, matter: str) -> frozenset[str]:
        # The date that only chooses among provisions tells nothing of the matter.
        return frozenset(_decided_by(self._store, dt.date.today(), matter)) - {PLACE, *_GENERAL}

    def settles(self, matter: str, told: Sequence[Fact], known: Mapping[str, Any]) -> bool:
        profile = settle(told, known, suppose=True)
        if self._store.rule_for(matter, place_in(profile)) is None:
            return False
        found = assess(self._store, matter, profile, dt.date.today())
        rests_on = {condition.attribute for condition in found.conditions}
        return found.verdict != UNKNOWN and any(fact.attribute in rests_on for fact in told)

    def reckons_with(self, matter: str) -> frozenset[str]:
        rule = self._store.rule_for(matter)
        asked = {leaf.attribute for leaf, _ in leaves(rule.conditions)} if rule else set()
        return frozenset(rule.benefit.attributes if rule else ()) - asked

    def related(self, matter: str) -> frozenset[str]:
        return self._store.around(matter)

    def beside_its_name(self, text: str, matter: str) -> str:
        """A message without the name of its matter in front, as links and buttons write it."""
        topic = self._store.topic(matter) if matter else None
        name, mark, rest = text.partition("：")
        return rest if mark and topic and name.strip() == topic.name else text

    def holding(self, matter: str, aspect: str, text: str) -> str:
        if aspect == "amount" and _PENALTY in text and _PENALTY not in _said_of(self._store, matter):
            return punishing(self._store, matter)
        return holding(self._store, matter, aspect)

    def following(self, matter: str, aspect: str, text: str) -> str:
        """The matter that tells what follows from it where a message asks that; itself where none does."""
        asks = aspect in {"overview", "amount"} and _CONSEQUENCE.search(text)
        told = _PENALTY in _said_of(self._store, matter)
        return punishing(self._store, matter) if asks and not told else matter

    def states(self, matter: str, aspect: str, text: str) -> bool:
        topic = self._store.topic(matter)
        penalty = _PENALTY not in text or _PENALTY in _said_of(self._store, matter)
        return topic is not None and aspect in topic.aspects and penalty

    def in_context(self, text: str, state: State) -> tuple[tuple[str, float], ...]:
        topic = self._store.topic(state.topic)
        offered = [found.intent for slug in state.offered if (found := self._store.topic(slug))]
        ranking = loaded.understanding().after(text, state.last_text, topic.intent if topic else "", offered)
        return tuple((g.intent, g.confidence) for g in ranking)

    def of_topic(self, text: str, state: State) -> tuple[tuple[str, float], ...]:
        topic = self._store.topic(state.topic)
        ranking = loaded.understanding().behind(text, topic.name) if topic else ()
        return tuple((g.intent, g.confidence) for g in ranking)

    def sets_apart(self, text: str, matter: str, other: str) -> bool:
        own, beside = _said_of(self._store, matter), _said_of(self._store, other)
        words = [w for w in self._store.words.pieces(text) if len(w) > 1 and not _NO_THING.search(w)]
        foreign = [w for w in words if w not in beside]
        frequencies = self._store.words.frequencies
        # What neither speaks of tells them apart where it is a word for a thing (零食), not for a question.
        rare = [w for w in foreign if frequencies.get(w, 0) < _RARE and not find_aspects(w)]
        return bool(rare) or any(word in own for word in foreign)

    def alarm(self, reading: Reading) -> str:
        if reading.does("progress", at_least=_SURELY) and asks_how_far_it_is(reading.text):
            return "progress"
        judged = [("danger", urgency, _PERHAPS_IN_DANGER, _IN_DANGER_TOGETHER)]
        if len(reading.text) >= _SHORTEST_LETTER or _DECLARED.search(reading.text):
            judged += [("urgent", urgency, _WORTH_JUDGING, _TOGETHER)]
            judged += [("complains", blame, _WORTH_JUDGING, _TOGETHER)]
        for act, judge, least, together in judged:
            heard = reading.acts.get(act, 0.0)
            if heard >= least and heard + judge(reading.text, read_letter(reading.text)) >= together:
                return act
        return "urgent" if is_pressed(reading.text) else ""

    def limits(self, *matters: str) -> dict[str, int]:
        """How often what is counted may be had in all, by the attribute that counts it."""
        rules = [rule for matter in matters if (rule := self._store.rule_for(matter))]
        return {r.benefit.counted: r.benefit.count_limit for r in rules if r.benefit.count_limit}

    def measures(self, matter: str) -> frozenset[str]:
        return _measured(self._store, matter)

    def figures(self, *matters: str) -> list[str]:
        """The attributes that the sums of some matters are reckoned from, and what their limits compare."""
        return [n for n in dict.fromkeys(n for m in matters for n in _reckoned_from(self._store, m)) if n]

    def instalment_named(self, matter: str, text: str) -> bool:
        rule = self._store.rule_for(matter) if matter and len(text) <= _FEW_WORDS else None
        return rule is not None and due_then(rule.benefit, text) is not None

    def asked_by(self, *matters: str) -> list[str]:
        """The attributes that the answers on some matters rest on, each once, in order of writing."""
        return list(_asked_by(self._store, dt.date.today(), matters))


@lru_cache(maxsize=2048)
def _asked_by(store: Store, day: dt.date, matters: tuple[str, ...]) -> tuple[str, ...]:
    chosen_by = [p.by for matter in matters for p in store.provisions(matter) if p.by]
    return tuple(dict.fromkeys([*_decided_by(store, day, *matters), *chosen_by, PLACE]))


@lru_cache(maxsize=2048)
def _decided_by(store: Store, day: dt.date, *matters: str) -> tuple[str, ...]:
    """The attributes that decide on some matters, at any place.

    Asked for many times a message, it changes with the day.
    """
    rules = [rule for matter in matters if (rule := store.rule_for(matter))]
    # A county may ask for more (age, credit) than the province.
    local = [p.rule for matter in matters for p in store.provisions(matter) if p.rule]
    rules += [rule for rule in local if rule not in rules and rule.valid_on(day)]
    names = [leaf.attribute for rule in rules for leaf, _ in leaves(rule.conditions)]
    names += [name for rule in rules for name in rule.benefit.attributes]
    elsewhere = {attributes()[name].decided_by for name in names if name in attributes()}
    if others := sorted(elsewhere - {"", *matters}):
        names += _decided_by(store, day, *others)
    return (*names, *(part for name in names for part in parts_of(name)))


@lru_cache(maxsize=2048)
def _measured(store: Store, matter: str) -> frozenset[str]:
    rule = store.rule_for(matter)
    limits = [leaf.attribute for leaf, _ in leaves(rule.conditions)] if rule else []
    # How many people a sum takes is asked in the same words.
    counted = list(rule.benefit.attributes) if rule and rule.benefit.formula else []
    return frozenset(n for n in with_parts([*limits, *counted]) if attributes()[n].type in FIGURES)


@lru_cache(maxsize=2048)
def _reckoned_from(store: Store, matter: str) -> tuple[str, ...]:
    rule = store.rule_for(matter)
    if rule is None:
        return ()
    limits = [parts_of(leaf.attribute) for leaf, _ in leaves(rule.conditions)]
    compared = [name for parts in limits for name in parts if attributes()[name].type == "percent"]
    # Sums of which one is part of the other («里头有六十万是卖铺面的»).
    compared += [n for parts in limits if {attributes()[p].type for p in parts} == {"amount"} for n in parts]
    # What is worked out from others is told by them.
    told = [name for name in rule.benefit.attributes if not attributes()[name].formula]
    return tuple(dict.fromkeys([*told, *compared]))


@lru_cache(maxsize=2048)
def _said_of(store: Store, matter: str) -> str:
    return store.says_of(matter)


def _who_suffices(node: Node) -> bool:
    """Whether who somebody is can meet the conditions all alone."""
    if isinstance(node, Leaf):
        return node.attribute in WHO_ONE_IS
    if node.kind == "not":
        return False
    return (any if node.kind == "any" else all)(map(_who_suffices, node.children))
