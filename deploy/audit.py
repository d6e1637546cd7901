"""Checks the locked packages against the advisory database: `make audit`.

Exit 1 for an advisory that deploy/audit.toml does not accept. Where the package index gives no
advisories or the auditor can't be had, nothing is proved: that is said, and the exit is 0.
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


class NothingProved(Exception):
    """The auditor could not be had or the index knows no advisories; the text says which."""


def main() -> int:
    """Print what was found; the exit code."""
    try:
        _insist_on_advisories()
    except NothingProved as reason:
        print(f"审计：什么也没有证明（{reason}）；请在能上网的机器上再跑一次 make audit")
        return 0
    locked = _run("uv", "export", "--frozen", "--no-dev", "--no-hashes", "--no-emit-project", "--quiet")
    accepted = tomllib.loads((_FOLDER / "audit.toml").read_text(encoding="utf-8"))["accepted"]
    packages = _audited(locked)
    unseen = [package["name"] for package in packages if "skip_reason" in package]
    open_ones = []
    for name, version, advisory in _advisories(packages):
        reason = accepted.get(advisory) or accepted.get(f"*{name}")
        print(f"{name} {version} {advisory}：{reason or '没有列为已知'}")
        if reason is None:
            open_ones.append(advisory)
    if unseen:
        print(f"审计：索引里查不到 {len(unseen)} 个包，没有审：{'、'.join(unseen)}")
    print(f"审计：审了 {len(packages) - len(unseen)} 个包，{len(open_ones)} 个没有处理的漏洞")
    return 1 if open_ones else 0


def _insist_on_advisories() -> None:
    try:
        known = _advisories(_audited(_CANARY))
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise NothingProved(f"没能运行 pip-audit：{error}") from error
    if not known:
        raise NothingProved("软件包索引没有给出漏洞信息")


def _audited(requirements: str) -> list[dict[str, Any]]:
    """Each pinned package with its "vulns", or with "skip_reason" where the index does not know it."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(requirements)
        file.flush()
        command = ["uvx", "pip-audit", "--no-deps", "--disable-pip", "-f", "json", "-r", file.name]
        # Its exit code tells of findings, its output of what they are.
        run = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if not run.stdout.strip():
        raise subprocess.SubprocessError(run.stderr.strip()[-500:] or f"exit {run.returncode}")
    found: list[dict[str, Any]] = json.loads(run.stdout)["dependencies"]
    return found


def _advisories(packages: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """(package, version, advisory)."""
    return [
        (package["name"], package["version"], advisory["id"])
        for package in packages
        for advisory in package.get("vulns", [])
    ]


def _run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=_FOLDER.parent).stdout


if __name__ == "__main__":
    sys.exit(main())
