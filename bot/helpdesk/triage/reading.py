"""A letter cut into pieces, each understood by itself and in its context."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.helpdesk.triage.letters import Letter, asks, questions
from bot.nlu.aspects import OVERVIEW
from bot.nlu.understood import Understood
from bot.policy.matters import AREAS

NOT_OURS = "out_of_scope"
# How much a sentence counts by itself, after the one before it, and inside the whole message;
# one that is clear by itself needs no context.
_ALONE, _IN_CONTEXT, _WHOLE = 0.45, 0.35, 0.2
_CLEAR = 0.75
_WHOLE_LENGTH = 600
# Beyond this share of greetings and dialogue a message is taken for talk.
_MOST_TALK = 0.25
# Full intent → probability.
Scores = Mapping[str, float]
_LIVED_THERE = re.compile(
    "打工|务工|上班|工作|厂|公司|读书|上学|毕业|回来|来的|出去|客户|同行|老板|照抄|抢注"
)


class Understands(Protocol):
    def understand(self, written: str) -> Understood: ...


@dataclass(frozen=True)
class Piece:
    """`region`: a place outside Yunnan that is asked about. `further`: a part of a sentence.

    `asked`: the words that ask, of those where something does.
    """

    scores: Scores  # full intent → probability, talk left out
    aspect: str
    region: str
    further: bool = False
    asked: str = ""


class Reader:
    """Cuts a letter into pieces and has them understood."""

    def __init__(self, letter: Letter, model: Understands) -> None:
        self._letter = letter
        self._model = model
        self._understood: dict[int, Understood] = {}
        body = letter.body[:_WHOLE_LENGTH]
        self._whole = model.understand(f"{letter.title}。{body}" if letter.title else body)

    def asked(self) -> list[Piece]:
        """The sentences that ask, in order; all of them where none does."""
        sentences = self._letter.sentences
        positions = [i for i, s in enumerate(sentences) if s.asks] or range(len(sentences))
        return [self._in_context(i) for i in positions]

    def told(self) -> list[Piece]:
        """Every sentence of a complaint, which tells rather than asks."""
        return [self._in_context(i) for i in range(len(self._letter.sentences))]

    def plainly(self) -> list[Piece]:
        """Every sentence by itself."""
        seen = [self._alone(i) for i in range(len(self._letter.sentences))]
        return [Piece(_serious(u), u.aspect, _region(u)) for u in seen]

    def strung(self) -> list[Piece]:
        """Further questions that a sentence strings together with commas."""
        parts = [part for s in self._letter.sentences for part in questions(s.text)]
        seen = [(part, self._model.understand(part)) for part in parts]
        return [
            Piece(_serious(u), u.aspect, "", further=True, asked=part) for part, u in seen if not _region(u)
        ]

    def _in_context(self, position: int) -> Piece:
        """A sentence by itself where it is clear; else weighed with what surrounds it."""
        sentence = self._letter.sentences[position].text
        before = self._letter.sentences[position - 1].text if position else self._letter.title
        alone = self._alone(position)
        elsewhere = _asked_elsewhere(sentence, alone) if _region(self._whole) else ""
        scores = _serious(alone)
        if max(scores.values(), default=0.0) < _CLEAR and len(self._letter.sentences) + bool(before) > 1:
            context = self._model.understand(f"{before}，{sentence}") if before else alone
            views = ((_ALONE, alone), (_IN_CONTEXT, context), (_WHOLE, self._whole))
            scores = _mixed((weight, _serious(seen)) for weight, seen in views)
        asked = sentence if self._letter.sentences[position].asks else ""
        return Piece(scores, alone.aspect, elsewhere, asked=asked)

    def _alone(self, position: int) -> Understood:
        if position not in self._understood:
            self._understood[position] = self._model.understand(self._letter.sentences[position].text)
        return self._understood[position]


def _asked_elsewhere(sentence: str, seen: Understood) -> str:
    """A place outside Yunnan whose rules are asked for, not one where somebody merely worked or came from."""
    place = _region(seen)
    part = next((part for part in sentence.split("，") if place and place in part), "")
    return place if part and not _LIVED_THERE.search(part) and asks(sentence) else ""


def _region(seen: Understood) -> str:
    return next((e.value for e in seen.entities if e.name == "region"), "")


def _serious(seen: Understood) -> Scores:
    """The ranking without greetings and dialogue; where there is some of it, the rest is scaled up."""
    families = {*AREAS, NOT_OURS}
    kept = {g.intent: g.confidence for g in seen.ranking if g.intent.partition("/")[0] in families}
    talk = sum(g.confidence for g in seen.ranking) - sum(kept.values())
    scale = 1 / max(1 - talk, _MOST_TALK)
    return {intent: p * scale for intent, p in kept.items()}


def together(pieces: Sequence[Piece]) -> Piece:
    """One view of all sentences: the surer a sentence is of a topic of ours, the more it counts."""
    weights = [max((p for i, p in piece.scores.items() if _ours(i)), default=0.0) for piece in pieces]
    total = sum(weights) or 1.0
    scores = _mixed((weight / total, piece.scores) for weight, piece in zip(weights, pieces, strict=True))
    return Piece(scores, OVERVIEW, next((p.region for p in pieces if p.region), ""))


def _ours(intent: str) -> bool:
    return intent.partition("/")[0] != NOT_OURS


def _mixed(views: Iterable[tuple[float, Scores]]) -> Scores:
    mixed: dict[str, float] = defaultdict(float)
    for weight, scores in views:
        for intent, p in scores.items():
            mixed[intent] += weight * p
    return mixed


def share(scores: Scores, family: str) -> float:
    return sum(p for intent, p in scores.items() if intent.partition("/")[0] == family)
