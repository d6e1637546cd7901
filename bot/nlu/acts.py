"""What a message does: asks, asks whether its writer may, tells, corrects, complains; several at once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import joblib
import numpy as np
from scipy.sparse import csr_matrix

from bot.errors import PolicyDataError
from bot.nlu.logistic import fit_each
from bot.policy.yaml_files import plain_yaml
from bot.settings import ROOT

FOLDER = ROOT / "data/nlu/acts"
LETTERS = ROOT / "data/helpdesk"
# In the order of the design page; docs/understanding.md says what each means.
ACTS = (
    "asks", "asks_whether_me", "asks_for_me", "asks_reason", "tells", "corrects", "answers", "hypothetical",
    "picks", "agrees", "refuses", "goes_on", "stops",
    "wants_person", "complains", "danger", "urgent", "progress", "talk",
)  # fmt: skip
# Utterances of topics beside those that were labelled; more would drown them.
_MOST_UNLABELLED = 2500
# Talk and what is none of ours likewise.
_MOST_OF_AN_INTENT = 40
_COST = 8.0
# The sentence vector weighs more than single words, which are many.
_MEANING = 3.0
# The bias of an act that no message shows.
_NEVER = -20.0


@dataclass(frozen=True)
class Acts:
    """One logistic regression an act over the words and the meaning of a message."""

    by_word: np.ndarray  # (words, acts), float32
    by_meaning: np.ndarray  # (SIZE, acts)
    bias: np.ndarray  # (acts,)

    @classmethod
    def fit(cls, words: csr_matrix, sentences: np.ndarray, acts: Sequence[Sequence[str]]) -> Acts:
        """Learn from messages as features, each with all that it does."""
        right = np.array([[act in some for act in ACTS] for some in acts])
        seen = np.flatnonzero(right.any(axis=0))
        slope = np.zeros((words.shape[1] + sentences.shape[1], len(ACTS)), np.float32)
        bias = np.full(len(ACTS), _NEVER, np.float32)
        meaning = _MEANING * sentences.astype(np.float32)
        parts = np.array_split(seen, joblib.cpu_count())
        learn = joblib.delayed(fit_each)
        jobs = [learn(words, meaning, right[:, part], _COST) for part in parts if len(part)]
        weights = np.hstack(joblib.Parallel(joblib.cpu_count())(jobs))
        slope[:, seen], bias[seen] = weights[:-1], weights[-1]
        return cls(slope[: words.shape[1]], _MEANING * slope[words.shape[1] :], bias)

    def probabilities(self, words: csr_matrix, sentence: np.ndarray) -> dict[str, float]:
        """act → probability of one message, given as a row of words and a (SIZE,) sentence vector."""
        scores = np.asarray(words @ self.by_word)[0] + sentence @ self.by_meaning + self.bias
        found = 1 / (1 + np.exp(-scores))
        return {act: float(p) for act, p in zip(ACTS, found, strict=True)}

    def save(self, folder: Path) -> None:
        (folder / "acts.json").write_text(json.dumps(ACTS), encoding="utf-8")
        np.savez(
            folder / "acts.npz",
            by_word=self.by_word.astype(np.float16),
            by_meaning=self.by_meaning,
            bias=self.bias,
        )

    @classmethod
    def load(cls, folder: Path) -> Acts:
        with np.load(folder / "acts.npz", allow_pickle=False) as stored:
            parts = {name: stored[name].astype(np.float32) for name in ("by_word", "by_meaning", "bias")}
        return cls(**parts)


def acts_examples(
    examples: Sequence[tuple[str, str]], folder: Path = FOLDER
) -> tuple[list[str], list[tuple[str, ...]]]:
    """(texts, acts of each): what was labelled, and utterances of intents that tell their acts.

    `examples` are (utterance, full intent). Of topics' utterances, which ask, a fixed part is taken.
    """
    labelled = dict(_labelled(folder))
    by_intent = _by_intent(folder)
    unlabelled = [(text, intent) for text, intent in examples if text not in labelled]
    told: dict[str, tuple[str, ...]] = {}
    seen: Counter[str] = Counter()
    for text, intent in unlabelled:
        acts = _of_intent(intent, by_intent)
        seen[intent] += 1
        if acts and seen[intent] <= _MOST_OF_AN_INTENT:
            told[text] = acts
    others = [text for text, intent in unlabelled if not _of_intent(intent, by_intent)]
    step = max(1, len(others) // _MOST_UNLABELLED)
    asking = {text: ("asks",) for text in others[::step] if not _personal(text)}
    found = {**asking, **told, **dict(_letters()), **labelled}
    return list(found), list(found.values())


def _letters(folder: Path = LETTERS) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What teaches triage to hear complaints and emergencies teaches it here too."""
    for row in plain_yaml(folder / "messages.yml"):
        acts = [act for key, act in (("complaint", "complains"), ("urgent", "urgent")) if row[key]]
        yield row["text"], tuple(acts or ["asks"])
    for name, act in (("tone", "complains"), ("alarm", "urgent")):
        kinds = plain_yaml(folder / f"{name}.yml")
        for kind, sentences in kinds.items():
            heard = (act,) if kind in {"complaint", "urgent"} else ("asks",)
            yield from ((sentence, heard) for sentence in sentences)


def _personal(text: str) -> bool:
    """Whether it may well be about its writer, so that nobody knows unless somebody labels it."""
    return any(word in text for word in "我咱俺") or "本人" in text


def _of_intent(intent: str, by_intent: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return by_intent.get(intent) or by_intent.get(intent.partition("/")[0], ())


@lru_cache(maxsize=2)
def _by_intent(folder: Path) -> dict[str, tuple[str, ...]]:
    content = plain_yaml(folder / "by_intent.yml")
    return {intent: tuple(acts) for intent, acts in content["by_intent"].items()}


def _labelled(folder: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    problems = []
    for path in sorted(folder.glob("*.yml")):
        content = plain_yaml(path)
        rows = content.get("acts", [])
        for row in rows:
            unknown = [act for act in row["acts"] if act not in ACTS]
            if unknown:
                problems.append(
                    f"{path}: “{row['text']}”没有 {'、'.join(unknown)} 这个动作；可以写 {'、'.join(ACTS)}"
                )
            yield row["text"], tuple(row["acts"])
    if problems:
        raise PolicyDataError(problems)
