"""The program knows no document: numbers, clauses and matters are data."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.policy.rules import BENEFIT_KINDS
from bot.policy.store import Store
from bot.settings import ROOT

FILES = sorted([*(ROOT / "bot").rglob("*.py"), *(ROOT / "actions").rglob("*.py")])
_NUMBER = re.compile(r"〔\d{4}〕\d+号")
# The first one of any document is what an importer looks for.
_CLAUSE = re.compile(r"^(?!第一条)(?:第?[一二三四五六七八九十百]+条|[（(][一二三四五六七八九十]+[）)])$")


def strings(path: Path) -> Iterator[str]:
    """The strings of a file that the program uses; docstrings and help texts explain, so they don't count."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    explained = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    explained |= {
        id(keyword.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "help"
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in explained:
            yield node.value


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_number_and_no_clause_stands_in_the_code(path: Path) -> None:
    found = [text for text in strings(path) if _NUMBER.search(text) or _CLAUSE.match(text)]
    assert found == []


def test_no_matter_stands_in_the_code(store: Store) -> None:
    slugs = {topic.slug for topic in store.topics() if "_" in topic.slug} - set(BENEFIT_KINDS)
    found = {(str(path.relative_to(ROOT)), text) for path in FILES for text in strings(path) if text in slugs}
    assert found == set()
