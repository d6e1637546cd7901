"""What routes ask of a message in its conversation; what is dear is worked out once."""

from __future__ import annotations

import re
from functools import cached_property

from bot.dialogue.answering import SURELY_TOLD, Answering
from bot.dialogue.state import ME
from bot.dialogue.thread import BEYOND_DOUBT, HALF, MEANT, NEARBY, PLACE, SHORT, WHO_ONE_IS
from bot.nlu.facts.parts import WHOLE
from bot.nlu.facts.persons import EMPLOYED, plans_for
from bot.nlu.outright import asks_the_difference

# Of the matters that are likely these may be the one that somebody's facts decide; how much each fact that it
# rests on counts beside its probability, up to how many, and how likely is the one under way.
_LIKELY, _PER_FACT, _MOST_FACTS, _UNDER_WAY = 6, 0.3, 3, 0.5
# So many facts about a matter are a case, whatever the message asks; so many where it asks nothing.
_A_CASE, _SOME = 3, 2
# «我刚把那一万五打过去了» answers what was asked; who tells of danger like this is in it all the same.
_SURELY_IN_DANGER = 0.9
# What is named less surely than this is hardly named.
_HARDLY = 0.4
# «那总共抵多少»: which says nothing but that a sum is meant.
_TOTAL = re.compile(f"(?:{WHOLE.pattern}|那|到底).{{0,8}}(?:多少|好多|几多|几个钱)")
_OF_THE_TOTAL = re.compile(
    f"{WHOLE.pattern}|到底|大概|算下来|[能可以我们给要该得那就又了补贴交付出掏抵免减领拿还算有是]|多少|好多|几多|几个|[钱块元呢啊嘛吧噶？?。！!，,]"
)


