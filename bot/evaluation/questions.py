"""The questions of `data/cases/questions/`, and whether what was understood is right for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.nlu.decision import Decision
from bot.nlu.understanding import Understanding
from bot.nlu.understood import Understood
from bot.policy.answers import answer_topic
from bot.policy.entrances import main_document
from bot.policy.references import ClauseRef
from bot.policy.store import Store
from bot.policy.yaml_files import plain_yaml
from bot.settings import ROOT

TESTS = ROOT / "data/cases/questions"
SCOPES = ("policy", "guides", "out_of_scope", "smalltalk")


@dataclass(frozen=True)
class Question:
    """A test question: `accepted` are the intents of a right reply, `places` what it may cite instead."""

    text: str
    scope: str
    persona: str
    noise: str
    accepted: frozenset[str] = frozenset()
    places: frozenset[ClauseRef] = frozenset()


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
    return Outcome(question, understood, _is_right(question, understood, cited_places(store)))


def read_questions(folder: Path = TESTS) -> list[Question]:
    """The questions of all scopes."""
    return [
        Question(
            row["text"], scope, row.get("persona", "-"), row.get("noise", "clean"), accepted(row), places(row)
        )
        for scope in SCOPES
        for row in rows(folder / f"{scope}.yml")
    ]


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The entries of a file of test questions."""
    yield from plain_yaml(path)


def accepted(row: dict[str, Any]) -> frozenset[str]:
    """The intents of a right reply to a row that asks nothing of the documents."""
    if row.get("decline"):
        return frozenset({"out_of_scope"})
    if "smalltalk" in row:
        return frozenset({f"smalltalk/{row['smalltalk']}", row.get("kind", row["smalltalk"])})
    return frozenset()


def places(row: dict[str, Any]) -> frozenset[ClauseRef]:
    """The clauses that a right reply to a row cites: one of them, of that very document.

    `clause` and `also` are of the row's `document`, else of the main one; laws and articles go in pairs,
    or one law with several articles.
    """
    paper = row.get("document") or main_document()
    own = [row["clause"]] if "clause" in row else []
    found = {ClauseRef(paper, clause) for clause in (*own, *row.get("also", []))}
    articles = row.get("articles") or [row["article"]] if "article" in row or "articles" in row else []
    laws = row.get("laws") or [row.get("law", "")] * len(articles)
    return frozenset(found | {ClauseRef(law, article) for law, article in zip(laws, articles, strict=True)})


@lru_cache(maxsize=1)
def cited_places(store: Store) -> dict[str, frozenset[ClauseRef]]:
    """Full intent → the clauses and articles that its answer cites, each with its document."""
    found = {}
    for topic in store.topics():
        cited = answer_topic(store, topic).citations if not topic.tells else ()
        found[topic.intent] = frozenset(ClauseRef(c.document, c.clause) for c in cited)
    return found


def _is_right(question: Question, understood: Understood, sources: dict[str, frozenset[ClauseRef]]) -> bool:
    if question.scope == "out_of_scope":
        return understood.decision is Decision.DECLINE
    if question.scope == "smalltalk":
        return understood.best.intent in question.accepted
    if understood.decision is not Decision.ANSWER:
        return False
    guesses = [understood.best, *(guess for guess, _ in understood.others)]
    return any(question.places & sources.get(guess.intent, frozenset()) for guess in guesses)
