"""Rasa's own pipelines beside ours, on one part of the utterances and one split.

The part is small (TOPICS × UTTERANCES) since DIET needs a quarter of an hour for a thousand
utterances on two cores; ours learns from the same ones. Without TensorFlow (the extra `stock`) there is
nothing to compare with, and only ours is judged.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import yaml
from sklearn.model_selection import StratifiedKFold

from bot.dialogue.patches import without_tensorflow
from bot.evaluation.measures import calibration_error, macro_f1
from bot.nlu.examples import Example
from bot.nlu.fitting import fit_understanding
from bot.nlu.topics import Topics
from bot.policy.matters import AREAS

TOPICS = 20
UTTERANCES = 30
_Components = list[dict[str, Any]]
_WORDS: _Components = [
    {"name": "JiebaTokenizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
]
_DIET: dict[str, Any] = {"name": "DIETClassifier", "epochs": 100, "constrain_similarities": True}
_SELECTOR: dict[str, Any] = {"name": "ResponseSelector", "epochs": 100, "constrain_similarities": True}
# Name in docs/understanding.md → (components, whether topics are retrieval intents of their family).
PIPELINES: dict[str, tuple[_Components, bool]] = {
    "Rasa：结巴分词、词与字 n 元、DIET，每个主题一个意图": ([*_WORDS, _DIET], False),
    "同上，检索意图加 ResponseSelector": ([*_WORDS, _DIET, _SELECTOR], True),
    "同上，LogisticRegressionClassifier 代替 DIET": (
        [*_WORDS, {"name": "LogisticRegressionClassifier"}],
        False,
    ),
}
OURS = "采用的做法，同一部分例句"


@dataclass(frozen=True)
class Compared:
    """One row: `seconds` of training, `each` milliseconds for a message."""

    name: str
    accuracy: float
    macro_f1: float
    error: float
    seconds: float
    each: float


def compare(examples: Sequence[Example], topics: Topics) -> list[Compared]:
    """Train each on four fifths of the part, and judge it on the last fifth."""
    part = _part(examples)
    target = np.array([intent for _, intent in part])
    split = StratifiedKFold(5, shuffle=True, random_state=7).split(target, target)
    learnt, held_out = next(iter(split))
    train, test = [part[n] for n in learnt], [part[n] for n in held_out]
    others = PIPELINES if without_tensorflow.installed() else {}
    rows = [_rasa(name, *pipeline, train, test) for name, pipeline in others.items()]
    return [*rows, _ours(train, test, topics)]


def _part(examples: Sequence[Example]) -> list[tuple[str, str]]:
    """The matters with the most utterances, as many of each at most."""
    counts = Counter(e.intent for e in examples)
    kept: set[str] = set()
    topics = [intent for intent, _ in counts.most_common() if intent.partition("/")[0] in AREAS]
    kept.update(topics[:TOPICS])
    taken: Counter[str] = Counter()
    part = []
    for example in examples:
        if example.intent in kept and taken[example.intent] < UTTERANCES:
            taken[example.intent] += 1
            part.append((example.text, example.intent))
    return part


def _ours(train: list[tuple[str, str]], test: list[tuple[str, str]], topics: Topics) -> Compared:
    started = time.monotonic()
    understanding = fit_understanding(train, topics)
    seconds = time.monotonic() - started
    started = time.monotonic()
    found = [understanding.understand(text).ranking[0] for text, _ in test]
    each = (time.monotonic() - started) / len(test) * 1000
    guesses = [(guess.intent, guess.confidence) for guess in found]
    return _row(OURS, guesses, test, seconds, each)


def _rasa(
    name: str,
    pipeline: _Components,
    retrieval: bool,
    train: list[tuple[str, str]],
    test: list[tuple[str, str]],
) -> Compared:
    # Only this comparison needs Rasa's TensorFlow, which takes seconds to load.
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu

    with TemporaryDirectory() as place:
        folder = Path(place)
        files = _write_project(folder, pipeline, retrieval, train)
        started = time.monotonic()
        model = train_nlu(*files, output=str(folder), fixed_model_name="compared")
        seconds = time.monotonic() - started
        agent = Agent.load(str(model))
        started = time.monotonic()
        parsed = asyncio.run(_parse(agent, [text for text, _ in test]))
        each = (time.monotonic() - started) / len(test) * 1000
    guesses = [_guess(result, retrieval) for result in parsed]
    return _row(name, guesses, test, seconds, each)


def _write_project(
    folder: Path, pipeline: _Components, retrieval: bool, train: list[tuple[str, str]]
) -> tuple[str, str]:
    """(config, data) for Rasa; a retrieval intent needs a response beside its utterances."""
    by_intent: dict[str, list[str]] = {}
    for text, intent in train:
        by_intent.setdefault(intent if retrieval else intent.replace("/", "+"), []).append(text)
    nlu = [{"intent": i, "examples": "".join(f"- {t}\n" for t in ts)} for i, ts in by_intent.items()]
    data: dict[str, Any] = {"version": "3.1", "nlu": nlu}
    if retrieval:
        data["responses"] = {f"utter_{intent}": [{"text": intent}] for intent in by_intent}
    config = {"recipe": "default.v1", "language": "zh", "assistant_id": "compared", "pipeline": pipeline}
    paths = folder / "config.yml", folder / "nlu.yml"
    for path, content in zip(paths, (config, data), strict=True):
        path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return str(paths[0]), str(paths[1])


async def _parse(agent: Any, texts: list[str]) -> list[dict[str, Any]]:
    return [await agent.parse_message(text) for text in texts]


def _guess(result: dict[str, Any], retrieval: bool) -> tuple[str, float]:
    """(intent, confidence) as our own names have it."""
    intent = result["intent"]
    if not retrieval:
        return intent["name"].replace("+", "/"), float(intent["confidence"])
    chosen = result["response_selector"].get("default", {})["ranking"][0]
    return chosen["intent_response_key"], float(chosen["confidence"])


def _row(
    name: str, guesses: list[tuple[str, float]], test: list[tuple[str, str]], seconds: float, each: float
) -> Compared:
    labels = sorted({intent for _, intent in test} | {intent for intent, _ in guesses})
    truth = np.array([labels.index(intent) for _, intent in test])
    guess = np.array([labels.index(intent) for intent, _ in guesses])
    confidence = np.array([confidence for _, confidence in guesses])
    right = guess == truth
    error = calibration_error(confidence, right)
    return Compared(name, float(right.mean()), macro_f1(truth, guess), error, seconds, each)