class Situation(Answering):
    """A reading in its state, with what routes ask about it."""

    @cached_property
    def case(self) -> str:
        """The matter that the facts told decide, of those that it may be about; empty for none."""
        if not self.told:
            return ""
        if self.goes_over_to_another:
            return self._likeliest[0]
        # What is told behind something is of what the conversation makes likely.
        goes_on = self.state.topic and not self.surely_named
        behind = goes_on and (not self.in_form_of_a_question or self.goes_there) and self.in_context
        ranking = self.in_context if behind else self.reading.ranking
        likely = [(self.knows.matter(intent), p) for intent, p in ranking[:_LIKELY]]
        if self.surely_named and self.in_form_of_a_question:
            # What is asked outright is not left for what the facts would decide beside it.
            likely = [(matter, p) for matter, p in likely if p >= NEARBY]
            whether = self.personal or self.reading.asks_yes_or_no
            if whether and not self.speaks_to(self.surely_named):
                # «股权押在银行，能简易注销吗» names what stands in the way; what decides lies next to it.
                likely += [(matter, NEARBY) for matter in self.knows.related(self.surely_named)]
        else:
            around = (self.state.topic, *self.knows.related(self.state.topic))
            likely += [(matter, NEARBY) for matter in (*around, *self.knows.related(self.named))]
        # Of what is only supported in general, «符合» tells nobody anything.
        likely = [(m, p) for m, p in likely if self.knows.grants(m)]
        likely.append((self.state.decided, _UNDER_WAY))
        scored = [
            (p + _PER_FACT * n, m)
            for m, p in likely
            if m and (n := min(self._speaks_well_of(m), _MOST_FACTS))
        ]
        return max(scored, default=(0.0, ""))[1]

    @cached_property
    def own_case(self) -> str:
        """The matter that can be decided for who asks for themselves or tells their case; else empty."""
        if self.named and self.personal and not self.speaks_to(self.named) and self.near:
            new = self.near != self.state.decided and self.knows.decides(self.near)
            return self.near if new else ""
        decidable = self.named if self.named and self.knows.decides(self.named) else ""
        if decidable and not self.speaks_to(decidable) and self._rather_goes_on:
            decidable = ""
        sure = decidable and self.reading.confidence >= BEYOND_DOUBT
        if decidable and not sure and not self.knows.grants(decidable):
            decidable = ""
        case = decidable if sure else self.case or decidable
        if not case:
            return ""
        if case != self.named and self._asks_of_what_is_not_decided(case):
            return ""
        if self.surely_named not in {"", case} and self.in_form_of_a_question and not self.news_for(case):
            # What is known already is only repeated to ask for something else.
            return ""
        meant = case == self.named and self.reading.confidence >= HALF
        at_hand = {self.state.topic, self.state.decided, *self.knows.related(self.state.topic)}
        facts = self.speaks_to(case) if meant or case in at_hand else self.speaks_of_it(case)
        aside = self.state.asked and case != self.state.decided and self.reading.does("asks")
        if aside and facts < _SOME:
            # An interruption is answered, and the check that is under way waits.
            return ""
        # «股权押着没解，能简易注销吗» names what stands in the way of what is asked.
        asked = self.personal and self.reading.in_form_of_a_question
        in_the_way = asked and case in self.knows.related(self.surely_named)
        if case not in at_hand and not in_the_way and self._asked_of_another(case, facts):
            return ""
        if not facts and case not in {self.named, *at_hand}:
            # Who somebody is alone makes no case of what nothing else speaks of.
            return ""
        # One fact («偶尔一次») makes no case of what nothing else speaks of.
        apart = case not in at_hand and facts < _A_CASE and case not in self._thought_of
        few = apart and facts < _SOME
        if apart and facts < _A_CASE and self._told_of_what_is_at_hand:
            # «嗯，毕业两年多» behind free premises opens no loan.
            return ""
        told = (
            facts >= _A_CASE
            or (facts and self.tells and not few)
            or (facts >= _SOME and not self.reading.in_form_of_a_question)
        )
        # «想休学开网店» asks about the leave, and not about what a fact would decide beside it.
        beside = few and not in_the_way and self.surely_named not in {"", case}
        meant = (
            (self.personal and not beside)
            or told
            or self.reading.aspect == "eligibility"
            or self._settled(case)
        )
        return case if meant else ""

    def tells_in_passing(self, case: str) -> bool:
        """Whether a case is touched by a fact alone, while something else is surely asked about."""
        # «股权押着，能简易注销吗» names what decides the case that lies next to it.
        lies_near = case in self.knows.related(self.surely_named) and not self.state.topic
        if self.surely_named in {"", case} or case in {self.state.topic, self.state.decided} or lies_near:
            return False
        ranking = (*self.reading.ranking, *(self.in_context if self.state.topic else ()))
        thought_of = any(p >= NEARBY and self.knows.matter(intent) == case for intent, p in ranking)
        return not thought_of and self.speaks_of_it(case) < _SOME

    @property
    def _rather_goes_on(self) -> bool:
        """Whether it is about something else, after what was said, than what it perhaps names by itself."""
        found, probability = self._likeliest if self.state.topic and self.hanging else ("", 0.0)
        least = HALF if self.reading.confidence < _HARDLY else MEANT
        return probability >= least and found != self.named

    def _asks_of_what_is_not_decided(self, case: str) -> bool:
        """«到时候还免费吗»: of what nobody is judged for, and not of what a few facts beside would decide."""
        if not (self.in_form_of_a_question and self.hanging and self.speaks_to(case) < _A_CASE):
            return False
        found, probability = self._likeliest
        return found == self.state.topic and probability >= MEANT and not self.knows.decides(found)

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
            len(self.reading.text) <= SHORT and asks_the_difference(self.state.last_text) and self.supposed
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
    def _told_of_what_is_at_hand(self) -> bool:
        """Whether it asks nothing and the conversation leaves no doubt of what it is about."""
        asks = self.reading.in_form_of_a_question
        return bool(self.state.topic) and not asks and self._likeliest[1] >= HALF

    @property
    def turns_elsewhere(self) -> bool:
        """Whether facts that say nothing of the check under way are another matter's case."""
        decided = self.state.decided
        if not decided or self.speaks_to(decided) or self.case == decided:
            return False
        likely = {self.knows.matter(intent) for intent, p in self.reading.ranking if p >= NEARBY}
        if self.case not in likely | self.knows.related(decided):
            return False
        return self.speaks_of_it(self.case) >= _SOME and not self.answers_open_question

    @property
    def goes_over_to_another(self) -> bool:
        """«去年还招过一个，人已经走了» after a verdict on those who stayed: another matter's case."""
        if self.state.asked or not self.hanging or not self.speaks_to(self.state.decided):
            return False
        if self.told <= self.state.facts_of(self.who).keys():
            # «其实只签了半年»: what was told is told anew.
            return False
        found, probability = self._likeliest
        about_it = self.speaks_to(found)
        return (
            found != self.state.decided
            and probability >= MEANT
            and about_it >= self.speaks_to(self.state.decided)
        )

    @property
    def tells_unheard(self) -> bool:
        """Whether more than a few words tell something of which no fact was heard."""
        return self.reading.does("tells") and not self.told and len(self.reading.text) > SHORT

    @property
    def adds_nothing(self) -> bool:
        """Whether it is a short word on what was said, and tells no fact."""
        return not self.told and len(self.reading.text) <= SHORT

    @property
    def told_unasked(self) -> str:
        """The matter that facts decide in a message that nothing else is understood of; empty for none."""
        understood = self.named or self.state.topic or self.reading.region or self.outside_alone
        case = "" if understood else self.case
        surely = any(f.certainty >= SURELY_TOLD for f in self.reading.facts if f.attribute not in WHO_ONE_IS)
        return case if case and surely and self.speaks_of_it(case) and self.knows.decides(case) else ""

    @property
    def who(self) -> str:
        """Whose case the facts speak of: somebody else's only where all of them do."""
        people = {fact.who for fact in self.reading.facts if fact.attribute != PLACE} - EMPLOYED
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
        in_danger = why == "danger" and self.reading.does("danger", at_least=_SURELY_IN_DANGER)
        return "" if at_hand and not in_danger else why

    @property
    def supposed(self) -> bool:
        facts = self.reading.facts
        about_it = self.knows.rests_on(self.state.decided or self.case)
        told = [fact for fact in facts if fact.attribute in about_it] or facts
        return bool(told) and all(fact.hypothetical for fact in told)
