"""The test questions of `tests/understanding/`, and whether what was understood is right for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.nlu.decision import Decision
from bot.nlu.topics import FAMILY_OF_KIND
from bot.nlu.understanding import Understanding, Understood
from bot.policy.store import Store
from bot.settings import ROOT

TESTS = ROOT / "tests/understanding"
SCOPES = ("policy", "guides", "out_of_scope", "smalltalk")


@dataclass(frozen=True)
class Question:
    """A test question: `accepted` are the intents, or the clauses and articles, of a right reply."""

    text: str
    scope: str
    persona: str
    noise: str
    accepted: frozenset[str]


@dataclass(frozen=True)
class Outcome:
    """A question with what was made of it."""

    question: Question
    understood: Understood
    right: bool


def ask(understanding: Understanding, store: Store, folder: Path = TESTS) -> list[Outcome]:
    """Every question of every scope, in the order of the files."""
    return [judge(question, understanding, store) for question in read_questions(folder)]


def judge(question: Question, understanding: Understanding, store: Store) -> Outcome:
    """Understand one question and tell whether the reply would be right."""
    understood = understanding.understand(question.text)
    return Outcome(question, understood, _is_right(question, understood, _sources(store)))


def read_questions(folder: Path = TESTS) -> list[Question]:
    """The questions of all scopes."""
    return [
        Question(row["text"], scope, row.get("persona", "-"), row.get("noise", "clean"), accepted(row))
        for scope in SCOPES
        for row in rows(folder / f"{scope}.yml")
    ]


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The entries of a file of test questions."""
    yield from yaml.safe_load(path.read_text(encoding="utf-8"))


def accepted(row: dict[str, Any]) -> frozenset[str]:
    """What a right reply to a row cites or is."""
    if row.get("decline"):
        return frozenset({"out_of_scope"})
    if "smalltalk" in row:
        return frozenset({f"smalltalk/{row['smalltalk']}", row.get("kind", row["smalltalk"])})
    return frozenset(row.get("articles") or [row.get("clause") or row.get("article")])


@lru_cache(maxsize=1)
def _sources(store: Store) -> dict[str, frozenset[str]]:
    """Full intent → the clauses and articles that its answer cites."""
    found = {}
    for topic in store.topics():
        related = [other for slug in topic.see_also if (other := store.topic(slug))]
        cited = frozenset(source.clause for t in (topic, *related) for source in t.sources)
        found[f"{FAMILY_OF_KIND[topic.kind]}/{topic.slug}"] = cited
    return found


def _is_right(question: Question, understood: Understood, sources: dict[str, frozenset[str]]) -> bool:
    if question.scope == "out_of_scope":
        return understood.decision is Decision.DECLINE
    if question.scope == "smalltalk":
        return understood.best.intent in question.accepted
    if understood.decision is not Decision.ANSWER:
        return False
    guesses = [understood.best, *(guess for guess, _ in understood.others)]
    return any(question.accepted & sources.get(guess.intent, frozenset()) for guess in guesses)
