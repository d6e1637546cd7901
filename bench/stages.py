"""What a message costs at each stage, in one process without a server: `python -m bench.stages`.

Rasa's own agent holds the conversations of the load, with the actions in its process as in the product; what
reading, routing, selection and reply spend is counted apart, each without what it calls of another stage.
"""

from __future__ import annotations

import argparse
import asyncio
import functools
import importlib
import itertools
import json
import logging
import os
import tempfile
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.messages import LOADS, load
from bot import logs

# Where each stage begins: what these call belongs to it, unless it begins another stage.
STAGES = {
    "reading": (
        "bot.nlu.understanding:Understanding.understand",
        "bot.nlu.understanding:Understanding.after",
        "bot.nlu.understanding:Understanding.behind",
        "bot.dialogue.turn:hear_facts",
    ),
    "routing": ("bot.dialogue.turn:_work_out",),
    "selection": (
        "bot.policy.store:Store.topic",
        "bot.policy.store:Store.rules",
        "bot.policy.store:Store.rule_for",
        "bot.policy.store:Store.search",
        "actions.check:assess",
        "actions.check_course:assess",
        "actions.matches:match",
    ),
    "reply": ("actions.conversation:RoutedAction.run",),
}
REST = "Rasa"
_WARM_UP = 60


class Clock:
    """Processor seconds by stage; only the innermost stage under way is charged."""

    def __init__(self) -> None:
        self.spent: defaultdict[str, float] = defaultdict(float)
        self._under_way = [REST]
        self._since = time.process_time()

    def charge(self) -> None:
        """What has passed goes to the stage under way."""
        now = time.process_time()
        self.spent[self._under_way[-1]] += now - self._since
        self._since = now

    @contextmanager
    def during(self, stage: str) -> Iterator[None]:
        self.charge()
        self._under_way.append(stage)
        try:
            yield
        finally:
            self.charge()
            self._under_way.pop()

    def timed(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def run(*arguments: Any, **named: Any) -> Any:
            with self.during(stage):
                return function(*arguments, **named)

        return run


def watch(clock: Clock) -> None:
    """Put the clock around every beginning of a stage; AttributeError where one is gone."""
    for stage, names in STAGES.items():
        for name in names:
            module, _, path = name.partition(":")
            *owners, last = path.split(".")
            owner: Any = importlib.import_module(module)
            for part in owners:
                owner = getattr(owner, part)
            setattr(owner, last, clock.timed(stage, getattr(owner, last)))


def measure(kind: str, messages: int, seed: int = 1) -> dict[str, float]:
    """Processor ms of a message by stage; `kind` is one of the loads."""
    return asyncio.run(_measure(kind, messages, seed))


async def _measure(kind: str, messages: int, seed: int) -> dict[str, float]:
    clock = Clock()
    watch(clock)
    agent = _agent()
    visits = load(seed, kind)
    await _say(agent, itertools.islice(visits, _WARM_UP))
    clock.charge()
    clock.spent.clear()
    await _say(agent, itertools.islice(visits, messages))
    clock.charge()
    return {stage: clock.spent[stage] * 1000 / messages for stage in (*STAGES, REST)}


async def _say(agent: Any, visits: Iterator[tuple[bool, str]]) -> None:
    from rasa.core.channels.channel import UserMessage

    sender = ""
    for fresh, text in visits:
        sender = uuid.uuid4().hex if fresh or not sender else sender
        await agent.handle_message(UserMessage(text, sender_id=sender, input_channel="website"))


def _agent() -> Any:
    """The trained model as the product loads it, its conversations in this process' memory."""
    from bot.dialogue.patches import without_tensorflow

    # Rasa tells every event at DEBUG, which the product doesn't pay for.
    logs.configure("bench", logging.WARNING)
    without_tensorflow.install()
    from rasa.core.agent import Agent

    from bot.dialogue import patches
    from bot.dialogue.embedded_actions import EmbeddedEndpoint
    from bot.settings import settings
    from bot.training import model_path

    patches.install()
    return Agent.load(str(model_path(settings())), action_endpoint=EmbeddedEndpoint())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--load", choices=list(LOADS), default="mixed")
    parser.add_argument("--messages", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{Path(folder) / 'helpdesk.db'}"
        print(json.dumps(measure(options.load, options.messages, options.seed)))


if __name__ == "__main__":
    main()
