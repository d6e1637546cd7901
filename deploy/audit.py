"""Checks the locked packages against the advisory database: `make audit`.

Exit 1 for an advisory that deploy/audit.toml does not accept. Where the package index gives no
advisories, nothing is proved: that is said, and the exit is 0.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).resolve().parent
# Has had advisories for years: an index that knows none of them knows none at all.
_CANARY = "jinja2==2.4.1"


def main() -> int:
    """Print what was found; the exit code."""
    if not _advisories(_CANARY):
        print("审计：软件包索引没有给出漏洞信息，什么也没有证明；请在能上网的机器上再跑一次 make audit")
        return 0
    locked = _run("uv", "export", "--frozen", "--no-dev", "--no-hashes", "--no-emit-project", "--quiet")
    accepted = tomllib.loads((_FOLDER / "audit.toml").read_text(encoding="utf-8"))["accepted"]
    open_ones = []
    for name, version, advisory in _advisories(locked):
        reason = accepted.get(advisory) or accepted.get(f"*{name}")
        print(f"{name} {version} {advisory}：{reason or '没有列为已知'}")
        if reason is None:
            open_ones.append(advisory)
    print(f"审计：{len(open_ones)} 个没有处理的漏洞")
    return 1 if open_ones else 0


def _advisories(requirements: str) -> list[tuple[str, str, str]]:
    """(package, version, advisory) of what is known against the pinned packages."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(requirements)
        file.flush()
        command = ["uvx", "pip-audit", "--no-deps", "--disable-pip", "-f", "json", "-r", file.name]
        run = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if not run.stdout.strip():
        raise SystemExit(f"审计：没能运行 pip-audit\n{run.stderr[-500:]}")
    found: dict[str, Any] = json.loads(run.stdout)
    return [
        (package["name"], package["version"], advisory["id"])
        for package in found["dependencies"]
        for advisory in package.get("vulns", [])
    ]


def _run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=_FOLDER.parent).stdout


if __name__ == "__main__":
    sys.exit(main())
