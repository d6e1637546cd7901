"""What a message is about by itself and after what was said; what is dear is worked out once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from bot.dialogue.knows import Knows
from bot.dialogue.people import WORTH_KEEPING
from bot.dialogue.reading import TOPICAL, Reading
from bot.dialogue.state import State
from bot.nlu.aspects import find_aspects
from bot.nlu.follow_ups import TALKED
from bot.nlu.outright import goes_back, leaves_it

# A matter that is named this surely is talked about, whatever was talked about before.
SURE = 0.6
# A message that is this likely none of our business is none, even in the midst of a conversation.
OUTSIDE = 0.75
# After what was said before, a matter this likely is meant; else the one that was talked about.
LIKELY_IN_CONTEXT = 0.25
# So likely, it is meant whatever a longer message says.
MEANT = 0.75
# What somebody tells of who they are belongs to a matter that is as likely as not.
HALF = 0.5
# A matter named like this is meant, whatever facts beside it may say of another one.
BEYOND_DOUBT = 0.95
# What a question names so clearly it is about, whatever else may perhaps be heard in it.
CLEARLY = 0.8
_PERHAPS_ANOTHER = 0.3
# Words so few seldom name a matter by themselves.
SHORT = 16
# So few go on from what was said, if from anything: «车贷呢».
_FEW_WORDS = 6
# «那新的里头营收要多少»: begins as what goes on from what was said.
_GOES_ON = re.compile(
    "^(?:[嗯哦噢好喔啊行]|对了|要得)*[，。 ]?"
    "(?:那(?!年|天|时|边|个|些|家)|这(?!里|边)|它|他们?|要是|如果|万一|就算|假如)"
)
# Of the likely matters those may be meant that are as likely as this.
NEARBY = 0.1
PLACE = "place"
# What tells who somebody is, and no matter from another.
WHO_ONE_IS = frozenset({
    "applicant", "starting_business", "veteran", "woman", "youth", "study", "origin", "returning_to_village",
    "returned_from_abroad", "industry", "enterprise_size",
})  # fmt: skip
OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True)
class Thread:
    """A reading in its state: which matter it names, which it goes on from, of which its facts speak."""

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
    def in_form_of_a_question(self) -> bool:
        """Whether its words ask, or it asks whether somebody may."""
        return self.personal or self.reading.in_form_of_a_question

    @property
    def _thought_of(self) -> set[str]:
        """The matters that it may be about; what is not surely named, after what was said before."""
        named = self.surely_named or ("" if self.state.topic else self.named)
        ranking = self.in_context if self.state.topic and not named else self.reading.ranking
        return {named, *(self.knows.matter(intent) for intent, p in ranking if p >= NEARBY)}

    @property
    def outside_alone(self) -> bool:
        """Whether it is surely none of ours by itself, and what was said before doesn't speak against it.

        «车贷呢» after what other loans one may have is about these.
        """
        alone = self.reading.family == OUT_OF_SCOPE and self.reading.confidence >= OUTSIDE
        goes_on = bool(self.state.topic) and len(self.reading.text) <= SHORT
        return alone and not (goes_on and self._likeliest[1] >= MEANT)

    @property
    def hanging(self) -> bool:
        """Whether it needs what was talked about to be understood."""
        of_the_papers = self.reading.family == "papers" and self.reading.confidence >= HALF
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

    def _tells_all(self, matter: str) -> bool:
        """Whether a matter states each aspect that is asked («几个钱，几年» asks two)."""
        text = self.reading.text
        return all(self.knows.states(matter, aspect, text) for aspect in find_aspects(text))

    @property
    def _telling_all(self) -> str:
        """The likeliest matter of the family talked about that states each aspect asked; empty for none."""
        family = {self.state.topic, *self.knows.related(self.state.topic)}
        likely = (self.knows.matter(intent) for intent, _ in self.in_context)
        return next((matter for matter in likely if matter in family and self._tells_all(matter)), "")

    @property
    def goes_there(self) -> bool:
        """Whether what was said before leaves no doubt of what it is about."""
        return self._likeliest[1] >= MEANT

    @property
    def goes_on_about_it(self) -> bool:
        """«那卖收来的呢» tells a fact, and asks the same of the matter talked about."""
        of_it = bool(self.told - WHO_ONE_IS)
        return of_it and bool(self.state.topic) and self.hanging and self.goes_there

    def may_be_about(self, matter: str) -> bool:
        """Whether a message of more than a few words is perhaps about it, after what was said before."""
        if len(self.reading.text) <= SHORT:
            return True
        return any(p >= NEARBY and self.knows.matter(intent) == matter for intent, p in self.in_context)

    @property
    def of_another(self) -> bool:
        """Whether, after what was said before, it is about another matter than the one that is decided on."""
        found, probability = self._likeliest if self._led else ("", 0.0)
        return probability >= HALF and found != self.state.decided

    @cached_property
    def follow_up(self) -> str:
        """The matter that a hanging message is about; empty where it is none of ours."""
        if self.outside >= OUTSIDE:
            return ""
        if self.named and leaves_it(self.reading.text):
            return self.named
        found, probability = self._likeliest
        if probability < LIKELY_IN_CONTEXT:
            return self.named or self.state.topic
        in_doubt = probability < HALF <= self.reading.confidence and self.named not in {"", found}
        # «省级的众创空间谁来认»: a word that only the named one has decides.
        return (
            self.named if in_doubt and self.knows.sets_apart(self.reading.text, self.named, found) else found
        )

    @cached_property
    def near(self) -> str:
        """What it means after what was said, rather than what it names by itself; empty for nothing else."""
        talk = self.reading.family in TALKED and self.reading.confidence >= SURE and not self.asks_on
        short = len(self.reading.text) <= SHORT
        # What a longer message surely names it means: to look further would cost as much as reading it.
        beyond_doubt = self.reading.confidence >= BEYOND_DOUBT
        looks_back = short or (not beyond_doubt and _GOES_ON.match(self.reading.text))
        if not self._led or talk or (self.surely_named and not looks_back):
            return ""
        if (self.named and leaves_it(self.reading.text)) or (
            self.surely_named and goes_back(self.reading.text)
        ):
            return ""
        if beyond_doubt and self.surely_named in self.knows.related(self.state.topic):
            # «几号前报» names the neighbour that it means.
            return ""
        sibling = self._sibling
        # «利息政府出几成» of a loan names what lies beside the loan, and not the loan again.
        again = sibling == self.state.topic and self._likeliest[0] == self.surely_named and self.goes_there
        if sibling and not (again and self._tells_all(self.surely_named)):
            return (self._telling_all if again else "") or sibling
        if beyond_doubt and len(self.reading.text) > _FEW_WORDS:
            # To look at what was said before costs as much as reading it.
            return ""
        found, probability = self._likeliest
        if found == self.surely_named:
            return ""
        if self._takes_up(found):
            return self.named
        clearly = self.surely_named and self.reading.confidence >= CLEARLY and not self.goes_there
        if (beyond_doubt or clearly) and self.knows.sets_apart(self.reading.text, self.surely_named, found):
            return ""
        # What words name beyond doubt, as much must speak against; so it must where the message is longer.
        return found if probability >= (HALF if short and not beyond_doubt else MEANT) else ""

    def _takes_up(self, found: str) -> bool:
        """«这个起征点管到哪年»: a word of what was talked about before takes that up again."""
        before = {self.state.decided, self.state.previous} - {"", self.state.topic, found}
        perhaps = self.named in before and self.reading.confidence >= _PERHAPS_ANOTHER
        return perhaps and self.knows.sets_apart(self.reading.text, self.named, found)

    @property
    def asks_on(self) -> bool:
        """«不是都给三万啊？» after a matter asks on about it, though alone it would be mere talk."""
        if not (self.state.topic and self.reading.in_form_of_a_question):
            return False
        found, probability = self._likeliest
        return bool(found) and probability >= HALF

    @property
    def _sibling(self) -> str:
        """«利率呢» of the loan that is talked about, where it seems to name another loan's; else empty."""
        topic, named = self.state.topic, self.surely_named
        family = {topic, *self.knows.related(topic)} if topic else set()
        if not family or not named or named in family or len(self.reading.text) > SHORT:
            return ""
        text = self.reading.text
        # A word that only the other one has («简易注销公示几天») names it after all.
        family = {matter for matter in family if not self.knows.sets_apart(text, named, matter)}
        if not family:
            return ""
        behind = ((self.knows.matter(intent), p) for intent, p in self.knows.of_topic(text, self.state))
        own = [(matter, p) for matter, p in behind if matter in family]
        return next((matter for matter, p in own if p >= NEARBY), "")

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
