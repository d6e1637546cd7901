"""How the understanding of messages is learnt: from utterances, from what was labelled, from the store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import joblib
import numpy as np
from scipy.sparse import csr_matrix

from bot.nlu.acts import Acts, acts_examples
from bot.nlu.experts import Examples
from bot.nlu.features import FAMILIES, features
from bot.nlu.follow_ups import FollowUps, Surroundings, read_follow_ups, third_messages
from bot.nlu.normalize import normalize
from bot.nlu.sentences import sentence_vectors
from bot.nlu.spelling import Spelling
from bot.nlu.topic_model import TopicModel
from bot.nlu.topics import Topics
from bot.nlu.understanding import Understanding
from bot.nlu.vectors import Vectors
from bot.nlu.views import centred
from bot.policy.words import words_for

# Texts whose features are found at once, where there are many.
_CHUNK = 512


@dataclass(frozen=True)
class Prepared:
    """What everything is learnt from: `learnt` are the utterances, `others` (words, sentences) of others.

    `centre` is that of the utterances' sentence vectors.
    """

    spelling: Spelling
    vectors: Vectors
    centre: np.ndarray
    learnt: Examples
    others: tuple[csr_matrix, np.ndarray]


def fit_understanding(
    examples: Sequence[tuple[str, str]], topics: Topics, families: tuple[str, ...] = FAMILIES
) -> Understanding:
    """Learn from (utterance, full intent) and from what the store says of its topics."""
    texts, acts = acts_examples(examples)
    ready = prepare(examples, topics, families, texts)
    known = (topics, ready.vectors, ready.centre, TopicModel.fit(ready.learnt), ready.spelling, families)
    parts = (*known, Acts.fit(*ready.others, acts))
    return Understanding(*parts, _fit_follow_ups(Understanding(*parts), topics, ready.learnt.labels))


def prepare(
    examples: Sequence[tuple[str, str]],
    topics: Topics,
    families: tuple[str, ...] = FAMILIES,
    others: Sequence[str] = (),
) -> Prepared:
    """Utterances with their full intents, and other messages, as they are learnt from."""
    written, beside = _normalized(text for text, _ in examples), _normalized(others)
    labels = tuple(sorted({intent for _, intent in examples}))
    texts = _normalized(topics.texts.get(label, "") for label in labels)
    words = words_for(frozenset(topics.dictionary.split("\n")))
    spelling = Spelling.fit([*written, *_normalized(topics.names), *texts], words)
    # Most of the others are utterances too.
    every = list(dict.fromkeys([*written, *beside]))
    plain = dict(zip(every, spelling.correct_all(every), strict=True))
    distinct = list(dict.fromkeys(plain.values()))
    found, described = _all_features([distinct, texts], topics.dictionary, families)
    place = {text: row for row, text in enumerate(distinct)}
    rows, beside_rows = ([place[plain[text]] for text in some] for some in (written, beside))
    vectors = Vectors.fit([found[row] for row in rows])
    seen, sentences = vectors.transform(found), sentence_vectors(distinct)
    centre = sentences[rows].mean(axis=0)
    meant = centred(sentences, centre)
    index = {label: position for position, label in enumerate(labels)}
    learnt = Examples(
        words=seen[rows],
        sentences=meant[rows],
        target=np.array([index[intent] for _, intent in examples]),
        labels=labels,
        descriptions=vectors.transform(described),
        themes={label: topics.theme(label) for label in labels},
        groups={label: topics.group(label) for label in labels},
    )
    return Prepared(spelling, vectors, centre, learnt, (seen[beside_rows], meant[beside_rows]))


def _normalized(texts: Iterable[str]) -> list[str]:
    return [normalize(text).text for text in texts]


def _fit_follow_ups(understanding: Understanding, topics: Topics, labels: Sequence[str]) -> FollowUps | None:
    """None where no topic of theirs is known."""
    intents = {intent.partition("/")[2]: intent for intent in topics.themes}
    surroundings = Surroundings(labels, topics)
    learnt_from = read_follow_ups()
    rows, meant = [], []
    for one in (*learnt_from, *third_messages(learnt_from)):
        right = surroundings.meant(one, intents)
        topic = intents.get(one.topic, "")
        if right.any() and surroundings.knows(topic):
            rows.append((topic, understanding.in_view(one.text, one.before, topic)))
            meant.append(right)
    if not rows:
        return None
    # All at once: a text takes a fraction of what it takes alone.
    texts = [text for _, seen in rows for text in seen]
    views = np.split(understanding.at_once(texts), len(rows))
    found = [
        surroundings.features(view, seen[0], topic) for view, (topic, seen) in zip(views, rows, strict=True)
    ]
    return FollowUps.fit(found, meant)


def _all_features(
    lists: Sequence[list[str]], dictionary: str, families: tuple[str, ...]
) -> Iterator[list[list[str]]]:
    """Features of each text of each list, found on all cores."""
    parallel = joblib.Parallel(joblib.cpu_count())
    for texts in lists:
        chunks = [texts[start : start + _CHUNK] for start in range(0, len(texts), _CHUNK)]
        found = parallel(joblib.delayed(_features_of)(chunk, dictionary, families) for chunk in chunks)
        yield [one for chunk in found for one in chunk]


def _features_of(texts: list[str], dictionary: str, families: tuple[str, ...]) -> list[list[str]]:
    words = words_for(frozenset(dictionary.split("\n")))
    return [features(text, words, families) for text in texts]
