"""How far somebody's numbers are from a limit or a sum: «差几个», «超没超», «贷到400万还差几个人»."""

from __future__ import annotations

from actions.check import check
from actions.check_state import known_or_said_back
from actions.conversation import Conversation
from bot.dialogue.people import settle, spoken_of
from bot.dialogue.step import Step
from bot.nlu.facts.parts import sums_in
from bot.policy.conditions import leaves
from bot.policy.derived import with_parts
from bot.policy.differences import differences, to_reach
from bot.policy.reply import Reply, citation
from bot.policy.wording import resting_on


def difference(c: Conversation, step: Step) -> None:
    """What is lacking, in the first line; beside new facts the verdict, too. No numbers: it is asked."""
    topic = c.topic(step.topic, step.who)
    told = [fact for fact in c.facts if fact.who == step.who]
    profile = settle(told, spoken_of(known_or_said_back(c, step)), suppose=True)
    rule = c.rule_here(topic, profile) if topic else None
    if topic is None or rule is None:
        check(c, step)
        return
    sums = [sum_.exact for sum_ in sums_in(c.text) if sum_.unit and sum_.exact]
    aimed = to_reach(rule.benefit, profile, sums[0]) if len(sums) == 1 else ""
    names = {fact.attribute for fact in told}
    lines = [aimed] if aimed else differences(rule.conditions, profile, names, sums)
    if lines:
        basis = resting_on(topic, topic.lead) if topic.lead else ""
        text = "\n".join([*lines, *([basis] if basis else [])])
        c.say(Reply("answer", text, tuple(citation(s) for s in topic.sources), topic.departments))
        c.talk_about(topic.slug)
    judged = {*with_parts(leaf.attribute for leaf, _ in leaves(rule.conditions))}
    if not lines or (names & judged and not aimed):
        check(c, step)
