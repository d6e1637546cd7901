"""A message → what it is about, what of it is asked, and how sure that is. Knows nothing of Rasa."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path

import numpy as np

from bot.nlu.acts import Acts
from bot.nlu.aspects import find_aspect
from bot.nlu.cues import find_clauses, find_regions
from bot.nlu.decision import Decision
from bot.nlu.facts.persons import as_ones_own
from bot.nlu.features import FAMILIES
from bot.nlu.follow_ups import FollowUps, Surroundings
from bot.nlu.labels import Labels
from bot.nlu.language import Language
from bot.nlu.normalize import Normalized, normalize
from bot.nlu.pieces import asks, in_pieces, without_rejected
from bot.nlu.sentences import sentence_vectors
from bot.nlu.spelling import Spelling
from bot.nlu.topic_model import TopicModel
from bot.nlu.topics import Topics
from bot.nlu.understood import OUTSIDE, TOPIC_FAMILIES, Guess, Understood, family_of
from bot.nlu.vectors import Vectors
from bot.nlu.views import Views
from bot.policy.words import words_for

# So sure must a piece alone be for its question to be answered beside that of the whole.
_PIECE_FROM = 0.6
# A story ends in what is wanted: where a person may be, the end alone is asked.
_PERSON, _IN_DOUBT, _OF_OFFICES = "wants_person", (0.3, 0.85), {"department", "contact"}
# So many questions of one message are answered.
_MOST_QUESTIONS = 3
# How much the likeliness of words counts beside the sense that the message makes.
_PER_NAT = 0.25
# Messages whose words are at hand as they were meant: each is asked for again after what was said before.
_REMEMBERED = 64
# Of what was said before, so many characters tell what it was about.
_BEFORE = 40


class Understanding:
    """The trained whole: dictionary, vectors, topic model and what the store says of its topics."""

    def __init__(
        self,
        topics: Topics,
        vectors: Vectors,
        centre: np.ndarray,
        model: TopicModel,
        spelling: Spelling,
        families: tuple[str, ...] = FAMILIES,
        acts: Acts | None = None,
        follow_ups: FollowUps | None = None,
    ) -> None:
        self._acts = acts
        self._topics = topics
        self._spelling = spelling
        self._words = words_for(frozenset(topics.dictionary.split("\n")))
        self._vectors = vectors
        self._centre = centre
        self._model = model
        self._families = families
        # Of a topic's names the first is its own.
        self._name_of = {intent: name for name, intent in reversed(topics.names.items())}
        self._follow_ups = follow_ups
        self._surroundings = Surroundings(model.labels, topics)
        self._labels = Labels(model.labels, topics)
        self._views = Views(self._words, vectors, centre, model, self._labels, families)
        self._as_meant = lru_cache(maxsize=_REMEMBERED)(self._spelt_right)

    def literal(self) -> Understanding:
        """The same, reading every word as it is written."""
        nothing = Spelling(Language({}, {}, {}, {}))
        return Understanding(
            self._topics,
            self._vectors,
            self._centre,
            self._model,
            nothing,
            self._families,
            self._acts,
            self._follow_ups,
        )

    def understand(self, written: str) -> Understood:
        """Best guesses for a message as written, in any length and noise.

        What is asked for somebody else is none the less ours («我爹想贷款养牛» as «我想贷款养牛»).
        """
        found = self._understand(written)
        own = written if found.decision is Decision.ANSWER else as_ones_own(written)
        if own == written:
            return found
        asked_for_oneself = self._understand(own)
        topical = family_of(asked_for_oneself.best.intent) in TOPIC_FAMILIES
        return asked_for_oneself if topical and asked_for_oneself.decision is Decision.ANSWER else found

    def _understand(self, written: str) -> Understood:
        message = self._as_meant(written)
        entities = (*find_clauses(message), *find_regions(message, self._words))
        named = self._labels.named(message.text)
        if named:
            intent, aspect = named
            return Understood((Guess(intent, 1.0),), aspect, entities, acts={"asks": 1.0})
        (ranking,) = self._rank([message.text])
        meant = without_rejected(message.text)
        if meant != message.text:
            (ranking,) = self._rank([meant])
        others: tuple[tuple[Guess, str], ...] = ()
        pieces = in_pieces(message.text)
        asked = [(i, piece) for i, piece in enumerate(pieces) if asks(piece)]
        if len(pieces) > 1 and asked:
            before = [pieces[i - 1] if i else "" for i, _ in asked]
            ranking, others = self._weigh_pieces(ranking, [p for _, p in asked], before, message.text)
        outside = next((g.confidence for g in ranking if family_of(g.intent) == OUTSIDE), 0.0)
        acts = self._acts_of(message.text)
        # «联系谁比较好» asks for an office, not for us.
        office = find_aspect(pieces[-1] if pieces else "") in _OF_OFFICES
        if len(pieces) > 1 and not office and _IN_DOUBT[0] <= acts.get(_PERSON, 0.0) < _IN_DOUBT[1]:
            acts = {**acts, _PERSON: max(acts[_PERSON], self._acts_of(pieces[-1]).get(_PERSON, 0.0))}
        return Understood(ranking, find_aspect(message.text), entities, others, outside, acts)

    def _acts_of(self, piece: str) -> Mapping[str, float]:
        words, sentences = self._views.seen(piece)
        return self._acts.probabilities(words, sentences[0]) if self._acts else {}

    def after(self, written: str, before: str, topic: str, offered: Sequence[str] = ()) -> tuple[Guess, ...]:
        """The ranking of a message that goes on from `before`, about `topic` (a full intent; empty: none).

        `offered` are the intents that were listed last.
        """
        if self._follow_ups and (self._surroundings.knows(topic) or (offered and not topic)):
            found = self.features_after(written, before, topic, offered)
            return self._labels.ranking(self._follow_ups.probabilities(found))
        return self._labels.ranking(self._behind(self._as_meant(written).text, before).mean(axis=0))

    def behind(self, written: str, lead: str) -> tuple[Guess, ...]:
        """The ranking of a message behind some words that say what it is about."""
        text = self._as_meant(written).text
        return self._labels.ranking(self._behind(text, lead)[1])

    def features_after(
        self, written: str, before: str, topic: str, offered: Sequence[str] = ()
    ) -> np.ndarray:
        texts = self.in_view(written, before, topic)
        return self._surroundings.features(self._views.probabilities(texts), texts[0], topic, offered)

    def in_view(self, written: str, before: str, topic: str) -> list[str]:
        """A message as meant: alone, behind what was said, behind the name of its topic (empty: none)."""
        text = self._as_meant(written).text
        return [text, *_led(text, before, self._name_of[topic] if topic else "")]

    def at_once(self, texts: Sequence[str]) -> np.ndarray:
        """(texts × labels) of many normalised texts, encoded side by side."""
        return self._views.at_once(texts, sentence_vectors)

    def _behind(self, text: str, *before: str) -> np.ndarray:
        """(1 + len(before) × labels): a message alone, and behind each of them."""
        return self._views.probabilities([text, *_led(text, *before)])

    def _spelt_right(self, written: str) -> Normalized:
        """Words as they were meant; of those that initials may stand for, the ones that make most sense."""
        message = normalize(written)
        if self._labels.named(message.text):
            return message
        readings = self._spelling.readings(message)
        if len(readings) == 1:
            return readings[0][1]
        cost = np.array([cost for cost, _ in readings])
        sense = self._views.sense([reading.text for _, reading in readings])
        return readings[int((sense - _PER_NAT * cost).argmax())][1]

    def _rank(self, texts: Sequence[str], message: str = "") -> list[tuple[Guess, ...]]:
        return [self._labels.ranking(row) for row in self._views.probabilities(texts, message)]

    def _weigh_pieces(
        self, whole: tuple[Guess, ...], asked: list[str], before: list[str], message: str
    ) -> tuple[tuple[Guess, ...], tuple[tuple[Guess, str], ...]]:
        """A story is understood by its question, and what stands before it; of two both are kept."""
        sure: dict[str, tuple[tuple[Guess, ...], str]] = {}
        alone = self._views.probabilities(asked, message)
        led = [f"{b[-_BEFORE:]}，{piece}" if b else piece for b, piece in zip(before, asked, strict=True)]
        rows = (alone + self._views.probabilities(led, message)) / 2
        topic = ""
        for piece, lead, row, by_itself in zip(asked, before, rows, alone, strict=True):
            ranking = self._labels.ranking(row)
            if topic:
                # «利率多少» of the loan that the question before it asks about.
                further_on = self.after(piece, lead, topic)
                ranking = (
                    further_on if further_on[0].confidence >= _PIECE_FROM else self._labels.ranking(by_itself)
                )
            best = ranking[0]
            if not sure and best.confidence >= _PIECE_FROM and family_of(best.intent) == OUTSIDE:
                # «公积金贷款能贷几年，夫妻俩合起来呢»: what goes on from what is none of ours is none either.
                return whole, ()
            if best.confidence >= _PIECE_FROM and family_of(best.intent) in TOPIC_FAMILIES:
                sure.setdefault(self._topics.group(best.intent), (ranking, find_aspect(piece)))
                topic = best.intent
        if not sure:
            return whole, ()
        if len(sure) == 1 and whole[0].confidence < next(iter(sure.values()))[0][0].confidence:
            return next(iter(sure.values()))[0], ()
        if len(sure) == 1:
            return whole, ()
        (first, _), *more = list(sure.values())[:_MOST_QUESTIONS]
        return first, tuple((ranking[0], aspect) for ranking, aspect in more)

    def save(self, folder: Path) -> None:
        about = json.dumps(asdict(self._topics), ensure_ascii=False)
        (folder / "store.json").write_text(about, encoding="utf-8")
        np.save(folder / "centre.npy", self._centre, allow_pickle=False)
        self._vectors.save(folder)
        self._spelling.language.save(folder)
        self._model.save(folder)
        if self._acts:
            self._acts.save(folder)
        if self._follow_ups:
            np.save(folder / "follow_ups.npy", self._follow_ups.weights, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path) -> Understanding:
        topics = Topics(**json.loads((folder / "store.json").read_text(encoding="utf-8")))
        centre = np.load(folder / "centre.npy", allow_pickle=False)
        frequencies = words_for(frozenset(topics.dictionary.split("\n"))).frequencies
        spelling = Spelling(Language.load(folder, frequencies))
        weights = np.load(folder / "follow_ups.npy", allow_pickle=False)
        parts = (topics, Vectors.load(folder), centre, TopicModel.load(folder), spelling, FAMILIES)
        return cls(*parts, Acts.load(folder), FollowUps(weights))


def _led(text: str, *before: str) -> list[str]:
    return [f"{normalize(b).text[-_BEFORE:]}，{text}" if b else text for b in before]
