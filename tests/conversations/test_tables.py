"""What people ask about loans, grants, tax, registering, incubators and campus, asked of the whole product.

Each row of the tables of sources stands in `data/cases/questions/` in two wordings or more, traps as `not`.
"""

from __future__ import annotations

from typing import Any

import pytest
import requests
import yaml

from bot.evaluation.conversations import faults_of
from bot.settings import ROOT

HERE = ROOT / "data/cases/questions"
TABLES = (
    "loans", "grants", "tax", "registration", "supervision", "incubators", "innovation", "campus",
)  # fmt: skip
ENOUGH = 0.95
_BEHAVIOURS = {"refusal": "refuse", "question": "clarify"}


@pytest.mark.parametrize("table", TABLES)
def test_rows_are_answered(product: str, table: str) -> None:
    rows = yaml.safe_load((HERE / f"{table}.yml").read_text("utf-8"))
    faults = {row["text"]: found for row in rows if (found := _asked(product, row))}
    assert not [text for text, found in faults.items() if any(f.startswith("wrong") for f in found)]
    assert 1 - len(faults) / len(rows) >= ENOUGH, faults


def _asked(product: str, row: dict[str, Any]) -> list[str]:
    body = {"session": None, "message": row["text"]}
    reply = requests.post(f"{product}/api/chat", json=body, timeout=150).json()
    return list(faults_of(expected(row), reply["messages"]))


def expected(row: dict[str, Any]) -> dict[str, Any]:
    """A row of a table as an expectation of `bot.evaluation.conversations`."""
    kind = row.get("behaviour") or row.get("kind") or "answer"
    kinds = [kind] if isinstance(kind, str) else kind
    documents = row.get("document") or []
    return {
        "behaviour": [_BEHAVIOURS.get(k, k) for k in kinds],
        "documents": [documents] if isinstance(documents, str) else documents,
        "facts": [
            [str(f) for f in (group if isinstance(group, list) else [group])]
            for group in row.get("facts", [])
        ],
        "not": [str(words) for words in row.get("not", [])],
        "verdict": row.get("verdict"),
        "amount_yuan": row.get("amount_yuan"),
    }
