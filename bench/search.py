"""How fast the store's search answers as it grows: `python -m bench.search [--json FILE]`.

Documents are made of the repository's own clauses and guides, sentence by sentence at random (24 clauses
each, as in 云政发〔2020〕6号), so that words are as common as they are in official papers.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import sqlite_utils

from bot.policy.build_index import count_terms, create_index
from bot.policy.knowledge import Knowledge, read_knowledge
from bot.policy.search_index import find
from bot.policy.structure import sentences
from bot.policy.words import STOPWORDS, Words, words_for
from bot.settings import settings

SIZES = (10, 100, 1_000, 10_000)
CLAUSES = 24
QUERIES = 300


@dataclass(frozen=True)
class Measured:
    """Milliseconds for one query over a store of so many documents.

    `cpu_p95_ms` leaves out the time in which other processes had the machine.
    """

    documents: int
    clauses: int
    median_ms: float
    p95_ms: float
    worst_ms: float
    cpu_p95_ms: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="write the numbers to this file")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    arguments = parser.parse_args()
    knowledge = read_knowledge(settings().data_dir, settings().document_dir)
    words = words_for(frozenset())
    measured = [_measure(size, knowledge, words) for size in arguments.sizes]
    for row in measured:
        print(
            f"{row.documents:>6} documents {row.clauses:>7} clauses: median {row.median_ms:6.2f} ms, "
            f"p95 {row.p95_ms:6.2f} ms (processor {row.cpu_p95_ms:.2f}), worst {row.worst_ms:6.2f} ms"
        )
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(row) for row in measured], indent=2) + "\n")


def _measure(documents: int, knowledge: Knowledge, words: Words) -> Measured:
    chance = random.Random(6)
    with tempfile.TemporaryDirectory() as folder:
        db = sqlite_utils.Database(Path(folder) / "search.db")
        _fill(db, documents, _sentences(knowledge), words, chance)

        def query(sql: str, *values: object) -> list:
            return db.conn.execute(sql, values).fetchall()

        db.conn.row_factory = sqlite3.Row
        times, processor = [], []
        for question in _questions(knowledge, chance):
            begin, used = time.perf_counter(), time.process_time()
            find(query, words, question, 5)
            times.append((time.perf_counter() - begin) * 1000)
            processor.append((time.process_time() - used) * 1000)
        db.close()
    numbers = (statistics.median(times), _p95(times), max(times), _p95(processor))
    return Measured(documents, documents * CLAUSES, *(round(number, 2) for number in numbers))


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=100)[94]


def _sentences(knowledge: Knowledge) -> list[str]:
    clauses = [c.text for d in knowledge.documents for c in d.structure.clauses]
    answers = [filed.provision.answer for _, filed in knowledge.provisions()]
    return [s for text in clauses + answers for s in sentences(text)]


def _fill(
    db: sqlite_utils.Database, documents: int, pool: Sequence[str], words: Words, chance: random.Random
) -> None:
    """As `fill_index` does, but each sentence is cut into words once only."""
    create_index(db)
    cut = {
        s: " ".join(t for t in words.search_terms(s) + words.concepts(s) if t not in STOPWORDS) for s in pool
    }
    rows, indexed = [], []
    for number in range(documents * CLAUSES):
        chosen = chance.choices(pool, k=4)
        title = re.split("[，。；：]", chosen[0])[0][:30]
        document, clause = (
            f"文〔{2000 + number // CLAUSES % 25}〕{number // CLAUSES}号",
            str(number % CLAUSES + 1),
        )
        rows.append(
            ("clause", f"{document}#{clause}", document, clause, title, "".join(chosen), "2020-01-01", None)
        )
        indexed.append(
            (number + 1, " ".join(words.search_terms(title)), " ".join(map(cut.__getitem__, chosen)))
        )
    with db.conn:
        db.conn.executemany("INSERT INTO passages VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        db.conn.executemany("INSERT INTO passages_fts(rowid, title, text) VALUES (?, ?, ?)", indexed)
        count_terms(db)


def _questions(knowledge: Knowledge, chance: random.Random) -> Iterator[str]:
    """What people type: names, other names, pieces of sentences, and only common words."""
    matters = [filed.matter for filed in knowledge.matters.values()]
    names = [name for matter in matters for name in (matter.name, *matter.other_names)]
    common = ["企业", "创新创业", "创业 企业 支持", "政府 支持 企业 创新", "公司登记机关", "应当依法登记"]
    pieces = [s[:20] for s in _sentences(knowledge)]
    for _ in range(QUERIES):
        yield chance.choice(chance.choice((names, pieces, common)))


if __name__ == "__main__":
    main()
