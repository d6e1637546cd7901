"""The audit fails for what nobody has accepted, and never says more than it knows."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.settings import ROOT

CANARY = {"name": "jinja2", "version": "2.4.1", "vulns": [{"id": "PYSEC-0"}]}
SANIC = {"name": "sanic", "version": "21.12.2", "vulns": [{"id": "GHSA-sanic"}]}
NEW = {"name": "orjson", "version": "3.0", "vulns": [{"id": "GHSA-new"}]}
UNKNOWN = {"name": "ours-alone", "skip_reason": "Dependency not found on PyPI"}


@pytest.mark.parametrize(
    ("canary", "locked", "code", "told"),
    [
        ([CANARY], [SANIC], 0, "审了 1 个包，0 个没有处理的漏洞"),
        ([CANARY], [SANIC, NEW], 1, "orjson 3.0 GHSA-new：没有列为已知"),
        ([CANARY], [SANIC, UNKNOWN], 0, "查不到 1 个包，没有审：ours-alone"),
        ([{"name": "jinja2", "skip_reason": "not found"}], [NEW], 0, "什么也没有证明（软件包索引"),
        (None, None, 0, "什么也没有证明（没能运行 pip-audit"),
    ],
)
def test_what_is_found_decides(tmp_path: Path, canary: Any, locked: Any, code: int, told: str) -> None:
    run = _audit(tmp_path, canary, locked)
    assert run.returncode == code, run.stdout + run.stderr
    assert told in run.stdout


def _audit(folder: Path, canary: Any, locked: Any) -> subprocess.CompletedProcess[str]:
    """The audit with an auditor that finds `canary` in its canary and `locked` in the product."""
    _tool(folder / "uv", "print('sanic==21.12.2')")
    answers = json.dumps([canary, locked])
    _tool(
        folder / "uvx",
        f"import json, sys\ncanary, locked = json.loads({answers!r})\n"
        "found = canary if 'jinja2==2.4.1' in open(sys.argv[-1]).read() else locked\n"
        "print('' if found is None else json.dumps({'dependencies': found}))",
    )
    command = [sys.executable, str(ROOT / "deploy/audit.py")]
    return subprocess.run(command, capture_output=True, text=True, env={"PATH": str(folder)})


def _tool(path: Path, code: str) -> None:
    path.write_text(f"#!{sys.executable}\n{code}\n", encoding="utf-8")
    path.chmod(0o755)
