"""What a message asks of the matter that is at hand, and names none."""

from __future__ import annotations

import re

from bot.dialogue.thread import BEYOND_DOUBT, HALF, Thread
from bot.nlu.aspects import find_aspect, without_aspect

# What can be asked of any matter, and what is left of such a question without a subject.
_OF_ANYTHING = {"materials", "department", "how_to_apply", "original", "contact", "validity"}
_NO_SUBJECT = re.compile(
    "时候|东西|行不行|证明|材料|资料|手续|凭证|单位|部门|窗口|[要该得需交带准备提供拿去来办具体都还那这个些哪什么啥几样呢吗嘛的了是有行好嗯哦哈噢噶咯啊呀吧再先就又"
    "到给跑填递报问说看我们她他你您会点儿着，。？! ]|一般|通常|大概|到底|现在|今年"
    "|第[一二三四五六1-6][个项种]"
)
_IN_LIST, _NUMBERS = re.compile("第([一二三四五六1-6])[个项种]"), "一二三四五六123456"
_BORDERS = re.compile("[，。；！？,;!? ]+")
_SHORTEST = 3


class Asked(Thread):
    """A reading in its state, with the aspect that it asks of what is talked about."""

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
        return _without_subject(text, aspect)

    @property
    def aspect_beside(self) -> bool:
        """«去哪点递，早上几点开门»: asks of what is at hand, beside what is none of ours."""
        aspect = self.reading.aspect
        if not (self.outside_alone and self.at_hand and aspect in _OF_ANYTHING):
            return False
        pieces = [piece for piece in _BORDERS.split(self.reading.text) if len(piece) >= _SHORTEST]
        return any(find_aspect(piece) == aspect and _without_subject(piece, aspect) for piece in pieces)

    @property
    def telling(self) -> str:
        """The matter that states the aspect asked for, likely after what was said; empty for none.

        Only where what is at hand doesn't: «要带什么» behind who may not have a job at all is of the loan.
        """
        topic, aspect, text = self.at_hand, self.reading.aspect, self.reading.text
        if aspect not in _OF_ANYTHING or self.knows.states(topic, aspect, text):
            return ""
        likely = ((self.knows.matter(intent), p) for intent, p in self.in_context)
        return next((m for m, p in likely if m and p >= HALF and self.knows.states(m, aspect, text)), "")


def _without_subject(text: str, aspect: str) -> bool:
    """Whether words ask for an aspect and name nothing that it is of."""
    return not _NO_SUBJECT.sub("", without_aspect(text, aspect))
