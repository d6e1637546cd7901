"""What an editor's questions are answered now, and would be once the draft is published.

The trained bot itself answers, in a process of its own, with a database that is thrown away.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import structlog

from bot.helpdesk.database import now
from bot.helpdesk.knowledge.candidate import Candidate, in_own_process, lay_out, units_of, without_places
from bot.helpdesk.knowledge.drafts import Draft, DraftError, Drafts
from bot.settings import Settings

MOST_QUESTIONS = 3
LONGEST_QUESTION = 200
_SECONDS = 300
# A bot of its own takes a core and the memory of one: one at a time.
_one = threading.Lock()
logger = structlog.get_logger()


def questions_in(fields: Mapping[str, str]) -> list[str]:
    """The questions of a form; DraftError where there is none, or one too long."""
    typed = [" ".join(fields.get(f"question_{n}", "").split()) for n in range(MOST_QUESTIONS)]
    questions = [text for text in typed if text]
    if not questions:
        raise DraftError("请至少写一个访客会问的问题。")
    if any(len(text) > LONGEST_QUESTION for text in questions):
        raise DraftError(f"一个问题最多 {LONGEST_QUESTION} 个字，请写短一些。")
    return questions


def begin_preview(settings: Settings, drafts: Drafts, draft: Draft, questions: list[str]) -> None:
    """Ask in the background; what is answered is kept with the draft."""
    about = {"version": draft.version, "questions": questions, "since": now().isoformat()}
    drafts.keep_preview(draft.id, draft.version, {**about, "state": "running"})
    thread = threading.Thread(
        target=_preview, args=(settings, drafts, draft, about), name=f"preview-{draft.id}", daemon=True
    )
    thread.start()


def _preview(settings: Settings, drafts: Drafts, draft: Draft, about: dict[str, Any]) -> None:
    answered: dict[str, Any] = {"state": "failed"}
    try:
        with _one, tempfile.TemporaryDirectory(prefix="preview-") as folder:
            answered = _answered(settings, draft, about["questions"], Path(folder))
    finally:
        # Whatever happened, nobody waits for it for ever.
        drafts.keep_preview(draft.id, draft.version, {**about, **answered})


def _answered(settings: Settings, draft: Draft, questions: list[str], folder: Path) -> dict[str, Any]:
    candidate = _candidate(settings, draft, folder)
    lay_out(settings, candidate, draft.files)
    try:
        done = in_own_process("bot.rehearsal", settings, candidate, _SECONDS, json.dumps(questions))
    except subprocess.TimeoutExpired:
        logger.error("knowledge.preview_late", draft=draft.id)
        return {"state": "failed"}
    if done.returncode:
        logger.error("knowledge.preview_failed", draft=draft.id, said=done.stderr[-2000:])
        return {"state": "failed"}
    report: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    if report["problems"]:
        problems = [without_places(problem, candidate) for problem in report["problems"]]
        return {"state": "done", "problems": problems}
    before, after = ([_shown(messages) for messages in report[side]] for side in ("before", "after"))
    return {"state": "done", "problems": [], "trained": report["trained"], "before": before, "after": after}


def _candidate(settings: Settings, draft: Draft, folder: Path) -> Candidate:
    own = replace(
        settings,
        published_in=str(folder / "published"),
        policy_db=folder / "policy.db",
        var_dir=folder,
        encoder_dir=str(settings.encoder_cache),
        # A question may ask for a person: that ticket is nobody's.
        database_url=f"sqlite:///{folder}/helpdesk.db",
        redis_url="",
    )
    return Candidate(own, tuple(units_of(draft.files)))


def _shown(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of messages what a page shows."""
    return [
        {
            "text": message["text"],
            "citations": [[c["document"], c["clause"]] for c in message.get("citations", [])],
            "buttons": [button["title"] for button in message.get("buttons", [])],
        }
        for message in messages
    ]
