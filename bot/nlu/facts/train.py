"""The model of facts, learnt from the phrase bank.

For each attribute two ridge regressions from a clause to its labels, one from its characters, one
from its meaning, over the attribute's own phrases, their denials and foreign phrases. Solved in
closed form, they also tell what each phrase would have got had it (and its variants) been missing;
on that the two are weighed against each other and calibrated.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix

from bot.nlu.facts.anything import anything
from bot.nlu.facts.bank import MENTIONED, Phrases, read_bank
from bot.nlu.facts.features import counted, inverse_frequency, matrix
from bot.nlu.facts.flips import flipped, opposites
from bot.nlu.facts.masking import spoken
from bot.nlu.facts.model import OTHER, Balance, Encode, FactModel, centred, known_texts, signed
from bot.nlu.facts.solving import balanced, held_out, inverse
from bot.nlu.sentences import sentence_vectors
from bot.policy.negation import undenied

# How many foreign phrases each attribute is told from: those most like its own, yet not the same.
_FOREIGN = 150
_SAME = 0.62
_SHOWN, _OF_EACH = 80, 12
# Weights: of denials that nobody wrote, of near misses, and of all that is foreign together by what is own.
_FLIPPED, _NEAR_MISS, _FOREIGN_SHARE = 0.4, 0.4, 1.5
_RIDGE_WORDS, _RIDGE_MEANING = 0.3, 0.3


@dataclass(frozen=True)
class _Job:
    """What one attribute is learnt from: rows of the texts, label of each, weight, and phrase number."""

    rows: np.ndarray
    target: np.ndarray
    weights: np.ndarray
    groups: np.ndarray
    labels: list[str]


@dataclass(frozen=True)
class _Texts:
    """Every text with its features: `place` is its row; `meant` are its centred vectors with sign.

    `pools`: by file, rows that others may be told from.
    """

    place: dict[str, int]
    words: csr_matrix
    meant: np.ndarray
    general: list[int]
    pools: dict[str, np.ndarray]


def learn_facts_into(folder: Path) -> None:
    """Learn the repository's bank and keep the model in a folder, made here: one job, for one core."""
    encode = partial(sentence_vectors, memory="sentence-vectors-of-facts", cores=1)
    model = train_facts(read_bank(), encode, anything())
    folder.mkdir()
    model.save(folder)


def train_facts(bank: dict[str, Phrases], encoder: Encode, foreign: Sequence[str] = ()) -> FactModel:
    """Learn to hear every attribute of the bank.

    `encoder` gives the sentence vectors of texts; `foreign` are clauses that state none of the
    attributes (questions, talk), already masked.
    """
    own = [text for phrases in bank.values() for texts in phrases.by_label.values() for text in texts]
    denials = [denial for phrases in bank.values() for _, _, denial in _denials(phrases)]
    texts = list(dict.fromkeys([*own, *foreign, *denials]))
    place = {text: i for i, text in enumerate(texts)}
    plain = [undenied(text) for text in texts]
    distinct = list(dict.fromkeys(spoken(text) for text, _ in plain))
    vectors = dict(zip(distinct, encoder(distinct), strict=True))
    stacked = np.stack([vectors[spoken(text)] for text, _ in plain]).astype(np.float32)
    # How rare a feature is, «不是» above all, is counted in the denials of all phrases.
    more = dict.fromkeys(denial for text in own for denial in flipped(text)).keys() - place.keys()
    counts = counted([*texts, *sorted(more)])
    mean, idf = stacked.mean(axis=0), inverse_frequency(counts)
    known = _Texts(
        place,
        matrix(counts[: len(texts)], idf),
        signed(centred(stacked, mean), [sign for _, sign in plain]),
        [place[t] for t in foreign],
        {file: _pool(bank, place, file) for phrases in bank.values() for file in phrases.files},
    )
    names = [name for name, phrases in bank.items() if _learnable(phrases)]
    jobs = [_job(bank[name], known) for name in names]
    learnt = [_learn(known, job) for job in jobs]
    return FactModel(
        {name: job.labels for name, job in zip(names, jobs, strict=True)},
        {name: balance for name, (_, _, balance) in zip(names, learnt, strict=True)},
        idf,
        mean,
        words=np.concatenate([words for words, _, _ in learnt], axis=1),
        meaning=np.concatenate([meaning for _, meaning, _ in learnt], axis=1),
        known={name: known_texts(bank[name]) for name in names},
        answers={name: phrases.answers for name, phrases in bank.items()},
    )


