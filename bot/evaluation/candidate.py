"""Whether a store that is to be published answers worse than the present one: all cases against both."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from bot.evaluation.conversations import behaviours, faults_of
from bot.evaluation.questions import places
from bot.helpdesk.triage.model import read_understanding
from bot.policy.answers import answer_topic, topic_of
from bot.policy.cases import read_cases
from bot.policy.references import ClauseRef
from bot.policy.store import Store

# What a message says before anything is asked of the store, or what only a running product can hold.
_NOT_OF_A_STORE = {"conversations.yml", "noise_pairs.yml", "smalltalk.yml", "out_of_scope.yml"}
# (text, what is expected); (full intent, aspect) as the model hears it.
Question = tuple[str, dict[str, Any]]
Heard = tuple[str, str]


def worse_rules(before: Store, after: Store, cases: Path) -> tuple[int, list[str]]:
    """(rule cases, those that came out right and no longer do)."""
    held = list(read_cases(cases / "rules"))
    worse = []
    for case in held:
        rule, next_rule = (case.deciding(store) for store in (before, after))
        if rule and not case.differences(rule) and (next_rule is None or case.differences(next_rule)):
            worse.append(f"{case.matter}：{case.name}")
    return len(held), worse


def worse_questions(
    before: Store, after: Store, cases: Path, model: Path, kept: Path
) -> tuple[int, list[str]]:
    """(questions, those that were answered right and no longer are), all as one model hears them.

    `kept`: the folder in which is kept what the model hears, which no store changes.
    """
    asked = list(read_questions(cases))
    heard = _heard([text for text, _ in asked], model, kept)
    worse = [
        text
        for (text, expected), understood in zip(asked, heard, strict=True)
        if is_right(before, understood, expected) and not is_right(after, understood, expected)
    ]
    return len(asked), worse


def read_questions(cases: Path) -> Iterator[Question]:
    """Every question that a store answers, sealed ones too, with what its answer must hold."""
    for path in sorted((cases / "questions").glob("*.yml")):
        for row in yaml.safe_load(path.read_text("utf-8")) or [] if path.name not in _NOT_OF_A_STORE else []:
            if not isinstance(row, dict) or row.get("follow_up"):
                continue
            for text in row.get("texts") or [row.get("text")]:
                if text and (row.get("document") or row.get("facts") or places(row)):
                    yield text, row
    for path in sorted((cases / "sealed").glob("*_questions.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line) if line.strip() else {}
            if row and "answer" in behaviours(row) and (row.get("documents") or row.get("facts")):
                yield row["text"], row


def is_right(store: Store, heard: Heard, expected: Mapping[str, Any]) -> bool:
    """Whether the answer to what was heard holds what is expected."""
    topic = topic_of(store, heard[0])
    if topic is None:
        return False
    reply = answer_topic(store, topic, heard[1])
    wanted = expected.get("documents") or expected.get("document")
    if isinstance(wanted, list) or expected.get("facts") or expected.get("behaviour"):
        # No verdict: that is given on what a person said, and judged by the cases of the rules.
        held = {key: expected[key] for key in ("not", "clauses", "laws") if key in expected}
        facts = [[str(words) for words in group] for group in expected.get("facts") or []]
        expect = {**held, "facts": facts, "documents": [wanted] if isinstance(wanted, str) else wanted or []}
        return not list(faults_of(expect, [reply.as_message()]))
    return bool(places(dict(expected)) & {ClauseRef(c.document, c.clause) for c in reply.citations})


def _heard(texts: Sequence[str], model: Path, kept: Path) -> list[Heard]:
    digest = hashlib.sha256("\n".join([model.name, *texts]).encode()).hexdigest()[:16]
    file = kept / f"heard-{digest}.json"
    if file.is_file():
        return [(intent, aspect) for intent, aspect in json.loads(file.read_text("utf-8"))]
    understanding = read_understanding(model)
    understood = [understanding.understand(text) for text in texts]
    found = [(one.best.intent, one.aspect) for one in understood]
    if os.access(kept, os.W_OK):  # machines that share artefacts only read them
        for old in kept.glob("heard-*.json"):
            old.unlink()
        file.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    return found
