"""How the understanding of messages is learnt: from utterances, from what was labelled, from the store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import joblib
import numpy as np

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


def fit_understanding(
    examples: Sequence[tuple[str, str]], topics: Topics, families: tuple[str, ...] = FAMILIES
) -> Understanding:
    """Learn from (utterance, full intent) and from what the store says of its topics."""
    spelling, vectors, centre, prepared = prepare(examples, topics, families)
    acts = _fit_acts(examples, topics, families, spelling, vectors, centre)
    parts = (topics, vectors, centre, TopicModel.fit(prepared), spelling, families, acts)
    return Understanding(*parts, _fit_follow_ups(Understanding(*parts), topics, prepared.labels))


def prepare(
    examples: Sequence[tuple[str, str]], topics: Topics, families: tuple[str, ...] = FAMILIES
) -> tuple[Spelling, Vectors, np.ndarray, Examples]:
    """(spelling, word vectors, centre of the sentence vectors, all as the topic model learns it)."""
    written = [normalize(text).text for text, _ in examples]
    labels = tuple(sorted({intent for _, intent in examples}))
    index = {label: position for position, label in enumerate(labels)}
    texts = [normalize(topics.texts.get(label, "")).text for label in labels]
    words = words_for(frozenset(topics.dictionary.split("\n")))
    names = [normalize(name).text for name in topics.names]
    spelling = Spelling.fit([*written, *names, *texts], words)
    plain = spelling.correct_all(written)
    found, described = _all_features([plain, texts], topics.dictionary, families)
    vectors = Vectors.fit(found)
    sentences = sentence_vectors(plain)
    centre = sentences.mean(axis=0)
    learnt = Examples(
        words=vectors.transform(found),
        sentences=centred(sentences, centre),
        target=np.array([index[intent] for _, intent in examples]),
        labels=labels,
        descriptions=vectors.transform(described),
        themes={label: topics.theme(label) for label in labels},
        groups={label: topics.group(label) for label in labels},
    )
    return spelling, vectors, centre, learnt


def _fit_acts(
    examples: Sequence[tuple[str, str]],
    topics: Topics,
    families: tuple[str, ...],
    spelling: Spelling,
    vectors: Vectors,
    centre: np.ndarray,
) -> Acts:
    texts, acts = acts_examples(examples)
    plain = spelling.correct_all([normalize(text).text for text in texts])
    (found,) = _all_features([plain], topics.dictionary, families)
    return Acts.fit(vectors.transform(found), centred(sentence_vectors(plain), centre), acts)


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
