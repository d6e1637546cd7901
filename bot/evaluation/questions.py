"""The test questions of `tests/understanding/`, and whether what was understood is right for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.nlu.topics import FAMILY_OF_KIND
from bot.nlu.understanding import Decision, Understood
from bot.policy.store import Store
from bot.settings import ROOT

TESTS = ROOT / "tests/understanding"
SCOPES = ("policy", "guides", "out_of_scope", "smalltalk")


@dataclass(frozen=True)
class Question:
    """One test question: `accepted` are the intents or sources (clause, article) of a right answer."""

    text: str
    scope: str
    persona: str
    noise: str
    accepted: frozenset[str]


def read_questions(folder: Path = TESTS) -> list[Question]:
    """The questions of all scopes, in the order of the files."""
    return [question for scope in SCOPES for question in _read(folder / f"{scope}.yml", scope)]


def _read(path: Path, scope: str) -> Iterator[Question]:
    for row in yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else []:
        yield Question(
            row["text"], scope, row.get("persona", "-"), row.get("noise", "clean"), _accepted(row)
        )


def _accepted(row: dict[str, Any]) -> frozenset[str]:
    if row.get("decline"):
        return frozenset({"out_of_scope"})
    if "smalltalk" in row:
        return frozenset({f"smalltalk/{row['smalltalk']}", *([row["kind"]] if "kind" in row else [])})
    return frozenset(row.get("articles") or [row.get("clause") or row.get("article")])


def sources_of(store: Store) -> dict[str, frozenset[str]]:
    """Full intent → the clauses and articles that its answer cites."""
    found = {}
    for topic in store.topics():
        related = [other for slug in topic.see_also if (other := store.topic(slug))]
        cited = {s.clause for t in (topic, *related) for s in t.sources}
        found[f"{FAMILY_OF_KIND[topic.kind]}/{topic.slug}"] = frozenset(cited)
    return found


def is_right(question: Question, understood: Understood, sources: dict[str, frozenset[str]]) -> bool:
    """Whether the reply is the right one: the right source cited, declined, or the right small talk."""
    if question.scope == "out_of_scope":
        return understood.decision is Decision.DECLINE
    if question.scope == "smalltalk":
        return understood.best.intent in question.accepted
    if understood.decision is not Decision.ANSWER:
        return False
    guesses = [understood.best, *(guess for guess, _ in understood.others)]
    return any(question.accepted & sources.get(guess.intent, frozenset()) for guess in guesses)
