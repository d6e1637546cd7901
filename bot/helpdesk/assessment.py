"""The one door to triage: what a message is about, before anybody has read it."""

from __future__ import annotations

import importlib
import importlib.util
from dataclasses import dataclass, field
from typing import Any

from bot.policy.search import fitting
from bot.policy.store import Store

CATEGORIES = {
    "loan": "创业贷款",
    "registration": "登记注册",
    "incubator": "孵化场地",
    "campus": "校园创业",
    "subsidy": "补贴奖励",
    "tax": "税收",
    "ip": "知识产权",
    "enterprise": "企业培育",
    "talent": "人才",
    "conversion": "成果转化",
    "finance": "融资",
    "platform": "平台载体",
    "complaint": "投诉",
    "other": "其他",
}


@dataclass(frozen=True)
class Assessment:
    """Category, clause numbers and departments of a message; `suggested_reply` rests on the clauses."""

    category: str = "other"
    clauses: list[str] = field(default_factory=list)
    departments: list[str] = field(default_factory=list)
    urgent: bool = False
    confidence: float = 0.0
    suggested_reply: str = ""
    similar: list[Any] = field(default_factory=list)


def assess(text: str, store: Store) -> Assessment:
    """Triage's verdict on a text; without triage, what the store's search finds."""
    if importlib.util.find_spec("bot.helpdesk.triage"):
        seen = importlib.import_module("bot.helpdesk.triage").analyse(text)
        return Assessment(
            seen.category,
            list(seen.clauses),
            list(seen.departments),
            bool(seen.urgent),
            float(seen.confidence),
            seen.suggested_reply or "",
            list(seen.similar),
        )
    return _by_search(text, store)


def _by_search(text: str, store: Store) -> Assessment:
    found = fitting(store, text, 1)
    if not found:
        return Assessment()
    best = found[0]
    clauses = store.clauses(best.document, best.clause)
    departments = clauses[0]["departments"] if clauses else []
    topic = store.topic(best.key) if best.kind == "topic" else None
    reply = f"{topic.answer}（依据：{best.document} {best.clause}）" if topic else ""
    return Assessment(clauses=[best.clause], departments=departments, suggested_reply=reply)
