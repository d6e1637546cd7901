"""stub until F lands"""

from bot.nlu.facts.fact import ME, Fact
from bot.policy.attributes import Unclear
from bot.policy.conditions import DONT_KNOW


def hear(text, asked=None, candidates=(), context=None):
    from bot.policy.facts import facts_in
    from bot.policy.reading import read_answer

    facts = facts_in(text)
    if asked:
        a = read_answer(text, asked, None, candidates)
        if not isinstance(a, Unclear):
            facts = {**facts, **a.facts}
    return [Fact(k, v, (0, len(text)), text, 0.95) for k, v in facts.items()]


def settle(facts, known, suppose=False):
    out = dict(known)
    for f in facts:
        if suppose or not f.hypothetical:
            out[f.attribute] = f.value
    return out
