"""What is said in place of a verdict to a message that tells what it doesn't rest on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from actions.conversation import Conversation
from actions.withheld import at_stake, takes_back_unheard, unheard_in
from bot.dialogue.people import spoken_of
from bot.dialogue.step import Step
from bot.dialogue.unheard import Unheard
from bot.nlu.aspects import find_aspects
from bot.policy.answers import answer_topic, without_claims
from bot.policy.assessment import Assessment
from bot.policy.attributes import attributes
from bot.policy.question_replies import meant_question, question_reply, which_change
from bot.policy.reply import Reply
from bot.policy.rule_store import Rule
from bot.policy.store import Topic


def passed_over(c: Conversation, step: Step, topic: Topic, rule: Rule, assessment: Assessment) -> bool:
    """Whether the verdict passes over something told: that is said back or asked instead."""
    unheard = unheard_in(c, step, topic, rule, assessment)
    if not unheard:
        if takes_back_unheard(c, step, topic, rule, assessment):
            c.say(which_change(topic, assessment))
            return True
        return False
    if not _ask_what_it_is(c, step, rule, assessment, unheard[0]):
        c.say(without_claims(topic, own_words(c, step, topic), c.text))
    return True


def _ask_what_it_is(c: Conversation, step: Step, rule: Rule, assessment: Assessment, one: Unheard) -> bool:
    """«您说的120万是一次收的租金吗？», or the question itself where it can't be that; False for no such."""
    known = spoken_of(c.known(step.who))
    askable = [name for name in at_stake(rule, assessment) if attributes()[name].askable]
    likely = _known_first((n for n in one.meant if n in askable), known)
    others = _known_first((n for n in askable if _alike(n, one)), known)
    if not likely and not (one.money and others):
        return False
    # What is known of its kind and can't be meant is what the number may have to be turned into.
    surely = len(likely) == 1 or (likely and likely[0] in known and likely[1] not in known)
    check = {"topic": step.topic, "who": step.who, "resumed": 0}
    if surely and (likely[0] in known or not any(name in known for name in others)):
        name, value = likely[0], one.meant[likely[0]]
        c.say(meant_question(attributes()[name], value))
        c.set(self_check={**check, "asked": name, "confirm": value})
        return True
    name = (_known_first([*likely, *others], known))[0]
    c.say(question_reply(attributes()[name], f"您说的“{one.said}”算到哪一项，我没听明白，先不下结论。"))
    c.set(self_check={**check, "asked": name})
    return True


def _known_first(names: Iterable[str], known: Mapping[str, Any]) -> list[str]:
    return sorted(dict.fromkeys(names), key=lambda name: name not in known)


def _alike(name: str, one: Unheard) -> bool:
    """Whether an attribute is told in sums as the number is."""
    return one.money and attributes()[name].type == "amount" and not attributes()[name].formula


def own_words(c: Conversation, step: Step, topic: Topic) -> Reply:
    """What the documents say of what is asked."""
    aspect = step.aspect if step.aspect != "eligibility" else "overview"
    return answer_topic(c.store, topic, aspect, also=find_aspects(c.text))
