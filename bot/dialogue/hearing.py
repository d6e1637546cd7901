"""The facts that a message states, given what is asked and what is being decided."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from bot.dialogue.bare_number import bare_number
from bot.dialogue.by_what_is_known import as_a_foreigner, by_what_is_known, graver_of_the_two
from bot.dialogue.corrections import with_corrections
from bot.dialogue.figures import with_figures
from bot.dialogue.flows import with_flows
from bot.dialogue.heads import with_heads
from bot.dialogue.state import ME, State
from bot.dialogue.sums import with_sums
from bot.dialogue.those_who_count import of_the_venture, those_who_count, those_who_join
from bot.dialogue.thread import PLACE, WHO_ONE_IS
from bot.dialogue.whose_it_is import with_whose_it_is
from bot.nlu import loaded
from bot.nlu.facts.clauses import clauses
from bot.nlu.facts.fact import Fact
from bot.nlu.facts.hearing import Context
from bot.nlu.facts.persons import last_named, same_person
from bot.policy.amounts import read_number
from bot.policy.attributes import attributes, plain_number
from bot.policy.conditions import DONT_KNOW

_SUPPOSED_YES = re.compile(
    "(?:那?假如|那?如果|那?要是|假设)(?:就?算|它?是|有|够|符合|真是|可以)(?:的话)?[呢，,]"
)
_SPEAKER = re.compile("我|咱|俺|本人")
# Who misremembered or looked it up is the one who tells, not the one whose case it is.
_AS_TELLER = re.compile(
    "我(?:刚才?|又|去|也|再)*(?:[记说讲算看搞弄写](?:错|岔|反|漏)|[查看问翻核]|想|听)|[叫喊跟给帮替对问]我"
)
_RIGHT = re.compile("(?:嗯|对)*(?:对|是|嗯|没错|对头|要得)(?:的|呢|啊|呀|嘞|噶)*")
_WRONG = re.compile("不对|不是|不|错了?|没有|(?:不对|不是|没有)[的呢啊呀噶]")
_SHARE_UNSAID = re.compile("百分之几")
_WHICH_NUMBER = re.compile("(?<![十百千万好])[几](?!百|千|万|十)")
_WHAT_ONE_IS_ABOUT = ("starting_business", "industry")
# Whose place is theirs, too.
_OF_BOTH = re.compile("我们|咱们?|家")
_SURE_OF_PLACE = 0.95
_LATER = re.compile("(?:再过|再等|过)(?P<n>[0-9一二两三四五六七八九十]+)个?(?P<unit>年|月)")
_NEXT_TIME = re.compile("(?:再下|下下|再下一)[一]?(?P<unit>次|回)")


def hear_facts(
    text: str,
    state: State,
    candidates: Sequence[str],
    limits: Mapping[str, int],
    figures: Sequence[str] = (),
    at_hand: Collection[str] = (),
) -> tuple[Fact, ...]:
    """What is heard in a message.

    `candidates` are the attributes that the matters at hand rest on, `limits` how often what is counted may
    be had, so that «还剩一次» tells how often it was. `figures`: those that the sum at hand is reckoned
    from. `at_hand`: those of the matter under way, which a correction without its noun means.
    """
    person = _whom_they_mean(state)
    context = Context(person=person, limits=limits, known=frozenset(state.facts_of(state.who)))
    if (confirmed := _confirmed(text, state)) is not None:
        return confirmed
    if (answer := bare_number(text, state.asked, state.who)) is not None:
        return (answer,)
    if not (state.topic or state.decided):
        # Before anything is at hand it matters what somebody is about.
        candidates = (*candidates, *(name for name in _WHAT_ONE_IS_ABOUT if name not in candidates))
    said = loaded.ear().hear(text, state.asked or None, candidates, context)
    # What no matter at hand rests on is kept only where it tells who somebody is.
    wanted = {*candidates, *WHO_ONE_IS, state.asked}
    heard = [fact for fact in said if fact.attribute in wanted and not _how_many(fact, text)]
    heard = with_corrections(text, state, person, heard, at_hand)
    heard = with_whose_it_is(text, state, person, at_hand, heard)
    heard = with_figures(text, state, figures, heard)
    heard = with_sums(text, state, candidates, graver_of_the_two(as_a_foreigner(heard, state), state))
    heard = with_flows(text, state, at_hand, heard)
    heard = with_heads(text, state, at_hand, heard)
    heard = those_who_count(text, state, candidates, heard)
    heard = those_who_join(text, state, candidates, heard)
    found = [*heard, *_further_on(text, state, candidates, {fact.attribute for fact in heard})]
    found += by_what_is_known(text, state, candidates, heard, person)
    found = [replace(fact, who=_known_as(fact.who, state)) if fact.who != ME else fact for fact in found]
    found = of_the_venture([*found, *_shared_place(text, state, found)], state)
    if state.who != ME and not _SPEAKER.search(_AS_TELLER.sub("", text)):
        # Who speaks on without naming anybody still speaks of the one whose case it is.
        found = [replace(fact, who=state.who) if fact.who == ME else fact for fact in found]
    return tuple(found)


def _whom_they_mean(state: State) -> str | None:
    """Whom «他» means: whose case it is, else who was named last; None where nobody was."""
    if state.who != ME:
        return state.who
    others = [who for who in state.people if who != ME]
    named = last_named(state.last_text)
    return _known_as(named, state) if named else others[-1] if others else None


def _shared_place(text: str, state: State, heard: Sequence[Fact]) -> Iterator[Fact]:
    """«我爹想养牛，我们是施甸的»: where both are, for either, and for who of theirs is named later."""
    placed = {fact.who: fact for fact in heard if fact.attribute == PLACE}
    others = {last_named(text) or ME, state.who, *(fact.who for fact in heard)} - {ME}
    own = placed.get(ME)
    home = state.facts_of(ME).get(PLACE)
    shared = home and any(facts.get(PLACE) == home for who, facts in state.people.items() if who != ME)
    for who in sorted(others):
        who = _known_as(who, state)
        if who in placed or PLACE in state.facts_of(who):
            continue
        if own and _OF_BOTH.search(own.said):
            yield replace(own, who=who)
        elif shared and not own:
            yield Fact(PLACE, home, (0, len(text)), text, _SURE_OF_PLACE, who)


def _known_as(who: str, state: State) -> str:
    """A person by the name under which their facts are kept («表弟», who was «我表弟»)."""
    return next((other for other in state.people if other != ME and same_person(other, who)), who)


def _how_many(fact: Fact, text: str) -> bool:
    """«还要凑几个人», «百分之几» ask for a number and tell none."""
    asks = any(clause.asks and (clause.start, clause.end) == fact.span for clause in clauses(text))
    return isinstance(fact.value, dict) and bool((_WHICH_NUMBER if asks else _SHARE_UNSAID).search(fact.said))


def _confirmed(text: str, state: State) -> tuple[Fact, ...] | None:
    """A bare yes or no to a fact that was said back («还款积极：不是。对吗？»); None for any other message.

    No to what is no matter of yes or no leaves the question open.
    """
    value = (state.check or {}).get("confirm")
    bare = text.strip(" ，,。.！!～~")
    if value is None or not (_RIGHT.fullmatch(bare) or _WRONG.fullmatch(bare)):
        return None
    if _WRONG.fullmatch(bare):
        if not isinstance(value, bool):
            return ()
        value = not value
    return (Fact(state.asked, value, (0, len(text)), text, 1.0, who=state.who),)


def _further_on(text: str, state: State, candidates: Sequence[str], heard: Collection[str]) -> Iterator[Fact]:
    """«再过两年呢», «假如算呢»: what is known already, further on or settled; only supposed."""
    known = state.facts_of(state.who)
    supposed = _SUPPOSED_YES.match(text)
    doubtful = [name for name in candidates if known.get(name) == DONT_KNOW]
    if supposed and len(doubtful) == 1:
        span = supposed.span()
        yield Fact(doubtful[0], True, span, supposed[0], 0.95, who=state.who, hypothetical=True)
    match = _LATER.search(text) or _NEXT_TIME.search(text)
    if not match:
        return
    steps = read_number(match["n"]) if "n" in match.groupdict() else Decimal(1)
    unit = match["unit"].replace("回", "次")
    for name, value in known.items():
        attribute = attributes().get(name)
        if attribute is None or name not in candidates or name in heard or attribute.unit != unit:
            continue
        if steps is not None and isinstance(value, int | str) and not isinstance(value, bool):
            later = plain_number(Decimal(str(value)) + steps)
            yield Fact(name, later, match.span(), match[0], 0.95, who=state.who, hypothetical=True)
