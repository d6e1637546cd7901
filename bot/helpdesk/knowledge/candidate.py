"""From a draft to the store that serves: a candidate is built, tried, and swapped in.

The candidate lies beside what it is to replace, so that a rename puts it in place while visitors ask.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy.engine import Engine

from bot import model_files
from bot.helpdesk.casework import Conflict
from bot.helpdesk.database import now, writing
from bot.helpdesk.knowledge.drafts import Draft, DraftError, Drafts, Files, insist_second_person
from bot.helpdesk.knowledge.files import write_below
from bot.policy.build import fingerprint
from bot.policy.published import recover, swap
from bot.settings import ROOT, Settings, as_environment

_SECONDS = 1800
# One machine tries one candidate at a time: each takes a core.
_one = threading.Lock()
logger = structlog.get_logger()


@dataclass(frozen=True)
class Candidate:
    """Where a draft's version lies once it was tried: `settings` are those that would serve it."""

    settings: Settings
    units: tuple[str, ...]

    @property
    def complete(self) -> bool:
        return self.settings.published_dir.is_dir() and self.settings.policy_db.is_file()

    @property
    def folders(self) -> list[Path]:
        """The documents whose figures are to be proved."""
        found = [self.settings.published_dir / unit for unit in self.units if unit.startswith("documents/")]
        return [folder for folder in found if folder.is_dir()]

    def clear(self) -> None:
        shutil.rmtree(self.settings.published_dir, ignore_errors=True)
        self.settings.policy_db.unlink(missing_ok=True)


def candidate_of(settings: Settings, draft: Draft) -> Candidate:
    """The candidate of a draft's version, whether or not it is there."""
    name = f"draft-{draft.id}-{draft.version}"
    published, store = settings.published_dir, settings.policy_db
    own = replace(
        settings,
        published_in=str(published.with_name(f".{published.name}-{name}")),
        policy_db=store.with_name(f".{store.stem}-{name}{store.suffix}"),
    )
    return Candidate(own, tuple(units_of(draft.files)))


def units_of(files: Files) -> list[str]:
    """What a draft replaces as a whole: folders of documents, files of matters."""
    found = ("/".join(path.split("/")[:3]) for path in files)
    return list(dict.fromkeys(found))


def begin_check(settings: Settings, drafts: Drafts, draft: Draft) -> None:
    """Try a draft in the background; its report is kept with it."""
    drafts.keep_report(draft.id, draft.version, {"state": "running", "since": now().isoformat()})
    thread = threading.Thread(
        target=check, args=(settings, drafts, draft), name=f"draft-{draft.id}", daemon=True
    )
    thread.start()


def check(settings: Settings, drafts: Drafts, draft: Draft) -> dict[str, Any]:
    """Build and try the candidate; the report says what is wrong and what got worse."""
    report: dict[str, Any] = {"state": "failed"}
    try:
        with _one:
            report = _tried(settings, draft)
    finally:
        # Whatever happened, nobody waits for it for ever.
        drafts.keep_report(draft.id, draft.version, report)
    return report


def publish(settings: Settings, made: Engine, drafts: Drafts, draft: Draft, actor: str, reason: str) -> None:
    """Swap the tried candidate in, in the transaction that notes it; raises DraftError or Conflict."""
    reason = reason.strip()[:1000]
    with writing(made) as connection:
        held = drafts.locked(connection, draft.id, draft.version)
        if held.status != "proposed":
            raise DraftError("这份稿子现在不在等审核，请刷新页面。")
        insist_second_person(held, actor)
        candidate = candidate_of(settings, held)
        _insist_tried(settings, held, candidate, reason)
        undone = present(settings, held.files)
        if held.kind == "undo":
            drafts.withdraw(connection, int(held.origin), actor)
        drafts.publish(connection, held, actor, undone, reason)
        old, new = (held.checked or {}).get("models", ["", ""])
        model_files.adopt(settings.model_dir, old, new)
        swap(settings.published_dir, candidate.settings.published_dir)
        candidate.settings.policy_db.replace(settings.policy_db)


