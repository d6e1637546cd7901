"""What a start waits for: the page and the launcher load nothing that only some requests or commands need."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.settings import ROOT

# Each takes a tenth of a second or more.
_LATER = {"alembic", "argon2", "jieba", "numpy", "opencc", "pypinyin", "requests", "sqlite_utils"}
_NEVER = {*_LATER, "aiohttp", "fastapi", "pydantic", "pypdfium2", "rasa", "sqlalchemy", "yaml"}


@pytest.mark.parametrize(
    ("modules", "unwanted"),
    [("bot.web.app", _LATER), ("bot.cli.main, bot.launcher", _NEVER)],
)
def test_a_start_loads_only_what_it_needs(modules: str, unwanted: set[str]) -> None:
    code = f"import sys, {modules}; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "bot.settings" in loaded.stdout.split()
    assert unwanted & set(loaded.stdout.split()) == set()
