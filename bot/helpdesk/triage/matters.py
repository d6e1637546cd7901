"""What a message is about: its sentences understood one by one and in context, then weighed together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from bot.helpdesk.triage.categories import Place, fits, place
from bot.helpdesk.triage.scope import within_scope
from bot.helpdesk.triage.letters import Letter, asks, questions
from bot.nlu.aspects import OVERVIEW
from bot.nlu.understanding import Understood
from bot.policy.answers import topic_of
from bot.policy.store import Store, Topic

# How much a sentence counts by itself, after the one before it, and inside the whole message;
# one that is clear by itself needs no context.
_ALONE, _IN_CONTEXT, _WHOLE = 0.45, 0.35, 0.2
_CLEAR = 0.75
# Least certainty of the first matter and of every further one; chosen on the dev half of the messages.
FIRST, FURTHER, _FURTHER_STRUNG = 0.06, 0.4, 0.85
# … or this share of the first, where that is unsure itself.
_BESIDE = 0.6
_FIRST_OF_COMPLAINT = 0.04
# A guide on one kind of business that the message does not name.
_UNNAMED = 0.2
# Below this certainty the runner-up is named too, if it is nearly as likely.
_DOUBT, _NEARLY = 0.6, 0.5
_MOST_MATTERS = 3
_NOT_OURS = "out_of_scope"
_DOCUMENT = "ask_document"
_WHOLE_LENGTH = 600
# Beyond this share of greetings and dialogue a message is taken for talk.
_MOST_TALK = 0.25


_LIVED_THERE = re.compile("打工|务工|上班|工作|厂|公司|读书|上学|毕业|回来|来的|出去|客户|同行|老板|照抄|抢注")


class Understands(Protocol):
    def understand(self, written: str) -> Understood: ...


@dataclass(frozen=True)
class Matter:
    """One thing the message asks or complains about; `aspect` is what of it is asked.

    `also`: clauses of a second reading that is nearly as likely. `further`: read from a part of a sentence.
    """

    topic: Topic
    place: Place
    aspect: str
    confidence: float
    also: tuple[str, ...] = ()
    further: bool = False


@dataclass(frozen=True)
class Found:
    """`matters` in order of the message. `not_ours`: how surely the message is out of scope.

    `document` is the subject of a question about the paper as a whole, empty where there is none.
    """

    matters: tuple[Matter, ...]
    not_ours: float = 0.0
    document: str = ""
    reason: str = ""
    region: str = ""


@dataclass(frozen=True)
class _Piece:
    scores: Counter[str]  # full intent → probability, talk left out
    aspect: str
    region: str
    further: bool = False


def find_matters(letter: Letter, model: Understands, store: Store, complaint: bool) -> Found:
    """The matters of a message; a complaint has one, a question up to three."""
    reader = _Reader(letter, model)
    pieces = [_together(reader.told())] if complaint else [*reader.asked(), *reader.strung()]
    least = _FIRST_OF_COMPLAINT if complaint else FIRST
    text = f"{letter.title}。{letter.body}"
    candidates = [m for p in pieces if not p.region and (m := _matter(p, store, text, least))]
    kept = [m for m in _weigh(candidates) if complaint or within_scope(text, m.confidence)]
    total = _together(pieces)
    not_ours = _share(total.scores, _NOT_OURS)
    if kept:
        return Found(tuple(kept), not_ours)
    return Found(
        (),
        not_ours,
        _subject(total.scores, _DOCUMENT),
        _subject(total.scores, _NOT_OURS),
        next((p.region for p in pieces if p.region), ""),
    )


class _Reader:
    """Cuts a letter into pieces and has them understood."""

    def __init__(self, letter: Letter, model: Understands) -> None:
        self._letter = letter
        self._model = model
        body = letter.body[:_WHOLE_LENGTH]
        self._whole = model.understand(f"{letter.title}。{body}" if letter.title else body)

    def asked(self) -> list[_Piece]:
        """The sentences that ask, in order; all of them where none does."""
        sentences = self._letter.sentences
        positions = [i for i, s in enumerate(sentences) if s.asks] or range(len(sentences))
        return [self._in_context(i) for i in positions]

    def told(self) -> list[_Piece]:
        """Every sentence of a complaint, which tells rather than asks."""
        return [self._in_context(i) for i in range(len(self._letter.sentences))]

    def strung(self) -> list[_Piece]:
        """Further questions that a sentence strings together with commas."""
        parts = [part for s in self._letter.sentences for part in questions(s.text)]
        seen = [(part, self._model.understand(part)) for part in parts]
        return [_Piece(_serious(u), u.aspect, "", further=True) for _, u in seen if not _region(u)]

    def _in_context(self, position: int) -> _Piece:
        """A sentence by itself where it is clear; else weighed with what surrounds it."""
        sentence = self._letter.sentences[position].text
        before = self._letter.sentences[position - 1].text if position else self._letter.title
        alone = self._model.understand(sentence)
        elsewhere = _asked_elsewhere(sentence, alone) if _region(self._whole) else ""
        scores = _serious(alone)
        if max(scores.values(), default=0.0) < _CLEAR and len(self._letter.sentences) + bool(before) > 1:
            context = self._model.understand(f"{before}，{sentence}") if before else alone
            views = ((_ALONE, alone), (_IN_CONTEXT, context), (_WHOLE, self._whole))
            scores = Counter()
            for weight, seen in views:
                for intent, p in _serious(seen).items():
                    scores[intent] += weight * p
        return _Piece(scores, alone.aspect, elsewhere)


def _asked_elsewhere(sentence: str, seen: Understood) -> str:
    """A place outside Yunnan whose rules are asked for, not one where somebody merely worked or came from."""
    place = _region(seen)
    part = next((part for part in sentence.split("，") if place and place in part), "")
    return place if part and not _LIVED_THERE.search(part) and asks(sentence) else ""


def _region(seen: Understood) -> str:
    return next((e.value for e in seen.entities if e.name == "region"), "")


def _serious(seen: Understood) -> Counter[str]:
    """The ranking without greetings and dialogue; where there is some of it, the rest is scaled up."""
    families = ("ask_policy", "ask_guide", _DOCUMENT, _NOT_OURS)
    kept = Counter({g.intent: g.confidence for g in seen.ranking if g.intent.partition("/")[0] in families})
    talk = sum(g.confidence for g in seen.ranking) - sum(kept.values())
    scale = 1 / max(1 - talk, _MOST_TALK)
    return Counter({intent: p * scale for intent, p in kept.items()})


def _together(pieces: Sequence[_Piece]) -> _Piece:
    """One view of all sentences: the surer a sentence, the more it counts."""
    scores: Counter[str] = Counter()
    total = 0.0
    for piece in pieces:
        weight = max(piece.scores.values(), default=0.0)
        total += weight
        for intent, p in piece.scores.items():
            scores[intent] += weight * p
    shares = Counter({intent: p / total for intent, p in scores.items()}) if total else scores
    return _Piece(shares, OVERVIEW, next((p.region for p in pieces if p.region), ""))


def _matter(piece: _Piece, store: Store, text: str, least: float) -> Matter | None:
    """The piece's topic, unless it is less sure than `least` or likelier not ours."""
    known = {intent: seen for intent in piece.scores if (seen := _placed(store, intent))}
    shares = {
        intent: piece.scores[intent] * (1.0 if fits(topic, text) else _UNNAMED)
        for intent, (topic, _) in known.items()
    }
    if not shares:
        return None
    by_clause: Counter[str] = Counter()
    for intent, share in shares.items():
        for clause in known[intent][1].clauses:
            by_clause[clause] += share
    best = max(shares, key=lambda i: shares[i] + 0.5 * max(by_clause[c] for c in known[i][1].clauses))
    topic, where = known[best]
    confidence = min(max(by_clause[c] for c in where.clauses), 1.0)
    besides = _share(piece.scores, _NOT_OURS) + _share(piece.scores, _DOCUMENT)
    if confidence < (_FURTHER_STRUNG if piece.further else least) or besides > confidence:
        return None
    rivals = [known[i][1] for i in shares if i != best and _NEARLY * shares[best] <= shares[i]]
    also = [p.clauses for p in rivals if p.category == where.category] if shares[best] < _DOUBT else []
    return Matter(topic, where, piece.aspect, confidence, also[0] if also else (), piece.further)


