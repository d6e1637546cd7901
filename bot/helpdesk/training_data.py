"""Approved corrections become utterances in data/nlu/ and cases in data/cases/questions/learnt.yml."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.errors import UserError
from bot.helpdesk.masking import mask
from bot.policy.yaml_files import plain_yaml
from bot.settings import ROOT

NLU = ROOT / "data/nlu"
LEARNT = ROOT / "data/cases/questions/learnt.yml"
_HEAD = "# What staff taught, by `bot data accept`; every later model is measured with it.\n"


@dataclass(frozen=True)
class Accepted:
    """Ids that are in the data now, their test cases, files that changed.

    `problems`: what could not be placed, one line each.
    """

    ids: list[int]
    cases: list[str]
    files: list[Path]
    problems: list[str]


def accept(approved: list[dict[str, Any]], nlu: Path = NLU, learnt: Path = LEARNT) -> Accepted:
    """Write the corrections into the data; the test uses the rewording where staff wrote one."""
    ids, files, problems, cases = [], [], [], []
    for correction in approved:
        text = _utterance(correction["text"])
        path = _file_of(correction["intent"], nlu)
        if path is None:
            problems.append(f"更正 {correction['id']}：训练数据里没有意图 {correction['intent']}")
            continue
        if _append_example(path, correction["intent"], text):
            files.append(path)
        asked = mask(correction["rewording"]) or text
        cases.append({"text": asked, "intent": correction["intent"]})
        ids.append(correction["id"])
    if cases:
        _append_cases(learnt, cases)
        files.append(learnt)
    return Accepted(ids, [case["text"] for case in cases], list(dict.fromkeys(files)), problems)


def _file_of(intent: str, nlu: Path) -> Path | None:
    head = re.compile(rf"^- intent: {re.escape(intent)}\s*$", re.MULTILINE)
    return next((p for p in sorted(nlu.rglob("*.yml")) if head.search(p.read_text(encoding="utf-8"))), None)


def _append_example(path: Path, intent: str, text: str) -> bool:
    """Add an example at the end of its intent's block; False where it is there already."""
    lines = path.read_text(encoding="utf-8").splitlines()
    start = next(i for i, line in enumerate(lines) if line.rstrip() == f"- intent: {intent}")
    end = next((i for i in range(start + 1, len(lines)) if lines[i].startswith("- ")), len(lines))
    examples = [i for i in range(start, end) if lines[i].startswith("    - ")]
    if not examples:
        raise UserError(f"{path.name} 里 {intent} 没有例句，写不进去；请检查这个文件的格式")
    if any(lines[i].strip() == f"- {text}" for i in examples):
        return False
    lines.insert(examples[-1] + 1, f"    - {text}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return True


def _append_cases(learnt: Path, cases: list[dict[str, str]]) -> None:
    kept = plain_yaml(learnt) if learnt.is_file() else None
    merged = {case["text"]: case for case in [*(kept or []), *cases]}
    learnt.parent.mkdir(parents=True, exist_ok=True)
    body = yaml.safe_dump(list(merged.values()), allow_unicode=True, sort_keys=False)
    learnt.write_text(_HEAD + body, encoding="utf-8")


def _utterance(text: str) -> str:
    # Rasa reads [text](entity) and {…} inside examples as annotations.
    return re.sub(r"[{}()`|>#]", " ", re.sub(r"[\[\]]", "", mask(text))).strip()
