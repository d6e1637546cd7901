"""What staff taught goes into the data, a model is trained, and it stays only if it does no worse."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from bot.errors import UserError
from bot.evaluation.questions import places
from bot.helpdesk.gate import Comparison, compare
from bot.helpdesk.learning import Learning
from bot.helpdesk.training_data import LEARNT, NLU, Accepted, accept
from bot.helpdesk.triage.model import read_understanding
from bot.policy.answers import topic_of
from bot.policy.store import Store, open_store
from bot.policy.yaml_files import plain_yaml
from bot.settings import ROOT, Settings
from bot.training import model_path, train

_QUESTIONS = ROOT / "data/cases/questions/policy.yml"


@dataclass(frozen=True)
class Lesson:
    """What was written, and how the new model compares; without a comparison nothing was trained.

    `missed`: cases of this lesson that the new model still does not understand.
    """

    accepted: Accepted
    comparison: Comparison | None = None
    missed: tuple[str, ...] = ()


def teach(settings: Settings, console: Console, learning: Learning, training: bool = True) -> Lesson:
    """Accept every approved correction; raises UserError, everything as before, if the new model is worse.

    With `training` off the data are written and the next start trains, ungated.
    """
    approved = learning.corrections("approved")
    if not approved:
        raise UserError("没有已通过、等训练的更正；请先在工单台的“教机器人”里审核")
    present = model_path(settings)
    if training and not present.is_file():
        raise UserError("现在的数据还没有训练过的模型，没法比较；请先运行 `uv run bot train`")
    with _restored_on_failure():
        accepted = accept(approved, NLU, LEARNT)
        if not (training and accepted.ids):
            learning.mark_accepted(accepted.ids)
            return Lesson(accepted)
        comparison, results = _train_and_compare(settings, console, present)
        if not comparison.passes:
            raise UserError(
                f"新模型答对 {comparison.after} 条，现在的答对 {comparison.before} 条：没有换上，数据已恢复。"
                f"变差的有：{'；'.join(comparison.worse[:5])}"
            )
    learning.mark_accepted(accepted.ids)
    return Lesson(accepted, comparison, tuple(case for case in accepted.cases if not results[case]))


def measure(archive: Path, store: Store) -> dict[str, bool]:
    """Test case → whether a model understands it: the questions of the document, and what staff taught."""
    understanding = read_understanding(archive)
    cases = list(_cases())
    found = [understanding.understand(case["text"]).best.intent for case in cases]
    return {case["text"]: _right(store, case, intent) for case, intent in zip(cases, found, strict=True)}


def _train_and_compare(
    settings: Settings, console: Console, present: Path
) -> tuple[Comparison, dict[str, bool]]:
    """The verdict, and the new model's results, which is deleted where it is worse."""
    store = open_store(settings.policy_db)
    before = measure(present, store)
    made = train(settings, console)
    results = measure(made, store)
    comparison = compare(before, results)
    if not comparison.passes:
        made.unlink()
    return comparison, results


def _cases() -> Iterator[dict[str, Any]]:
    for path in (_QUESTIONS, LEARNT):
        yield from plain_yaml(path) or [] if path.is_file() else []


def _right(store: Store, case: dict[str, Any], intent: str) -> bool:
    if "intent" in case:
        return bool(case["intent"] == intent)
    topic = topic_of(store, intent)
    cited = {source.ref for source in topic.sources} if topic else set()
    return bool(cited & places(case))


@contextmanager
def _restored_on_failure() -> Iterator[None]:
    """Whatever goes wrong inside, the training data and the tests are as they were before."""
    paths = [*NLU.rglob("*.yml"), LEARNT]
    before = {path: path.read_bytes() if path.is_file() else None for path in paths}
    try:
        yield
    except BaseException:
        for path, content in before.items():
            if content is None:
                path.unlink(missing_ok=True)
            elif path.read_bytes() != content:
                path.write_bytes(content)
        raise
