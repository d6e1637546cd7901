"""Whether a message answers the question that is open, tells what is known already, or goes elsewhere."""

from __future__ import annotations

from bot.dialogue.asked import Asked
from bot.dialogue.people import WORTH_KEEPING
from bot.dialogue.state import ME
from bot.dialogue.thread import BEYOND_DOUBT, CLEARLY
from bot.nlu.facts.fact import Fact

# A fact heard less surely than this speaks of no matter that nothing else in the message speaks of.
SURELY_TOLD = 0.9
_BORDERS = "，。；！？ ,;!?"


class Answering(Asked):
    """A reading in its state, with what it has to do with what was asked last."""

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
        least = SURELY_TOLD if self.reading.confidence >= CLEARLY else 0.0
        surely = {fact.attribute for fact in self._news if fact.certainty >= least}
        about_it = surely & self.knows.rests_on(decided)
        return not (near and len(about_it) > self.speaks_to(self.surely_named))

    @property
    def _news(self) -> list[Fact]:
        """The facts told that are not known yet: what is only repeated is no answer."""
        known = self.state.facts_of
        return [fact for fact in self.reading.facts if known(fact.who).get(fact.attribute) != fact.value]

    @property
    def heard(self) -> bool:
        """Whether it states a fact that somebody's case can rest on."""
        place_alone = bool(self.reading.facts) and not self.asks and self.reading.decision != "decline"
        return bool(self.told) or (place_alone and bool(self.state.decided))

    @property
    def tells(self) -> bool:
        """Whether it tells and asks nothing, by what it does, or by its form where that is in doubt."""
        if self.reading.does("asks_for_me"):
            return False
        if self.reading.does("tells", at_least=BEYOND_DOUBT):
            return not self.reading.in_form_of_a_question or self.reading.asks_yes_or_no
        return self.reading.does("tells") and not self.reading.does("asks")

    @property
    def of_another_beside_the_check(self) -> bool:
        """«我弟当兵的，要带哪样材料»: asks for somebody else, and tells nothing that is being decided."""
        others = all(fact.who != self.state.who for fact in self.reading.facts)
        return bool(self.told) and others and self.asks and not self.speaks_to(self.state.decided)

    @property
    def answers_open_question(self) -> bool:
        return any(fact.attribute == self.state.asked for fact in self.reading.facts)

    @property
    def surely_answers(self) -> bool:
        """Whether a clause in front answers the open question, whatever is asked behind it."""
        asked_from = max(self.reading.text.rfind(mark) for mark in _BORDERS)
        told = [fact for fact in self._news if fact.attribute == self.state.asked]
        return any(f.certainty >= WORTH_KEEPING and f.span[1] <= asked_from for f in told)
