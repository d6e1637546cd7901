"""Every quoted sentence of a store still stands at its place in the document's text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from bot.policy.versions import number_of

# Runs one SQL statement and gives its rows.
Query = Callable[[str], Iterable[Any]]


def span_problems(query: Query) -> list[str]:
    """One line for each quote that its document's text [start, end) no longer reads."""
    texts = {row["number"]: row["text"] or "" for row in query("SELECT number, text FROM documents")}
    found = [("引文", row["slug"], dict(row)) for row in query(_SOURCES)]
    for row in query("SELECT slug, document, rule FROM provisions WHERE rule IS NOT NULL"):
        found += [(kind, row["slug"], item) for kind, item in _of_rule(row, texts)]
    return [
        f"{item['document']} {slug} 的{kind}：原文第 {item['start']} 到 {item['end']} 字"
        f"不是“{item['quote']}”；请重新运行 `uv run bot policy build`"
        for kind, slug, item in found
        if texts.get(item["document"], "")[item["start"] : item["end"]] != item["quote"]
    ]


_SOURCES = (
    'SELECT slug, s.document, quote, start, "end" FROM sources s JOIN provisions p ON p.id = provision '
    "WHERE quote <> ''"
)


def _of_rule(row: Any, texts: dict[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Everything quoted in a rule, with the key of the document that it is quoted from."""
    rule = json.loads(row["rule"])
    quoted = [("给什么", rule["benefit"])]
    quoted += [("关系", relation) for relation in rule["relations"]]
    quoted += [("条件", leaf) for leaf in _leaves(rule["conditions"])]
    for kind, item in quoted:
        named = item.get("document")
        key = row["document"] if not named or named == number_of(row["document"]) else named
        if item["quote"] and texts.get(key):
            yield kind, {**item, "document": key}


def _leaves(node: dict[str, Any] | None) -> Iterator[dict[str, Any]]:
    if node is None:
        return
    if node["attribute"]:
        yield node
    for child in (*node["all"], *node["any"], node["not"]):
        yield from _leaves(child)
