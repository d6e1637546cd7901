"""The trained bot answers an editor's questions, now and as it would once a draft is published.

`python -m bot.rehearsal PRESENT FOLDER…` reads the questions from its input as a JSON list and writes a
report as JSON. The settings are the draft's own: BOT_PUBLISHED_DIR holds what would be published,
BOT_POLICY_DB is the store's place, and BOT_VAR_DIR and DATABASE_URL are thrown away afterwards. The store
PRESENT is asked first; then the candidate takes its place, just as in publishing. FOLDERs are the documents
whose figures are proved.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import shutil
import sys
import warnings
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot import logs
from bot.dialogue.patches import without_tensorflow
from bot.errors import PolicyDataError
from bot.model_files import is_sound
from bot.policy.build import build_store
from bot.policy.document_replies import passages
from bot.policy.scope import decline
from bot.policy.search import fitting
from bot.policy.store import open_store
from bot.processes import die_with_parent, keep_private
from bot.publishing import prove
from bot.settings import ROOT, Settings, settings
from bot.training import model_path

# A question, in a conversation of that name → the messages that answer it.
Answer = Callable[[str, str], Awaitable[list[dict[str, Any]]]]


def rehearse(own: Settings, present: Path, folders: list[Path], questions: list[str]) -> dict[str, Any]:
    """The report: `problems` of the draft, else the messages `before` and `after` for each question.

    `trained`: the model answered; without one the store's search does, as it does for visitors.
    """
    try:
        prove(own, folders)
        build_store(own)
    except PolicyDataError as error:
        return {"problems": error.problems}
    candidate = own.policy_db.with_suffix(".after")
    own.policy_db.replace(candidate)
    shutil.copy(present, own.policy_db)
    model = model_path(replace(own, policy_db=present))
    trained = is_sound(model)
    answer = _bot(model) if trained else _search_of(own)
    return {"problems": [], "trained": trained, **asyncio.run(_compare(own, candidate, answer, questions))}


async def _compare(
    own: Settings, candidate: Path, answer: Answer, questions: list[str]
) -> dict[str, list[list[dict[str, Any]]]]:
    # One conversation for each: nobody is answered by what another question told.
    before = [await answer(text, f"before-{n}") for n, text in enumerate(questions)]
    candidate.replace(own.policy_db)
    return {"before": before, "after": [await answer(text, f"after-{n}") for n, text in enumerate(questions)]}


def _bot(model: Path) -> Answer:
    warnings.simplefilter("ignore", DeprecationWarning)
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    without_tensorflow.install()
    from rasa.core.agent import Agent
    from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

    from bot.dialogue import patches
    from bot.dialogue.channel import as_text, read_messages
    from bot.dialogue.embedded_actions import EmbeddedEndpoint

    patches.install()
    agent = Agent.load(str(model), action_endpoint=EmbeddedEndpoint())

    async def answer(text: str, sender: str) -> list[dict[str, Any]]:
        collector = CollectingOutputChannel()
        await agent.handle_message(UserMessage(as_text(text), collector, sender, input_channel="website"))
        return list(read_messages(collector.messages)["messages"])

    return answer


def _search_of(own: Settings) -> Answer:
    async def answer(text: str, _: str) -> list[dict[str, Any]]:
        store = open_store(own.policy_db)
        found = fitting(store, text)
        return [(passages(store, found) if found else decline(store)).as_message()]

    return answer


def main(present: str, *folders: str) -> None:
    """Answer what comes in; nothing but the report goes out."""
    die_with_parent()
    keep_private()
    # Rasa writes down at INFO what is said.
    logs.configure("rehearsal", logging.WARNING)
    os.chdir(ROOT)
    questions = [str(question) for question in json.load(sys.stdin)]
    with contextlib.redirect_stdout(sys.stderr):
        report = rehearse(settings(), Path(present), [Path(folder) for folder in folders], questions)
    print(json.dumps(report, ensure_ascii=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
