"""What a larger store costs: `python -m bench.knowledge matters 5000` (or `documents 2000`) prints JSON.

In a process of its own, so that its memory is that of one store: seconds to open it, MB, processor ms to
choose what answers a matter at a place and to say it, and to list what is for somebody.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.wide_store import with_documents, with_matters
from bot.policy.answers import answer_topic
from bot.policy.matching import match
from bot.policy.store import Store

MATTERS = (100, 300, 1_000, 5_000)
DOCUMENTS = (1, 10, 100, 1_000, 2_000)
MAKE: dict[str, Callable[[Path, int], None]] = {"matters": with_matters, "documents": with_documents}
_ANSWERS, _LISTS = 200, 8
_WHO = {"applicant": "person", "place": "530102"}


@dataclass(frozen=True)
class Cost:
    """Of a store of one `size`; `answer_ms` and `list_ms` are medians of the processor's time."""

    size: int
    open_seconds: float
    memory_mb: float
    answer_ms: float
    list_ms: float


def cost(kind: str, size: int) -> Cost:
    """Measured in this process."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "policy.db"
        MAKE[kind](path, size)
        before, began = _memory(), time.process_time()
        store = Store(path)
        slugs = [topic.slug for topic in store.topics()]
        opened = time.process_time() - began
        memory = _memory() - before
        chance = random.Random(3)
        places = ["530102", "530802", "532500", None]
        store._composed.clear()  # what nobody asked yet is chosen anew

        def answer() -> None:
            topic = store.topic(chance.choice(slugs), chance.choice(places))
            if topic is not None:
                answer_topic(store, topic)

        return Cost(
            size,
            round(opened, 2),
            round(memory, 1),
            round(_median(answer, _ANSWERS), 3),
            round(_median(lambda: match(store, _WHO, dt.date.today()), _LISTS), 2),
        )


def measured(kind: str, sizes: Iterable[int]) -> list[Cost]:
    """Each size in a process of its own."""
    found = []
    for size in sizes:
        line = [sys.executable, "-W", "ignore", "-m", "bench.knowledge", kind, str(size)]
        done = subprocess.run(line, check=True, capture_output=True, text=True)
        found.append(Cost(**json.loads(done.stdout.splitlines()[-1])))
    return found


def _median(function: Callable[[], object], times: int) -> float:
    spent = []
    for _ in range(times):
        began = time.process_time()
        function()
        spent.append((time.process_time() - began) * 1000)
    return statistics.median(spent)


def _memory() -> float:
    """The most MB that this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=list(MAKE))
    parser.add_argument("size", type=int)
    print(json.dumps(asdict(cost(**vars(parser.parse_args())))))


if __name__ == "__main__":
    main()
