"""Writes what the tests measured into the tables of docs/reliability.md: `python -m tests.faults.report`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from bot.settings import ROOT
from tests.faults.conftest import RESULTS

_PAGE = ROOT / "docs" / "reliability.md"


def main() -> None:
    """Replace each `<!-- name -->…<!-- /name -->` block that has results."""
    results: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8"))
    page = _PAGE.read_text(encoding="utf-8")
    for name, rows in results.items():
        table = "\n".join(_faults(rows) if name == "faults" else _pairs(rows))
        block = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        page, found = block.subn(lambda old, text=table: f"{old[1]}{text}\n{old[2]}", page)
        if not found:
            raise SystemExit(f"{_PAGE.name} has no place for “{name}”")
    _PAGE.write_text(page, encoding="utf-8")


def _faults(rows: dict[str, dict[str, Any]]) -> Iterable[str]:
    yield "| fault | what the visitor sees | longest answer | back after | lost or doubled |"
    yield "| --- | --- | ---: | ---: | --- |"
    for row in sorted(rows.values(), key=lambda row: str(row["fault"])):
        back = f"{row['back']:.1f} s" if row.get("back") is not None else "at once"
        cells = (row["fault"], row["visitor"], f"{row['longest']:.1f} s", back, row.get("lost", "–"))
        yield f"| {' | '.join(cells)} |"


def _pairs(rows: dict[str, Any]) -> Iterable[str]:
    yield "| what | measured |"
    yield "| --- | ---: |"
    for name, value in rows.items():
        yield f"| {name} | {value} |"


if __name__ == "__main__":
    main()
