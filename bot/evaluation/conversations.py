"""Whole conversations through the running product: what people said, what they had to get, what they got.

A case is one JSON object a line: {"id", "text", …} or {"id", "turns": [{"user", "expect": {…}}]}.
An expectation holds `behaviour` (one, or a list of which any will do), what must be cited (`clauses` of
the province's paper, `laws`, `documents`: one of them), `facts` (of each group one must be said), `not`,
`verdict`, `never`, `amount_yuan`.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from bot.policy.amounts import SUM, UnreadableAmount, read_amount
from bot.settings import ROOT

SEALED = ROOT / "data/cases/sealed"
_SECONDS = 20
# The kinds of message that are each behaviour.
_KINDS = {
    "answer": {"answer", "eligibility", "match"},
    "eligibility": {"eligibility", "question"},
    "match": {"match", "question", "eligibility"},
    "handoff": {"handoff"},
    "refuse": {"refusal", "handoff", "error"},
    "smalltalk": {"smalltalk", "question", "clarify"},
    "clarify": {"question", "clarify", "smalltalk"},
}
_VERDICTS = {"unknown": "open"}
_DENIES = re.compile("不符合|不能|不行|不可以|不够|不再|不属于|不用|超过上限|达不到")
_GRANTS = re.compile("符合|可以|能|够|有资格|免")


@dataclass(frozen=True)
class Turn:
    """One message with what came: `faults` is empty where it is right; `wrong`: said what must not be."""

    case: str
    number: int
    said: str
    behaviour: str
    faults: tuple[str, ...]
    wrong: bool
    reply: str


def hold(base: str, file: Path) -> list[Turn]:
    """Every turn of a file of cases, asked of the product at `base`."""
    return [turn for case in _cases(file) for turn in _held(base, case)]


def report(held: Mapping[str, Sequence[Turn]]) -> str:
    """A table in Markdown: a row a file, and below it the shares by behaviour."""
    lines = ["| 题目 | 轮次 | 对的 | 说错的 |", "| --- | --- | --- | --- |"]
    for name, turns in held.items():
        right = sum(not t.faults for t in turns)
        lines.append(f"| {name} | {len(turns)} | {right / len(turns):.1%} | {sum(t.wrong for t in turns)} |")
    by: dict[str, Counter[bool]] = defaultdict(Counter)
    for turn in (t for turns in held.values() for t in turns):
        by[turn.behaviour][not turn.faults] += 1
    lines += ["", "| 该有的反应 | 轮次 | 对的 |", "| --- | --- | --- |"]
    lines += [f"| {b} | {n.total()} | {n[True] / n.total():.1%} |" for b, n in sorted(by.items())]
    return "\n".join(lines)


def _cases(file: Path) -> Iterator[dict[str, Any]]:
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def _held(base: str, case: dict[str, Any]) -> Iterator[Turn]:
    session = None
    for number, turn in enumerate(case.get("turns") or [{"user": case["text"], "expect": case}]):
        body = {"session": session, "message": turn["user"]}
        answer = requests.post(f"{base}/api/chat", json=body, timeout=_SECONDS)
        reply = answer.json() if answer.ok else {"messages": []}
        session = reply.get("session", session)
        expect = turn["expect"]
        faults = tuple(faults_of(expect, reply["messages"]))
        spoken = " / ".join(m.get("text", "")[:200] for m in reply["messages"])
        yield Turn(
            case["id"], number, turn["user"], sorted(behaviours(expect))[0], faults,
            any(fault.startswith("wrong") for fault in faults), spoken,
        )  # fmt: skip


def behaviours(expect: Mapping[str, Any]) -> set[str]:
    """What may be done: one behaviour, or any of several that are as good."""
    given = expect.get("behaviour", "answer")
    return {given} if isinstance(given, str) else set(given)


def faults_of(expect: Mapping[str, Any], messages: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """What is not as expected of a reply; what begins with `wrong` must never be said."""
    accepted = behaviours(expect)
    kinds = {str(m.get("kind")) for m in messages}
    asks_back = "eligibility" in accepted and "question" in kinds
    right = _cites(expect, messages)
    fits = any(kinds & _KINDS[behaviour] for behaviour in accepted)
    if not fits and not ("answer" in accepted and "refusal" in kinds and right):
        yield f"kind {sorted(kinds)}"
    wanted = any(expect.get(key) for key in ("clauses", "laws", "documents"))
    # What is declined, or handed over, where that is as good, needs no source.
    left = fits and not any(kinds & _KINDS[b] for b in accepted & {"answer", "eligibility", "match"})
    if accepted & {"answer", "eligibility"} and not asks_back and not left:
        if wanted and not right:
            yield "cites something else"
        yield from (f"silent on {g}" for g in expect.get("facts") or () if not _says(messages, g))
        if expect.get("amount_yuan") and float(expect["amount_yuan"]) not in _sums(messages):
            yield f"no {expect['amount_yuan']} 元"
    said = _plain("".join(m.get("text", "") for m in messages))
    yield from (f"wrong: says {words}" for words in expect.get("not") or () if _plain(words) in said)
    judged = {_VERDICTS.get(v, v) for m in messages if (v := (m.get("assessment") or {}).get("verdict"))}
    if judged & set(expect.get("never") or ()):
        yield f"wrong verdict {sorted(judged)}"
    if expect.get("verdict") in {"yes", "no"} and expect["verdict"] not in (judged or _in_words(messages)):
        yield f"verdict not {expect['verdict']}"


def _cites(expect: Mapping[str, Any], messages: Sequence[Mapping[str, Any]]) -> bool:
    cited = [c for m in messages for c in m.get("citations") or ()]
    places = {_place(f"{c['document']}{c['clause']}") for c in cited}
    clauses = {str(c["clause"]) for c in cited if c.get("level") == "province" and not c["clause"].isascii()}
    names = [_plain(f"{c['document']}{c.get('title', '')}") for c in cited]
    return bool(
        clauses & set(expect.get("clauses") or ())
        or places & {_place(law) for law in expect.get("laws") or ()}
        or any(_plain(d) in name for d in expect.get("documents") or () for name in names)
    )


def _says(messages: Sequence[Mapping[str, Any]], group: Sequence[str]) -> bool:
    text = _plain(
        "".join(
            m.get("text", "") + json.dumps(m.get("citations") or [], ensure_ascii=False) for m in messages
        )
    )
    return any(_plain(words) in text for words in group)


def _sums(messages: Sequence[Mapping[str, Any]]) -> set[float]:
    found = set()
    for match in re.finditer(SUM, "".join(m.get("text", "") for m in messages)):
        try:
            found.add(float(read_amount(match[0]).yuan))
        except UnreadableAmount:
            continue
    return found


def _in_words(messages: Sequence[Mapping[str, Any]]) -> set[str]:
    """A verdict in the first two lines of a reply that has no assessment."""
    for message in messages:
        if message.get("kind") in {"answer", "eligibility"}:
            words = "".join(message.get("text", "").split("\n")[:2])
            return {"no"} if _DENIES.search(words) else {"yes"} if _GRANTS.search(words) else set()
    return set()


def _plain(text: str) -> str:
    """Widths, spaces and separators don't matter."""
    return re.sub(r"[\s,]", "", unicodedata.normalize("NFKC", text))


def _place(text: str) -> str:
    return re.sub(r"[第条款（）()《》]|中华人民共和国", "", _plain(text))
