"""The model of facts, learnt from the phrase bank.

For each attribute a ridge regression from a clause to its labels, solved in closed form over the
attribute's own phrases and foreign ones. The same solution tells what each phrase would have got had
it (and its variants) been missing; on that the probabilities are calibrated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import lapack
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from bot.nlu.facts.bank import MENTIONED, Phrases
from bot.nlu.facts.features import inverse_frequency, matrix
from bot.nlu.facts.model import OTHER, VECTOR_WEIGHT, Encode, FactModel, known_texts, scaled
from bot.nlu.progress import report
from bot.nlu.topic_model import softmax

# How many foreign phrases each attribute is told from: those most like its own, yet not the same.
_FOREIGN = 200
_SAME = 0.7
# How little fits the noise.
_RIDGE = 0.3
# All that is foreign weighs so much of what is the attribute's own.
_FOREIGN_WEIGHT = 2.0


@dataclass(frozen=True)
class _Job:
    """What one attribute is learnt from: rows of the texts, label of each, weight, and phrase number."""

    rows: np.ndarray
    target: np.ndarray
    weights: np.ndarray
    groups: np.ndarray
    labels: list[str]


def train_facts(bank: dict[str, Phrases], encoder: Encode, anything: Sequence[str] = ()) -> FactModel:
    """Learn to hear every attribute of the bank.

    `encoder` gives the sentence vectors of texts; `anything` are clauses that state none of the
    attributes (questions, talk), already masked.
    """
    names = [name for name, phrases in bank.items() if _learnable(phrases)]
    own = [text for phrases in bank.values() for texts in phrases.by_label.values() for text in texts]
    texts = list(dict.fromkeys([*own, *anything]))
    place = {text: i for i, text in enumerate(texts)}
    idf = inverse_frequency(texts)
    words, vectors = matrix(texts, idf), scaled(encoder(texts)).astype(np.float32)
    general = [place[text] for text in anything]
    jobs = {
        name: _job(bank[name], place, _foreign(bank[name], texts, place, words, vectors), general)
        for name in names
    }
    learnt = []
    for done, job in enumerate(jobs.values()):
        report(done, len(jobs), "学听事实")
        own_words = words[job.rows]
        kernel = (own_words @ own_words.T).toarray() + np.float32(1)
        alone = _learn(own_words, kernel, None, job)
        learnt.append((alone, _learn(own_words, kernel, vectors[job.rows], job)))
    return FactModel(
        {name: job.labels for name, job in jobs.items()},
        idf,
        words=np.concatenate([alone[0] for alone, _ in learnt], axis=1),
        full=np.concatenate([full[0] for _, full in learnt], axis=1),
        meaning=np.concatenate([full[1] for _, full in learnt], axis=1),
        known={name: known_texts(bank[name]) for name in names},
        answers={name: phrases.answers for name, phrases in bank.items()},
    )


def _learnable(phrases: Phrases) -> bool:
    return any(label != MENTIONED and texts for label, texts in phrases.by_label.items())


def _foreign(
    phrases: Phrases, texts: list[str], place: dict[str, int], words: csr_matrix, vectors: np.ndarray
) -> list[int]:
    """Rows of the phrases of others that are most like the attribute's own."""
    mine = [place[text] for text in phrases.source]
    alike = (words[mine] @ words.T).toarray().max(axis=0)
    alike = alike + (vectors[mine] @ vectors.T).max(axis=0) / VECTOR_WEIGHT**2
    alike[mine] = -1
    alike[alike > 2 * _SAME] = -1
    ranked = np.argsort(-alike, kind="stable")[:_FOREIGN]
    return [int(row) for row in ranked if alike[row] > 0]


def _job(phrases: Phrases, place: dict[str, int], foreign: list[int], general: list[int]) -> _Job:
    labels = [*(label for label, texts in phrases.by_label.items() if texts), OTHER]
    own = [(text, i) for i, label in enumerate(labels[:-1]) for text in phrases.by_label[label]]
    others = list(dict.fromkeys(foreign + general))
    share = min(1.0, _FOREIGN_WEIGHT * len(own) / max(len(others), 1))
    groups = [phrases.source[text] for text, _ in own]
    return _Job(
        np.array([place[text] for text, _ in own] + others),
        np.array([i for _, i in own] + [len(labels) - 1] * len(others)),
        np.array([1.0] * len(own) + [share] * len(others)),
        np.array(groups + list(range(len(phrases.source), len(phrases.source) + len(others)))),
        labels,
    )


def _learn(
    words: csr_matrix, kernel: np.ndarray, vectors: np.ndarray | None, job: _Job
) -> tuple[np.ndarray, np.ndarray]:
    """(weights of the characters with the bias as last row, weights of the vector), each × labels."""
    if vectors is not None:
        kernel = kernel + vectors @ vectors.T
    wanted = np.eye(len(job.labels))[job.target]
    inverse = _inverse((kernel + np.diag(_RIDGE / job.weights)).astype(np.float32))
    dual = inverse @ wanted
    scale, shift = _calibrated(_held_out(inverse, dual, wanted, job.groups), job)
    dual *= scale
    weights = np.vstack([words.T @ dual, dual.sum(axis=0) + shift]).astype(np.float32)
    meaning = np.zeros((0, len(job.labels))) if vectors is None else vectors.T @ dual
    return weights, meaning.astype(np.float32)


def _inverse(positive: np.ndarray) -> np.ndarray:
    """Of a symmetric positive matrix, by its Cholesky factor."""
    factor, _ = lapack.spotrf(positive, lower=1)
    lower, _ = lapack.spotri(factor, lower=1)
    lower = np.tril(lower)
    found: np.ndarray = lower + np.tril(lower, -1).T
    return found


def _held_out(inverse: np.ndarray, dual: np.ndarray, wanted: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Scores that each text gets from a model without its phrase."""
    found = wanted - dual / np.diag(inverse)[:, None]
    numbers, counts = np.unique(groups, return_counts=True)
    for number in numbers[counts > 1]:
        rows = np.flatnonzero(groups == number)
        found[rows] = wanted[rows] - np.linalg.solve(inverse[np.ix_(rows, rows)], dual[rows])
    return found


def _calibrated(scores: np.ndarray, job: _Job) -> tuple[float, np.ndarray]:
    """(scale, shift of each label) under which the true labels of held-out phrases are likeliest."""
    rows, share = np.arange(len(job.target)), job.weights / job.weights.sum()
    is_other = job.target == len(job.labels) - 1
    own = scores[rows, job.target]

    def loss(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        logits = parameters[0] * scores
        logits[:, -1] += parameters[1]
        p = softmax(logits)
        likelihood = np.log(np.maximum(p[rows, job.target], 1e-9))
        slope = [share @ ((p * scores).sum(axis=1) - own), share @ (p[:, -1] - is_other)]
        return float(-(share @ likelihood)), np.array(slope)

    scale, shift = minimize(
        loss, np.array([5.0, 0.0]), jac=True, method="L-BFGS-B", options={"maxiter": 25}
    ).x
    return float(scale), np.eye(len(job.labels))[-1] * shift
