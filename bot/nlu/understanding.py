"""A message → what it is about, what of it is asked, and how sure that is. Knows nothing of Rasa."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.nlu.aspects import OVERVIEW, aspects, find_aspect
from bot.nlu.cues import Entity, find_clauses, find_regions
from bot.nlu.features import features
from bot.nlu.normalize import normalize
from bot.nlu.topic_model import TopicModel
from bot.nlu.vectors import Vectors
from bot.policy.words import Words, words_for

TOPIC_FAMILIES = ("ask_policy", "ask_guide", "ask_document")
_QUESTION = re.compile("[？吗呢么啥哪谁几]|什么|怎么|咋|多少|能不能|可不可以|有没有|是不是|行不|如何|多久")
_BORDERS = re.compile(r"(?<=[。？！；])|(?:另外|还有就是|顺便问|再问|还想问|以及想问|同时想问)")
_RANKING = 5


@dataclass(frozen=True)
class Guess:
    """A full intent such as `ask_policy/incubators` with its probability."""

    intent: str
    confidence: float


@dataclass(frozen=True)
class Understood:
    """`ranking` is never empty; `others` are further questions that the same message asks."""

    ranking: tuple[Guess, ...]
    aspect: str
    entities: tuple[Entity, ...] = ()
    others: tuple[tuple[Guess, str], ...] = field(default=())

    @property
    def best(self) -> Guess:
        return self.ranking[0]


class Understanding:
    """The trained whole: dictionary, vectors, topic model and the names that are understood at sight."""

    def __init__(
        self, words: Words, dictionary: str, vectors: Vectors, model: TopicModel, names: dict[str, str]
    ) -> None:
        self._words = words
        self._dictionary = dictionary
        self._vectors = vectors
        self._model = model
        self._names = names

    @classmethod
    def train(
        cls, examples: Sequence[tuple[str, str]], names: dict[str, str], dictionary: str
    ) -> Understanding:
        """Learn from (utterance, full intent); `names` are exact phrases with their full intents."""
        words = words_for(frozenset(dictionary.split("\n")))
        plain = {normalize(name).text: intent for name, intent in names.items()}
        texts = [text for text, _ in examples]
        found = [features(text, words) for text in texts]
        vectors = Vectors.fit(found)
        model = TopicModel.fit(vectors.transform(found), [intent for _, intent in examples])
        return cls(words, dictionary, vectors, model, plain)

    def understand(self, written: str) -> Understood:
        """Best guesses for a message as written, in any length and noise."""
        message = normalize(written)
        entities = (*find_clauses(message), *find_regions(message, self._words))
        named = self._named(message.text)
        if named:
            intent, aspect = named
            return Understood((Guess(intent, 1.0),), aspect, entities)
        ranking = self._rank([message.text])[0]
        others: tuple[tuple[Guess, str], ...] = ()
        pieces = [p for p in _BORDERS.split(message.text) if len(p.strip("，。？！；")) >= 4]
        if len(pieces) > 1:
            ranking, others = self._weigh_pieces(ranking, pieces)
        return Understood(ranking, find_aspect(message.text), entities, others)

    def _rank(self, texts: list[str]) -> list[tuple[Guess, ...]]:
        vectors = self._vectors.transform([features(text, self._words) for text in texts])
        rankings = []
        for row in self._model.probabilities(vectors):
            top = row.argsort()[::-1][:_RANKING]
            rankings.append(tuple(Guess(self._model.labels[i], float(row[i])) for i in top))
        return rankings

    def _weigh_pieces(
        self, whole: tuple[Guess, ...], pieces: list[str]
    ) -> tuple[tuple[Guess, ...], tuple[tuple[Guess, str], ...]]:
        """A story is understood by its question; two questions are both kept."""
        asked = [piece for piece in pieces if _QUESTION.search(piece)] or pieces
        ranked = dict(zip(asked, self._rank(asked)))
        sure = {
            piece: ranking
            for piece, ranking in ranked.items()
            if ranking[0].confidence >= 0.6 and _family(ranking[0].intent) in TOPIC_FAMILIES
        }
        if not sure:
            return whole, ()
        best = max(sure.values(), key=lambda ranking: ranking[0].confidence)
        if whole[0].confidence >= best[0].confidence or whole[0].intent in {
            ranking[0].intent for ranking in sure.values()
        }:
            best = whole
        others = {
            ranking[0].intent: (ranking[0], find_aspect(piece))
            for piece, ranking in sure.items()
            if ranking[0].intent != best[0].intent
        }
        return best, tuple(others.values())[:1]

    def _named(self, text: str) -> tuple[str, str] | None:
        """A topic's own name, alone or as a button writes it: 〈name〉：〈aspect〉."""
        text = text.strip("？。！")
        if text in self._names:
            return self._names[text], OVERVIEW
        name, mark, label = text.partition("：")
        if mark and name in self._names:
            aspect = next((a.name for a in aspects() if normalize(a.label).text == label), None)
            return (self._names[name], aspect) if aspect else None
        return None

    def save(self, folder: Path) -> None:
        (folder / "words.txt").write_text(self._dictionary, encoding="utf-8")
        names = json.dumps(self._names, ensure_ascii=False)
        (folder / "names.json").write_text(names, encoding="utf-8")
        self._vectors.save(folder)
        self._model.save(folder)

    @classmethod
    def load(cls, folder: Path) -> Understanding:
        dictionary = (folder / "words.txt").read_text(encoding="utf-8")
        names = json.loads((folder / "names.json").read_text(encoding="utf-8"))
        words = words_for(frozenset(dictionary.split("\n")))
        return cls(words, dictionary, Vectors.load(folder), TopicModel.load(folder), names)


def _family(intent: str) -> str:
    return intent.partition("/")[0]
