"""What a message is about: its sentences understood one by one and in context, then weighed together."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.helpdesk.triage.categories import Place, fits, place
from bot.helpdesk.triage.letters import Letter
from bot.helpdesk.triage.reading import (
    NOT_OURS,
    Piece,
    Reader,
    Scores,
    Understands,
    share,
    together,
)
from bot.helpdesk.triage.scope import speaks_of_business, within_scope
from bot.policy.answers import topic_of
from bot.policy.references import ClauseRef
from bot.policy.store import Store
from bot.policy.topics import Topic

# Least certainty of the first matter and of every further one; chosen on the dev half of the messages.
FIRST, FURTHER, _FURTHER_STRUNG = 0.06, 0.4, 0.85
# … or this share of the first, where that is unsure itself.
_BESIDE = 0.6
_FIRST_OF_COMPLAINT = 0.04
# A guide on one kind of business that the message does not name.
_UNNAMED = 0.2
# Below this certainty the runner-up is named too, if it is nearly as likely.
_DOUBT, _NEARLY = 0.75, 0.3
_MOST_MATTERS = 3
_PLAIN, _SURE, _MOST_BESIDES = 0.9, 0.95, 2
# What a suspicion that the message is not ours still counts where its words are of business.
_OUTWEIGHED = 0.5


@dataclass(frozen=True)
class Matter:
    """One thing the message asks or complains about; `aspect` is what of it is asked.

    `also`: where it belongs by a second reading that is nearly as likely. `further`: read from a part of
    a sentence. `asked`: the words that ask for it, empty where the whole message does.
    """

    topic: Topic
    place: Place
    aspect: str
    confidence: float
    also: tuple[Place, ...] = ()
    further: bool = False
    asked: str = ""


@dataclass(frozen=True)
class Found:
    """`matters` in order of the message. `not_ours`: how surely the message is out of scope.

    `document` is the subject of a question about the paper as a whole, empty where there is none.
    `besides` is where that belongs which the story plainly speaks of and nothing asks for. `unanswered`:
    sentences that ask for something of which no matter was found.
    """

    matters: tuple[Matter, ...]
    not_ours: float = 0.0
    document: str = ""
    region: str = ""
    besides: tuple[Place, ...] = ()
    unanswered: tuple[str, ...] = ()

    @property
    def places(self) -> tuple[Place, ...]:
        """Where the message belongs: by its matters, by second readings of them, by its story."""
        return (*(m.place for m in self.matters), *(p for m in self.matters for p in m.also), *self.besides)


def _besides(plain: Sequence[Matter], kept: Sequence[Matter]) -> tuple[Place, ...]:
    """What the story plainly speaks of though nothing asks for it; the plainest first."""
    named = {c for m in kept for c in m.place.clauses}
    found = dict.fromkeys(m.place for m in plain if not named & set(m.place.clauses))
    return tuple(found)[:_MOST_BESIDES]


def _is_answered(piece: Piece, candidates: Sequence[Matter], kept: Sequence[Matter]) -> bool:
    """Whether what a sentence asks, or a part of it, is among the kept matters."""
    clauses = {c for m in candidates for c in m.place.clauses}
    return any(m.asked in piece.asked or clauses & set(m.place.clauses) for m in kept if m.asked)


def find_matters(letter: Letter, model: Understands, store: Store, complaint: bool) -> Found:
    """The matters of a message; a complaint has one, a question up to three."""
    reader = Reader(letter, model)
    least = _FIRST_OF_COMPLAINT if complaint else FIRST
    text = f"{letter.title}。{letter.body}"

    def candidates(read: Sequence[Piece]) -> list[Matter]:
        return [m for p in read if not p.region and (m := _matter(p, store, text, least))]

    def matters(read: Sequence[Piece]) -> list[Matter]:
        return [m for m in _weigh(candidates(read)) if complaint or within_scope(text, m.confidence)]

    def left_open(kept: Sequence[Matter]) -> tuple[str, ...]:
        asked = [] if complaint else [p for p in pieces if p.asked and not p.further]
        return tuple(p.asked for p in asked if not _is_answered(p, candidates([p]), kept))

    pieces = [together(reader.told())] if complaint else [*reader.asked(), *reader.strung()]
    total = together(pieces)
    not_ours = share(total.scores, NOT_OURS)
    kept = matters(pieces)
    if kept and min(m.confidence for m in kept) >= _SURE:
        return Found(tuple(kept), not_ours, unanswered=left_open(kept))
    plain = [m for m in candidates(reader.plainly()) if m.confidence >= _PLAIN]
    plain.sort(key=lambda m: m.confidence, reverse=True)
    # Where the question alone says nothing (whom do I turn to?), the story before it does. Of a complaint
    # the story was read already.
    unanswered = left_open(kept) if kept else ()
    kept = kept or ([] if complaint else matters([together(reader.told())])) or plain[:1]
    if kept:
        return Found(tuple(kept), not_ours, besides=_besides(plain, kept), unanswered=unanswered)
    return Found(
        (),
        not_ours,
        _subject(total.scores, store),
        next((p.region for p in pieces if p.region), ""),
    )


def _of_the_document(scores: Scores, store: Store) -> dict[str, float]:
    """The intents that ask about the main document as a whole, with their chance."""
    return {intent: p for intent, p in scores.items() if _tells(store, intent)}


def _subject(scores: Scores, store: Store) -> str:
    """What of the main document is asked where that is the likeliest of all, else empty."""
    likeliest = max(scores, key=lambda intent: scores[intent], default="")
    return _tells(store, likeliest)


def _tells(store: Store, intent: str) -> str:
    topic = store.topic(intent.partition("/")[2])
    return topic.tells if topic and topic.intent == intent else ""


def _matter(piece: Piece, store: Store, text: str, least: float) -> Matter | None:
    """The piece's topic, unless it is less sure than `least` or likelier not ours."""
    today = dt.date.today()
    known = {intent: seen for intent in piece.scores if (seen := _placed(store, intent, today))}
    shares = {
        intent: piece.scores[intent] * (1.0 if fits(topic, text) else _UNNAMED)
        for intent, (topic, _) in known.items()
    }
    if not shares:
        return None
    by_clause: dict[ClauseRef, float] = defaultdict(float)
    for intent, likely in shares.items():
        for clause in known[intent][1].clauses:
            by_clause[clause] += likely

    def of_clauses(intent: str) -> float:
        # What no document answers rests on no clause.
        return max((by_clause[clause] for clause in known[intent][1].clauses), default=shares[intent])

    best = max(shares, key=lambda i: shares[i] + 0.5 * of_clauses(i))
    topic, where = known[best]
    confidence = min(of_clauses(best), 1.0)
    doubt = _OUTWEIGHED if speaks_of_business(text) else 1.0
    besides = doubt * share(piece.scores, NOT_OURS) + sum(_of_the_document(piece.scores, store).values())
    if confidence < (_FURTHER_STRUNG if piece.further else least) or besides > confidence:
        return None
    rivals = [known[i][1] for i in shares if i != best and _NEARLY * shares[best] <= shares[i]]
    also = tuple(rivals[:1]) if shares[best] < _DOUBT else ()
    return Matter(topic, where, piece.aspect, confidence, also, piece.further, piece.asked)


@lru_cache(maxsize=2048)
def _placed(store: Store, intent: str, on: dt.date) -> tuple[Topic, Place] | None:
    topic = topic_of(store, intent, on=on)
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
