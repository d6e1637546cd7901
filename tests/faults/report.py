"""Writes what the tests measured into the tables of docs/reliability.md: `python -m tests.faults.report`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from bench.page_blocks import write_blocks
from bot.settings import ROOT
from tests.faults.conftest import RESULTS

_PAGE = ROOT / "docs" / "reliability.md"


def main() -> None:
    """Replace each `<!-- name -->…<!-- /name -->` block that has results."""
    results: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8"))
    tables = {name: _faults(rows) if name == "faults" else _pairs(rows) for name, rows in results.items()}
    write_blocks(_PAGE, {name: "\n".join(lines) for name, lines in tables.items()})


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
