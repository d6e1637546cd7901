"""The query of the store's full-text index that stays fast however large the store is.

FTS5's bm25() visits every row of every term asked for, so a common word over 240,000 clauses would
cost more than all the rest. Candidates are therefore drawn by the rarer terms only, up to a budget
of rows; the common ones are weighed on the candidates alone.
"""

from __future__ import annotations

import datetime as dt
import math
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.policy.words import Words

# Rows that FTS5 may visit for one query: a few milliseconds, and more than any one subject fills.
_ROW_BUDGET = 3_000
_CANDIDATES = 60
_TITLE_WEIGHT = 3.0
# A term in the title is worth this many times one in the text, when candidates are weighed.
_TITLE_FACTOR = 1.5
Query = Callable[..., list[sqlite3.Row]]


@dataclass(frozen=True)
class Index:
    """The tables of one full-text index."""

    passages: str
    fts: str
    terms: str


# Apart, so that 23,000 articles don't change what is rare in the founders' own documents.
OWN = Index("passages", "passages_fts", "terms")
LAWS = Index("articles", "articles_fts", "article_terms")


@dataclass(frozen=True)
class Passage:
    """A search hit, a clause or a matter (kind `topic`, its slug as `key`); a higher `score` fits better."""

    kind: str
    key: str
    document: str
    clause: str
    title: str
    text: str
    score: float


def find(
    query: Query, words: Words, text: str, limit: int, on: dt.date | None = None, index: Index = OWN
) -> list[Passage]:
    """The passages in force on a day (today) that fit best; everyday words find official ones."""
    weights = _weights(query, terms_of(words, text), index)
    rare = _within_budget(weights)
    many = max(_CANDIDATES, 3 * limit)
    day = (on or dt.date.today()).isoformat()
    if rare:
        rows = _matching(query, " OR ".join(map(_quoted, rare)), many, day, index, ranked=True)
    else:
        rows = _common(query, list(weights), many, day, index)
    left_out = {term: weight for term, (_, weight) in weights.items() if term not in rare}
    scale = _idf(_total(query, index), 0)
    ranked = sorted(_weighed(rows, left_out, scale), key=lambda passage: -passage.score)
    # Several provisions of one matter are one hit.
    return list({(passage.kind, passage.key): passage for passage in reversed(ranked)}.values())[::-1][:limit]


def terms_of(words: Words, text: str) -> list[str]:
    """What the index holds of a text, and what a question is looked up by."""
    # Imported when the first text is cut: it brings jieba.
    from bot.policy.words import STOPWORDS

    found = [*words.search_terms(text), *words.concepts(text)]
    return [term for term in found if term not in STOPWORDS]


def rarity(query: Query, terms: Iterable[str], index: Index = OWN) -> dict[str, float]:
    """term → inverse document frequency; a term that no passage holds is the rarest of all."""
    unique = list(dict.fromkeys(terms))
    total = _total(query, index)
    rows = {r["term"]: r["rows"] for r in _counted(query, unique, index)}
    return {term: _idf(total, rows.get(term, 0)) for term in unique}


def _weights(query: Query, terms: Iterable[str], index: Index) -> dict[str, tuple[int, float]]:
    """term → (rows that hold it, inverse document frequency), the rarest first; unknown terms left out."""
    unique = list(dict.fromkeys(term.lower() for term in terms))[:40]
    total = _total(query, index)
    return {r["term"]: (r["rows"], _idf(total, r["rows"])) for r in _counted(query, unique, index)}


def _counted(query: Query, terms: Sequence[str], index: Index) -> list[sqlite3.Row]:
    marks = ", ".join("?" * len(terms))
    return query(f"SELECT term, rows FROM {index.terms} WHERE term IN ({marks}) ORDER BY rows", *terms)


def _total(query: Query, index: Index) -> int:
    return int(query(f"SELECT COALESCE(MAX(id), 0) AS n FROM {index.passages}")[0]["n"])


def _idf(total: int, rows: int) -> float:
    return math.log(1 + (total - rows + 0.5) / (rows + 0.5))


def _within_budget(weights: dict[str, tuple[int, float]]) -> list[str]:
    """The rarest terms, as many as may be ranked by bm25; none where even the rarest is too common."""
    chosen, spent = [], 0
    for term, (rows, _) in weights.items():
        spent += rows
        if spent > _ROW_BUDGET:
            break
        chosen.append(term)
    return chosen


def _common(query: Query, terms: Sequence[str], many: int, day: str, index: Index) -> list[sqlite3.Row]:
    """Rows that hold the most of terms which are all common, the titles first."""
    found: dict[int, sqlite3.Row] = {}
    for expression in _common_expressions(terms):
        found |= {row["id"]: row for row in _matching(query, expression, many, day, index, ranked=False)}
        if len(found) >= many:
            break
    return list(found.values())


def _common_expressions(terms: Sequence[str]) -> Iterator[str]:
    """From all common terms in the title down to the rarest one anywhere."""
    for count in range(min(len(terms), 4), 0, -1):
        together = " AND ".join(map(_quoted, terms[:count]))
        yield f"title : ({together})"
        yield together


def _matching(
    query: Query, expression: str, many: int, day: str, index: Index, ranked: bool
) -> list[sqlite3.Row]:
    rank = f"bm25({index.fts}, {_TITLE_WEIGHT}, 1.0)" if ranked else "0.0"
    order = "ORDER BY rank" if ranked else ""
    # The inner query must not touch `passages`: it would read every row that matches.
    return query(
        f"SELECT p.*, hits.rank FROM (SELECT rowid AS id, {rank} AS rank FROM {index.fts} "
        f"WHERE {index.fts} MATCH ? {order} LIMIT ?) AS hits JOIN {index.passages} p ON p.id = hits.id "
        "WHERE p.valid_from <= ? AND (p.valid_to IS NULL OR p.valid_to >= ?)",
        expression,
        many,
        day,
        day,
    )


def _weighed(rows: Iterable[sqlite3.Row], left_out: dict[str, float], scale: float) -> Iterator[Passage]:
    """bm25, and for the terms that it left out whether they stand in title or text.

    `scale`: the weight of the rarest term, so that hits of a small index and a large one compare.
    """
    for row in rows:
        title, text = row["title"].lower(), row["text"].lower()
        beside = sum(
            weight * (_TITLE_FACTOR if term in title else 1.0)
            for term, weight in left_out.items()
            if term in title or term in text
        )
        place = (row["kind"], row["key"], row["document"], row["clause"])
        yield Passage(*place, row["title"], row["text"], (beside - row["rank"]) / scale)


def _quoted(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'
