"""What routes ask of a message in its conversation; what is dear is worked out once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from bot.dialogue.people import WORTH_KEEPING
from bot.dialogue.reading import TOPICAL, Reading
from bot.dialogue.state import ME, State
from bot.nlu.aspects import without_aspect
from bot.nlu.facts.fact import Fact
from bot.nlu.facts.parts import WHOLE
from bot.nlu.facts.persons import STAFF, plans_for
from bot.nlu.follow_ups import TALKED
from bot.nlu.outright import asks_the_difference

# A matter that is named this surely is talked about, whatever was talked about before.
SURE = 0.6
# A message that is this likely none of our business is none, even in the midst of a conversation.
OUTSIDE = 0.75
# After what was said before, a matter this likely is meant; else the one that was talked about.
LIKELY_IN_CONTEXT = 0.25
# So likely, it is meant whatever a longer message says.
_MEANT = 0.75
# What somebody tells of who they are belongs to a matter that is as likely as not.
_HALF = 0.5
# A matter named like this is meant, whatever facts beside it may say of another one.
BEYOND_DOUBT = 0.95
_PERHAPS_ANOTHER = 0.3
# What can be asked of any matter, and what is left of such a question without a subject.
_OF_ANYTHING = {"materials", "department", "how_to_apply", "original", "contact", "validity"}
_NO_SUBJECT = re.compile(
    "时候|东西|行不行|证明|材料|资料|手续|凭证|单位|部门|窗口|[要该得需交带准备提供拿去来办具体都还那这个些哪什么啥几样呢吗嘛的了是有行好嗯哦哈噢噶咯啊呀吧再先就又"
    "到给跑填递报问说看我们她他你您会点儿着，。？! ]|一般|通常|大概|到底|现在|今年"
    "|第[一二三四五六1-6][个项种]"
)
_IN_LIST, _NUMBERS = re.compile("第([一二三四五六1-6])[个项种]"), "一二三四五六123456"
# «那总共抵多少»: which says nothing but that a sum is meant.
_TOTAL = re.compile(f"(?:{WHOLE.pattern}|那|到底).{{0,8}}(?:多少|好多|几多)")
_OF_THE_TOTAL = re.compile(
    f"{WHOLE.pattern}|到底|大概|算下来|[能可以我们给要该得那就又了补贴交付出掏抵免减领拿还算有是]|多少|好多|几多|[钱块元呢啊嘛吧噶？?。！!，,]"
)
# Words so few seldom name a matter by themselves.
_SHORT = 16
# Of the matters that are likely these may be the one that somebody's facts decide; how much each fact that it
# rests on counts beside its probability, up to how many, and how likely is the one under way.
_LIKELY, _PER_FACT, _MOST_FACTS, _UNDER_WAY, _NEARBY = 6, 0.3, 3, 0.5, 0.1
# So many facts about a matter are a case, whatever the message asks; so many where it asks nothing.
_A_CASE, _SOME = 3, 2
# A fact heard less surely than this speaks of no matter that nothing else in the message speaks of.
_SURELY_TOLD = 0.9
PLACE = "place"
# What tells who somebody is, and no matter from another.
WHO_ONE_IS = frozenset({
    "applicant", "starting_business", "veteran", "woman", "youth", "study", "origin", "returning_to_village",
    "returned_from_abroad", "industry", "enterprise_size",
})  # fmt: skip
OUT_OF_SCOPE = "out_of_scope"


class Knows(Protocol):
    """What routing asks of the knowledge."""

    def matter(self, intent: str) -> str:
        """Slug of the matter behind a full intent; empty where it is none."""

    def decides(self, matter: str) -> bool:
        """Whether the store can decide on it for a person."""

    def grants(self, matter: str) -> bool:
        """Whether it decides on something definite: money, a tax, a permission, and no mere support."""

    def rests_on(self, matter: str) -> frozenset[str]:
        """The attributes that the decision on it rests on; none where nothing decides."""

    def settles(self, matter: str, told: Sequence[Fact], known: Mapping[str, Any]) -> bool:
        """Whether what was told now, with what is known of a person, decides on a matter."""

    def reckons_with(self, matter: str) -> frozenset[str]:
        """The attributes that only the sum rests on."""

    def measures(self, matter: str) -> frozenset[str]:
        """The numbers that it sets limits to, or that these are worked out from."""

    def instalment_named(self, matter: str, text: str) -> bool:
        """Whether a message of a few words names a time at which a part of its sum falls due."""

    def related(self, matter: str) -> frozenset[str]:
        """The matters that it leads to."""

    def holding(self, matter: str, aspect: str, text: str) -> str:
        """The matter of its family that says what a message asks of it; itself where it or nobody does."""

    def following(self, matter: str, aspect: str, text: str) -> str:
        """The matter that tells what follows from it where a message asks that; itself where none does."""

    def states(self, matter: str, aspect: str, text: str) -> bool:
        """Whether a document states an aspect of a matter, and a penalty where a message asks for one."""

    def in_context(self, text: str, state: State) -> tuple[tuple[str, float], ...]:
        """(full intent, probability), best first, of a message after what was said before."""

    def of_topic(self, text: str, state: State) -> tuple[tuple[str, float], ...]:
        """The same, of a message behind the name of what is talked about."""

    def sets_apart(self, text: str, matter: str, other: str) -> bool:
        """Whether some word of a message speaks of one matter and not of the other."""

    def alarm(self, reading: Reading) -> str:
        """Why a person is needed at once: danger, urgent, complains or progress; empty where none is."""


@dataclass(frozen=True)
class Situation:
    """A reading in its state, with what routes ask about it; what is dear is worked out once."""

    reading: Reading
    state: State
    knows: Knows

    @property
    def named(self) -> str:
        """The matter that the message names by words of its own; empty where it names none."""
        return self.knows.matter(self.reading.intent) if self.reading.decision == TOPICAL else ""

    @property
    def surely_named(self) -> str:
        """The same, where there is no doubt about it."""
        return self.named if self.reading.confidence >= SURE else ""

    @property
    def elsewhere(self) -> bool:
        """Whether it surely asks about another matter than the one that is decided on."""
        decided = self.state.decided
        if not self.surely_named or self.surely_named == decided or not self.asks:
            return False
        others = {fact.who for fact in self.reading.facts} - {ME, self.state.who}
        if others and self.speaks_to(decided):
            # «就超一岁啊，那我妈呢，51» asks the same for somebody else.
            return False
        near = self.reading.confidence < BEYOND_DOUBT or self.surely_named in self.knows.related(decided)
        # A fact that was hardly heard turns no question into an answer.
        surely = {fact.attribute for fact in self.reading.facts if fact.certainty >= _SURELY_TOLD}
        about_it = surely & self.knows.rests_on(decided)
        return not (near and len(about_it) > self.speaks_to(self.surely_named))

    @property
    def asks(self) -> bool:
        """Whether it asks anything, by what it does or by its form."""
        does = self.reading.does("asks", "asks_whether_me", "asks_for_me", "asks_reason")
        return does or self.reading.in_form_of_a_question

    @property
    def personal(self) -> bool:
        return self.reading.does("asks_whether_me")

    @property
    def told(self) -> frozenset[str]:
        """The attributes that it states; where somebody is only chooses among the rules of places."""
        return frozenset(fact.attribute for fact in self.reading.facts) - {PLACE}

    @property
    def heard(self) -> bool:
        """Whether it states a fact that somebody's case can rest on."""
        place_alone = bool(self.reading.facts) and not self.asks and self.reading.decision != "decline"
        return bool(self.told) or (place_alone and bool(self.state.decided))

    @cached_property
    def case(self) -> str:
        """The matter that the facts told decide, of those that it may be about; empty for none."""
        if self.goes_over_to_another:
            return self._likeliest[0]
        # What is told behind something is of what the conversation makes likely.
        behind = self.state.topic and not self.surely_named and self.in_context
        ranking = self.in_context if behind else self.reading.ranking
        likely = [(self.knows.matter(intent), p) for intent, p in ranking[:_LIKELY]]
        if self.surely_named and self.in_form_of_a_question:
            # What is asked outright is not left for what the facts would decide beside it.
            likely = [(matter, p) for matter, p in likely if p >= _NEARBY]
            if self.personal and not self.knows.decides(self.surely_named):
                # «股权押在银行，能简易注销吗» names what stands in the way; what decides lies next to it.
                likely += [(matter, _NEARBY) for matter in self.knows.related(self.surely_named)]
        else:
            around = (self.state.topic, *self.knows.related(self.state.topic))
            likely += [(matter, _NEARBY) for matter in (*around, *self.knows.related(self.named))]
        # Of what is only supported in general, «符合» tells nobody anything.
        likely = [(m, p) for m, p in likely if self.knows.grants(m)]
        likely.append((self.state.decided, _UNDER_WAY))
        scored = [
            (p + _PER_FACT * n, m)
            for m, p in likely
            if m and (n := min(self._speaks_well_of(m), _MOST_FACTS))
        ]
        return max(scored, default=(0.0, ""))[1]

    @property
    def in_form_of_a_question(self) -> bool:
        """Whether its words ask, or it asks whether somebody may."""
        return self.personal or self.reading.in_form_of_a_question

    @property
    def tells(self) -> bool:
        """Whether it tells and asks nothing, by what it does, or by its form where that is in doubt."""
        if self.reading.does("asks_for_me"):
            return False
        if self.reading.does("tells", at_least=BEYOND_DOUBT):
            return not self.reading.in_form_of_a_question
        return self.reading.does("tells") and not self.reading.does("asks")

    @cached_property
    def own_case(self) -> str:
        """The matter that can be decided for who asks for themselves or tells their case; else empty."""
        if self.named and self.personal and not self.speaks_to(self.named) and self.near:
            new = self.near != self.state.decided and self.knows.decides(self.near)
            return self.near if new else ""
        decidable = self.named if self.named and self.knows.decides(self.named) else ""
        sure = decidable and self.reading.confidence >= BEYOND_DOUBT
        if decidable and not sure and not self.knows.grants(decidable):
            decidable = ""
        case = decidable if sure else self.case or decidable
        meant = case == self.named and self.reading.confidence >= _HALF
        at_hand = {self.state.topic, self.state.decided, *self.knows.related(self.state.topic)}
        facts = self.speaks_to(case) if meant or case in at_hand else self.speaks_of_it(case)
        aside = self.state.asked and case != self.state.decided and self.reading.does("asks")
        if aside and facts < _SOME:
            # An interruption is answered, and the check that is under way waits.
            return ""
        if case not in at_hand and self._asked_of_another(case, facts):
            return ""
        # One fact («偶尔一次») makes no case of what nothing else speaks of.
        apart = case not in {*at_hand, *self._thought_of}
        few = apart and facts < _SOME
        if apart and facts < _A_CASE and self._told_of_what_is_at_hand:
            # «嗯，毕业两年多» behind free premises opens no loan.
            return ""
        told = (
            facts >= _A_CASE
            or (facts and self.tells and not few)
            or (facts >= _SOME and not self.reading.in_form_of_a_question)
        )
        meant = self.personal or told or self.reading.aspect == "eligibility" or self._settled(case)
        return case if meant else ""

    def _settled(self, case: str) -> bool:
        """Whether what it tells already decides what it asks: «四十天了还没给，超期没»."""
        meant = case in {self.named, self.state.topic, self.state.decided}
        if not (case and meant and self.told and self.reading.asks_yes_or_no):
            return False
        own = [fact for fact in self.reading.facts if fact.who == self.who]
        return self.knows.settles(case, own, self.state.facts_of(self.who))

    def _asked_of_another(self, case: str, facts: int) -> bool:
        """Whether what is asked outright is something else than what a few facts beside it would decide."""
        few = facts < _A_CASE if self.outside_alone else facts < _SOME
        answered = self.outside_alone or self.surely_named
        return bool(few and answered and self.named != case and not self.knows.decides(self.named))

    @property
    def reckoned(self) -> str:
        """The matter talked about whose sum the message tells figures of, or asks a part of; else empty."""
        part = self.knows.instalment_named(self.state.topic, self.reading.text)
        if (part or self._asks_for_the_total) and not self.told:
            return self.state.topic
        for matter in (self.state.decided, self.state.topic):
            told = self.told and self.told <= self.knows.reckons_with(matter) if matter else False
            if told and not self.reading.region and (self.surely_named in {"", matter} or self._only_tells):
                return matter
        return ""

    @property
    def _asks_for_the_total(self) -> bool:
        """«那总共抵多少»: of what is talked about, where figures of its sum are known."""
        known = self.state.facts_of(self.state.who).keys()
        total = bool(_TOTAL.search(self.reading.text)) and not _OF_THE_TOTAL.sub("", self.reading.text)
        return total and bool(self.state.topic and self.knows.measures(self.state.topic) & known)

    @property
    def _only_tells(self) -> bool:
        """Whether it asks nothing, and what it seems to name rests on nothing that it tells."""
        known = self.state.facts_of(self.state.who).keys()
        # A figure told anew («银行改口说利率3.9») is of the sum that it was told for.
        other = self.speaks_to(self.surely_named) and not self.told <= known
        sure = self.reading.confidence >= BEYOND_DOUBT or other
        return not sure and not self.reading.in_form_of_a_question

    @cached_property
    def measured(self) -> str:
        """The matter talked about whose limits a message asks how far its writer is from; else empty."""
        goes_on = (
            self.supposed and len(self.reading.text) <= _SHORT and asks_the_difference(self.state.last_text)
        )
        if not (goes_on or asks_the_difference(self.reading.text)):
            return ""
        # What was said back to be confirmed is as good as known here.
        known = self.told | self.state.facts_of(self.state.who).keys() | {self.state.asked}
        for matter in (self.surely_named, self.state.decided, self.state.topic):
            if matter and self.knows.measures(matter) & known:
                return matter
        near = sorted(self.knows.related(self.state.topic)) if self.state.topic and self.told else []
        return next((matter for matter in near if self.knows.measures(matter) & self.told), "")

    @property
    def _thought_of(self) -> set[str]:
        """The matters that it may be about; what is not surely named, after what was said before."""
        named = self.surely_named or ("" if self.state.topic else self.named)
        ranking = self.in_context if self.state.topic and not named else self.reading.ranking
        return {named, *(self.knows.matter(intent) for intent, p in ranking if p >= _NEARBY)}

    @property
    def _told_of_what_is_at_hand(self) -> bool:
        """Whether it asks nothing and the conversation leaves no doubt of what it is about."""
        asks = self.reading.in_form_of_a_question
        return bool(self.state.topic) and not asks and self._likeliest[1] >= _HALF

    @property
    def turns_elsewhere(self) -> bool:
        """Whether facts that say nothing of the check under way are another matter's case."""
        decided = self.state.decided
        if not decided or self.case == decided or self.speaks_to(decided):
            return False
        likely = {self.knows.matter(intent) for intent, p in self.reading.ranking if p >= _NEARBY}
        if self.case not in likely | self.knows.related(decided):
            return False
        return self.speaks_of_it(self.case) >= _SOME and not self.answers_open_question

    @property
    def goes_over_to_another(self) -> bool:
        """«去年还招过一个，人已经走了» after a verdict on those who stayed: another matter's case."""
        if self.state.asked or not self.hanging:
            return False
        found, probability = self._likeliest
        about_it = self.speaks_to(found)
        return (
            found != self.state.decided
            and probability >= _MEANT
            and about_it >= self.speaks_to(self.state.decided) > 0
        )

    @property
    def adds_nothing(self) -> bool:
        """Whether it is a short word on what was said, and tells no fact."""
        return not self.told and len(self.reading.text) <= _SHORT

    @property
    def of_another_beside_the_check(self) -> bool:
        """«我弟当兵的，要带哪样材料»: asks for somebody else, and tells nothing that is being decided."""
        others = all(fact.who != self.state.who for fact in self.reading.facts)
        return bool(self.told) and others and self.asks and not self.speaks_to(self.state.decided)

    @property
    def outside_alone(self) -> bool:
        """Whether it is surely none of ours by itself, and what was said before doesn't speak against it.

        «车贷呢» after what other loans one may have is about these.
        """
        alone = self.reading.family == OUT_OF_SCOPE and self.reading.confidence >= OUTSIDE
        return alone and not (self.state.topic and self._likeliest[1] >= _MEANT)

    @property
    def told_unasked(self) -> str:
        """The matter that facts decide in a message that nothing else is understood of; empty for none."""
        understood = self.named or self.state.topic or self.reading.region or self.outside_alone
        case = "" if understood else self.case
        surely = any(f.certainty >= _SURELY_TOLD for f in self.reading.facts if f.attribute not in WHO_ONE_IS)
        return case if case and surely and self.speaks_of_it(case) and self.knows.decides(case) else ""

    @property
    def answers_open_question(self) -> bool:
        return any(fact.attribute == self.state.asked for fact in self.reading.facts)

    @property
    def who(self) -> str:
        """Whose case the facts speak of: somebody else's only where all of them do."""
        people = {fact.who for fact in self.reading.facts if fact.attribute != PLACE} - STAFF
        if len(people) == 1:
            return people.pop()
        # «我爹想贷款养牛» tells nothing of him yet, and is his case.
        plans = plans_for(self.reading.text)
        if plans and (plans in people or not people):
            return plans
        # «她没有贷款，我爹也没有» goes on about her.
        return self.state.who if not people or self.state.who in people else ME

    @cached_property
    def alarm(self) -> str:
        """Why a person is needed at once; but for danger never for what answers the matter at hand."""
        why = self.knows.alarm(self.reading)
        at_hand = self.heard and bool(self.state.decided)
        return "" if at_hand and why != "danger" else why

    @property
    def supposed(self) -> bool:
        facts = self.reading.facts
        about_it = self.knows.rests_on(self.state.decided or self.case)
        told = [fact for fact in facts if fact.attribute in about_it] or facts
        return bool(told) and all(fact.hypothetical for fact in told)

    @property
    def hanging(self) -> bool:
        """Whether it needs what was talked about to be understood."""
        of_the_papers = self.reading.family == "papers" and self.reading.confidence >= _HALF
        return self._led and not self.surely_named and not of_the_papers

    @cached_property
    def in_context(self) -> tuple[tuple[str, float], ...]:
        """(full intent, probability), best first, after what was said before."""
        return self.knows.in_context(self.reading.text, self.state)

    @property
    def outside(self) -> float:
        """Probability that it is none of ours, after what was said before."""
        return sum(p for intent, p in self.in_context if intent.partition("/")[0] == OUT_OF_SCOPE)

    @property
    def _led(self) -> bool:
        """Whether something was talked about or listed that a message may go on from."""
        return bool(self.state.topic or self.state.offered)

    @cached_property
    def _likeliest(self) -> tuple[str, float]:
        """(matter, probability) that it is most likely about after what was said before; empty for none."""
        ours = ((self.knows.matter(intent), p) for intent, p in self.in_context)
        return next(((m, p) for m, p in ours if m), ("", 0.0))

    @cached_property
    def follow_up(self) -> str:
        """The matter that a hanging message is about; empty where it is none of ours."""
        if self.outside >= OUTSIDE:
            return ""
        found, probability = self._likeliest
        if probability < LIKELY_IN_CONTEXT:
            return self.named or self.state.topic
        in_doubt = probability < _HALF <= self.reading.confidence and self.named not in {"", found}
        # «省级的众创空间谁来认»: a word that only the named one has decides.
        return (
            self.named if in_doubt and self.knows.sets_apart(self.reading.text, self.named, found) else found
        )

    @cached_property
    def near(self) -> str:
        """What it means after what was said, rather than what it names by itself; empty for nothing else."""
        talk = self.reading.family in TALKED and self.reading.confidence >= SURE and not self.asks_on
        short = len(self.reading.text) <= _SHORT
        # What a longer message surely names it means: to look further would cost as much as reading it.
        if not self._led or talk or (self.surely_named and not short):
            return ""
        beyond_doubt = self.reading.confidence >= BEYOND_DOUBT
        if beyond_doubt and self.surely_named in self.knows.related(self.state.topic):
            # «几号前报» names the neighbour that it means.
            return ""
        if sibling := self._sibling:
            return sibling
        found, probability = self._likeliest
        if found == self.surely_named:
            return ""
        if beyond_doubt and self.knows.sets_apart(self.reading.text, self.surely_named, found):
            return ""
        # What words name beyond doubt, as much must speak against; so it must where the message is longer.
        return found if probability >= (_HALF if short and not beyond_doubt else _MEANT) else ""

    @property
    def asks_on(self) -> bool:
        """«不是都给三万啊？» after a matter asks on about it, though alone it would be mere talk."""
        found, probability = self._likeliest if self.state.topic else ("", 0.0)
        return bool(found) and probability >= _HALF and self.reading.in_form_of_a_question

    @property
    def _sibling(self) -> str:
        """«利率呢» of the loan that is talked about, where it seems to name another loan's; else empty."""
        topic, named = self.state.topic, self.surely_named
        family = {topic, *self.knows.related(topic)} if topic else set()
        if not family or not named or named in family or len(self.reading.text) > _SHORT:
            return ""
        text = self.reading.text
        # A word that only the other one has («简易注销公示几天») names it after all.
        family = {matter for matter in family if not self.knows.sets_apart(text, named, matter)}
        if not family:
            return ""
        behind = ((self.knows.matter(intent), p) for intent, p in self.knows.of_topic(text, self.state))
        own = [(matter, p) for matter, p in behind if matter in family]
        return next((matter for matter, p in own if p >= _NEARBY), "")

    @property
    def at_hand(self) -> str:
        """The matter talked about, decided, or first of those listed; empty where there is none.

        «第二个要带哪些» names its place in the list.
        """
        place = _IN_LIST.search(self.reading.text)
        n = _NUMBERS.index(place[1]) % (len(_NUMBERS) // 2) if place else 0
        if place and n < len(self.state.offered):
            return self.state.offered[n]
        return self.state.topic or self.state.decided or next(iter(self.state.offered), "")

    @property
    def aspect_alone(self) -> bool:
        """«要交什么材料» of what is talked about: whatever matter is of materials, it names none.

        Sums and times only of a matter that states them: «几年» may mean another one next to it.
        """
        topic, aspect, text = self.at_hand, self.reading.aspect, self.reading.text
        # «一般是哪些部门要看» seems to be of a paper by nothing but the word for offices.
        unnamed = self.reading.family in {"ask_aspect", "papers"}
        named = self.reading.confidence >= BEYOND_DOUBT and not unnamed
        if not topic or named or not (aspect in _OF_ANYTHING or self.knows.states(topic, aspect, text)):
            return False
        return not _NO_SUBJECT.sub("", without_aspect(text, aspect))

    @property
    def perhaps_of_another(self) -> bool:
        """Whether it names, if in doubt, what lies apart from all that is talked about."""
        decided, topic = self.state.decided, self.state.topic
        around = {decided, topic, *self.knows.related(decided), *self.knows.related(topic)}
        return bool(self.named) and self.named not in around and self.reading.confidence >= _PERHAPS_ANOTHER

    def _speaks_well_of(self, matter: str) -> int:
        """The same of facts that are worth keeping, or answer the open question."""
        heard = {f.attribute for f in self.reading.facts if f.certainty >= WORTH_KEEPING}
        answer = self.told & {self.state.asked}
        return len(((heard - {PLACE}) | answer) & self.knows.rests_on(matter)) if matter else 0

    def speaks_of_it(self, matter: str) -> int:
        """The same without what only tells who one is, which tells no matter from another."""
        return len((self.told & self.knows.rests_on(matter)) - WHO_ONE_IS) if matter else 0

    def news_for(self, matter: str) -> bool:
        """Whether a fact told, which the decision on a matter rests on, is not known yet."""
        about_it = self.knows.rests_on(matter) | self.knows.reckons_with(matter)
        facts = [fact for fact in self.reading.facts if fact.attribute in about_it]
        return any(self.state.facts_of(f.who).get(f.attribute) != f.value for f in facts)

    def speaks_to(self, matter: str) -> int:
        """How many of the facts told the decision on a matter rests on."""
        return len(self.told & self.knows.rests_on(matter)) if matter else 0
