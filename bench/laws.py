"""How fast the built store searches, national law included: `python -m bench.laws [--json FILE]`."""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path

from bench.search import QUERIES, _p95, _questions
from bot.policy.knowledge import read_knowledge
from bot.policy.law_passages import law_passages
from bot.policy.store import open_store
from bot.settings import settings


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="write the numbers to this file")
    arguments = parser.parse_args()
    store = open_store(settings().policy_db)
    chance = random.Random(6)
    asked = [*_questions(read_knowledge(settings().data_dir), chance)]
    # What people ask of laws, and pieces of articles themselves.
    asked += [way for entry in law_passages().under("") for way in entry.asked]
    articles = [c["text"] for d in store.documents() if d["words_from"] for c in store.clauses(d["number"])]
    asked += [text[:20] for text in chance.choices(articles, k=QUERIES)] if articles else []
    store.search("预热")
    times, processor = [], []
    for question in asked:
        begin, used = time.perf_counter(), time.process_time()
        store.search(question, 20)
        times.append((time.perf_counter() - begin) * 1000)
        processor.append((time.process_time() - used) * 1000)
    measured = {
        "questions": len(asked),
        "articles": len(articles),
        "store_mb": round(settings().policy_db.stat().st_size / 1e6, 1),
        "p95_ms": round(_p95(times), 2),
        "cpu_p95_ms": round(_p95(processor), 2),
        "worst_ms": round(max(times), 2),
    }
    print(json.dumps(measured))
    if arguments.json:
        arguments.json.write_text(json.dumps(measured, indent=2) + "\n")


if __name__ == "__main__":
    main()
