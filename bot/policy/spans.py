"""Every quoted sentence of a store still stands at its place in the document's text."""

from __future__ import annotations

import json
from typing import Any

from bot.policy.rule_store import Query

_QUOTED = {
    "措施": "SELECT topic, document, quote, start, \"end\" FROM sources WHERE quote <> ''",
    "条件": 'SELECT topic, document, quote, start, "end" FROM conditions JOIN rules USING (topic) '
    "WHERE kind = 'leaf'",
    "关系": 'SELECT topic, document, quote, start, "end" FROM relations JOIN rules USING (topic)',
}


def span_problems(query: Query) -> list[str]:
    """One line for each quote that its document's text [start, end) no longer reads."""
    texts = {row["number"]: row["text"] or "" for row in query("SELECT number, text FROM documents")}
    found = [(kind, dict(row)) for kind, sql in _QUOTED.items() for row in query(sql)]
    for row in query("SELECT topic, document, benefit FROM rules"):
        benefit = json.loads(row["benefit"])
        if benefit["quote"]:
            found.append(("给什么", {**benefit, "topic": row["topic"], "document": row["document"]}))
    return [
        f"{row['document']} {row['topic']} 的{kind}：原文第 {row['start']} 到 {row['end']} 字"
        f"不是“{row['quote']}”；请重新运行 `uv run bot policy build`"
        for kind, row in found
        if not _reads(texts, row)
    ]


def _reads(texts: dict[str, str], row: dict[str, Any]) -> bool:
    return texts.get(row["document"], "")[row["start"] : row["end"]] == row["quote"]