@lru_cache(maxsize=2048)
def _placed(store: Store, intent: str) -> tuple[Topic, Place] | None:
    topic = topic_of(store, intent)
    return (topic, place(store, topic)) if topic else None


def _weigh(candidates: Sequence[Matter]) -> list[Matter]:
    """The surest matter and those further ones that are sure enough, each once, in order."""
    whole = [m for m in candidates if not m.further] or list(candidates)
    if not whole:
        return []
    first = max(whole, key=lambda m: m.confidence)
    kept: list[Matter] = []
    for matter in sorted(candidates, key=lambda m: (m is not first, -m.confidence)):
        known = any(set(m.place.clauses) & set(matter.place.clauses) for m in kept)
        sure = matter.confidence >= min(FURTHER, _BESIDE * first.confidence)
        if not known and (matter is first or sure):
            kept.append(matter)
    return [m for m in candidates if any(m is k for k in kept[:_MOST_MATTERS])]


def _share(scores: Counter[str], family: str) -> float:
    return sum(p for intent, p in scores.items() if intent.partition("/")[0] == family)


def _subject(scores: Counter[str], family: str) -> str:
    """The likeliest subject of a family, where the family is the likeliest of all."""
    intent = max(scores, key=lambda i: scores[i], default="")
    return intent.partition("/")[2] if intent.partition("/")[0] == family else ""