def present(settings: Settings, files: Files) -> dict[str, str | None]:
    """What was published until now of what a draft replaces; None for what is not there."""
    root = settings.published_dir
    held: dict[str, str | None] = dict.fromkeys(files)
    for unit in units_of(files):
        for path in [root / unit] if (root / unit).is_file() else sorted((root / unit).rglob("*")):
            if path.is_file():
                held[str(path.relative_to(root))] = path.read_text(encoding="utf-8")
    return held


def begin_undo(settings: Settings, drafts: Drafts, published: Draft, actor: str) -> int:
    """A draft that restores what a published one replaced; DraftError where it was changed since."""
    if published.status != "published" or published.undone is None:
        raise DraftError("只有已经发布的才能撤销。")
    now_there = {path: text for path, text in present(settings, published.files).items() if text is not None}
    if now_there != published.texts:
        raise DraftError("这些内容后来又改过，或已经写进 data/；请先撤销后来的，或另写一份修改。")
    files = {**dict.fromkeys(published.files), **published.undone}
    title = f"撤销：{published.title}"
    draft = drafts.begin("undo", title, files, actor, origin=str(published.id))
    drafts.propose(draft, 1, actor)
    return draft


def in_own_process(
    module: str, settings: Settings, candidate: Candidate, seconds: float, told: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a module of ours beside what serves, with the candidate's settings and folders; `told`: its input.

    Raises subprocess.TimeoutExpired where it takes longer than `seconds`.
    """
    command = [sys.executable, "-W", "ignore", "-m", module, str(settings.policy_db)]
    return subprocess.run(
        [*command, *(str(folder) for folder in candidate.folders)],
        input=told,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, **as_environment(candidate.settings)},
        timeout=seconds,
        check=False,
    )


def _tried(settings: Settings, draft: Draft) -> dict[str, Any]:
    candidate, before = candidate_of(settings, draft), fingerprint(settings)
    candidate.clear()
    lay_out(settings, candidate, draft.files)
    done = in_own_process("bot.publishing", settings, candidate, _SECONDS)
    if done.returncode:
        logger.error("knowledge.check_failed", draft=draft.id, said=done.stderr[-2000:])
        return {"state": "failed"}
    report: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    if report["problems"]:
        candidate.clear()
        report["problems"] = [without_places(problem, candidate) for problem in report["problems"]]
    return {"state": "done", "before": before, "at": now().isoformat(), **report}


def lay_out(settings: Settings, candidate: Candidate, files: Files) -> None:
    """Write what a candidate is built from: what is published, the draft's files in place of theirs."""
    recover(settings.published_dir)
    target = candidate.settings.published_dir
    target.parent.mkdir(parents=True, exist_ok=True)
    if settings.published_dir.is_dir():
        shutil.copytree(settings.published_dir, target)
    else:
        target.mkdir()
    for unit in candidate.units:
        place = target / unit
        if place.is_dir():
            shutil.rmtree(place)
        else:
            place.unlink(missing_ok=True)
    write_below(target, files)


def _insist_tried(settings: Settings, draft: Draft, candidate: Candidate, reason: str) -> None:
    report = draft.checked or {}
    if report.get("state") != "done":
        raise DraftError("还没有检查完，检查完才能发布。")
    if report["problems"]:
        raise DraftError("检查发现了错误，改好才能发布。")
    if report["worse"] and not reason:
        raise DraftError("有案例变差了：请写明为什么仍然要发布。")
    if report["before"] != fingerprint(settings) or not candidate.complete:
        raise Conflict("检查以后又有别的内容发布了；请再检查一次，再发布。")


def without_places(problem: str, candidate: Candidate) -> str:
    """A complaint without the folder of a candidate, which nobody knows."""
    return problem.replace(f"{candidate.settings.published_dir}/", "")