def _learnable(phrases: Phrases) -> bool:
    return any(label != MENTIONED and texts for label, texts in phrases.by_label.items())


def _job(phrases: Phrases, known: _Texts) -> _Job:
    labels = [*(label for label, texts in phrases.by_label.items() if texts), OTHER]
    rows: list[tuple[int, str, float, int]] = []
    for label in labels[:-1]:
        weight = _NEAR_MISS if label == MENTIONED else 1.0
        rows += [(known.place[t], label, weight, phrases.source[t]) for t in phrases.by_label[label]]
    rows += _denied(phrases, known, {row for row, *_ in rows})
    foreign = list(dict.fromkeys(_foreign({row for row, *_ in rows}, known, phrases.files) + known.general))
    share = min(1.0, _FOREIGN_SHARE * len(rows) / max(len(foreign), 1))
    first = len(phrases.source)
    rows += [(row, OTHER, share, first + i) for i, row in enumerate(foreign)]
    return _Job(
        np.array([row for row, *_ in rows]),
        np.array([labels.index(label) for _, label, _, _ in rows]),
        np.array([weight for _, _, weight, _ in rows]),
        np.array([group for *_, group in rows]),
        labels,
    )


def _denied(phrases: Phrases, known: _Texts, have: set[int]) -> list[tuple[int, str, float, int]]:
    """The denials of the phrases that nobody wrote down, with what they state."""
    found = []
    for text, opposite, denial in _denials(phrases):
        row = known.place[denial]
        if row not in have:
            have.add(row)
            found.append((row, opposite, _FLIPPED, phrases.source[text]))
    return found


def _denials(phrases: Phrases) -> Iterator[tuple[str, str, str]]:
    """(phrase, label of its denial, denial) of the phrases whose denial states something."""
    for label, opposite in opposites(phrases).items():
        if opposite in phrases.by_label:
            for text in phrases.by_label[label]:
                yield from ((text, opposite, denial) for denial in flipped(text))


def _foreign(mine: set[int], known: _Texts, files: set[str]) -> list[int]:
    """Rows of the phrases of others that are most like the attribute's own.

    Of the same files: who wrote a file knew what its phrases state; «十二个工人» of another one may well
    state this attribute too.
    """
    own = sorted(mine)
    # A few of them stand for all: variants of one phrase are much alike.
    shown = own[:: max(1, len(own) // _SHOWN)]
    pool = np.unique(np.concatenate([known.pools[file] for file in sorted(files)]))
    alike = (known.words[shown] @ known.words[pool].T).toarray().max(axis=0)
    alike = (alike + (known.meant[shown] @ known.meant[pool].T).max(axis=0)) / 2
    alike[np.isin(pool, own)] = -1
    alike[alike > _SAME] = -1
    ranked = np.argsort(-alike, kind="stable")[:_FOREIGN]
    return [int(pool[row]) for row in ranked if alike[row] > 0]


def _pool(bank: dict[str, Phrases], place: dict[str, int], file: str) -> np.ndarray:
    """Rows of some phrases of every label of a file, one of each phrase's variants."""
    rows: list[int] = []
    for phrases in (phrases for phrases in bank.values() if file in phrases.files):
        for texts in phrases.by_label.values():
            first = list({phrases.source[text]: text for text in reversed(texts)}.values())
            step = max(1, len(first) // _OF_EACH)
            for text in first[::step]:
                rows.append(place[text])
    return np.array(list(dict.fromkeys(rows)))


def _learn(known: _Texts, job: _Job) -> tuple[np.ndarray, np.ndarray, Balance]:
    """(weights of the characters, weights of the meaning, how to weigh them); the last row is the bias."""
    words, meant = known.words[job.rows], known.meant[job.rows]
    wanted = np.eye(len(job.labels), dtype=np.float32)[job.target]
    kernels = ((words @ words.T).toarray() + 1, _RIDGE_WORDS), (meant @ meant.T + 1, _RIDGE_MEANING)
    duals, scores = [], []
    for kernel, ridge in kernels:
        inverted = inverse(kernel + np.diag(ridge / job.weights))
        duals.append(inverted @ wanted)
        scores.append(held_out(inverted, duals[-1], wanted, job.groups))
    weights = [
        np.vstack([np.asarray(part.T @ dual), dual.sum(axis=0)]).astype(np.float16)
        for part, dual in zip((words, meant), duals, strict=True)
    ]
    alone = balanced(scores[:1], job.target, job.weights)
    both = balanced(scores, job.target, job.weights)
    return weights[0], weights[1], Balance(*alone, *both)
