"""The floor: understanding, lookup and composing in one process, without any server: `python -m bench.floor`.

Prints JSON: CPU ms for one message of the load.
"""

from __future__ import annotations

import argparse
import itertools
import json
import tarfile
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.messages import LOADS, load
from bot.nlu.sentences import sentence_vector
from bot.nlu.understanding import Understanding
from bot.policy.answers import answer_topic, topic_of
from bot.policy.scope import decline
from bot.policy.store import open_store
from bot.settings import settings
from bot.training import model_path

_COMPONENT = "bot.nlu.component.ChineseUnderstanding"
_WARM_UP = 100


class Floor:
    """Answers messages in this process; it remembers no sentence that was encoded before it was made."""

    def __init__(self) -> None:
        self._understanding = read_understanding(model_path(settings()))
        sentence_vector.cache_clear()

    def cost(self, texts: Sequence[str]) -> float:
        """CPU ms per message; what was said before is remembered, as it is by what serves."""
        started = time.process_time()
        for text in texts:
            answer(self._understanding, text)
        return (time.process_time() - started) * 1000 / len(texts)


def measure(messages: int, seed: int = 1, kind: str = "remembered") -> float:
    """CPU ms per message of this process; the first messages only warm it up.

    What is remembered has been said before; what is `new` has to be encoded.
    """
    texts = [text for _, text in itertools.islice(load(seed, kind), messages + _WARM_UP)]
    floor = Floor()
    floor.cost(texts[:_WARM_UP])
    return floor.cost(texts[_WARM_UP:])


def answer(understanding: Understanding, text: str) -> dict[str, object]:
    """What the website would send for a message without a conversation."""
    store = open_store(settings().policy_db)
    understood = understanding.understand(text)
    topic = topic_of(store, understood.best.intent)
    reply = answer_topic(store, topic, understood.aspect) if topic else decline(store)
    return reply.as_message()


def read_understanding(model: Path) -> Understanding:
    """The trained classifier out of Rasa's model file."""
    with tempfile.TemporaryDirectory() as folder, tarfile.open(model) as archive:
        for member in archive.getmembers():
            if _COMPONENT in member.name and member.isfile():
                member.name = Path(member.name).name
                archive.extract(member, folder)
        return Understanding.load(Path(folder))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", choices=list(LOADS), default="remembered")
    print(json.dumps({"cpu_ms": measure(**vars(parser.parse_args()))}))


if __name__ == "__main__":
    main()
