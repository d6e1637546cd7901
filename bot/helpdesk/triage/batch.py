"""A table of messages → the same table, sorted: each different text once, on all cores."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from bot.errors import UserError
from bot.helpdesk.triage.analyse import analyse
from bot.helpdesk.triage.bounds import bounded
from bot.helpdesk.triage.categories import cite
from bot.helpdesk.triage.export import write_table
from bot.helpdesk.triage.model import load_understanding
from bot.helpdesk.triage.result import Triage
from bot.helpdesk.triage.tables import TEXT, Table, read_table
from bot.policy.store import open_store
from bot.settings import Settings

COLUMNS = ("category", "clauses", "departments", "urgent", "confidence", "suggested_reply")
REMARKS = "读表提示"
# Fewer messages than this are done before a second process would have started.
_WORTH_PROCESSES = 200
_CHUNK = 25
_MOST_PROCESSES = 4


def triage_file(
    source: Path,
    target: Path,
    where: Settings,
    progress: Callable[[int, int], None] = lambda done, total: None,
    column: str = TEXT,
) -> Table:
    """Sort the messages in a column of `source` into `target`; returns what was read.

    `progress` is told (different messages done, all of them). Raises UserError; then nothing is written.
    """
    if target.exists() and source.exists() and target.samefile(source):
        raise UserError("输出和输入是同一份文件；请给输出换个名字，免得盖掉原件")
    if target.suffix.lower() not in {".csv", ".xlsx"}:
        raise UserError(f"不会写 {target.suffix or '没有后缀的文件'}；输出请用 .csv 或 .xlsx")
    # A text is as large as its file; what is packed may be anything.
    head = source.open("rb").read(4) if source.is_file() else b""
    packed = head in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
    table = bounded(read_table, source, column) if packed else read_table(source, column)
    texts = table.texts()
    different = list(dict.fromkeys(texts))
    verdicts: dict[str, Triage] = {}
    for text, verdict in zip(different, _analyse_all(different, where), strict=True):
        verdicts[text] = verdict
        progress(len(verdicts), len(different))
    # A column for what is wrong with rows, only where something is.
    remarks = (REMARKS,) if table.remarks else ()
    rows = (
        [*row, *_cells(verdicts[text]), *[table.remarks.get(place, "") for _ in remarks]]
        for place, (row, text) in enumerate(zip(table.rows, texts, strict=True))
    )
    write_table(target, [*_kept_header(table.header), *COLUMNS, *remarks], rows)
    return table


def _analyse_all(texts: list[str], where: Settings) -> Iterator[Triage]:
    workers = min(os.cpu_count() or 1, _MOST_PROCESSES)
    if workers < 2 or len(texts) < _WORTH_PROCESSES:
        yield from (analyse(text, where) for text in texts)
        return
    # Loaded before the processes part, so that they share one copy of the model in memory.
    load_understanding(where.model_dir)
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(workers, context, initializer=open_store, initargs=(where.policy_db,)) as pool:
        yield from pool.map(analyse, texts, [where] * len(texts), chunksize=_CHUNK)


def _kept_header(header: list[str]) -> list[str]:
    """The file's own columns; one that bears the name of a new column is kept under 原…"""
    return [f"原{name}" if name in COLUMNS else name for name in header]


def _cells(verdict: Triage) -> list[Any]:
    return [
        verdict.category,
        ";".join(cite(ref) for ref in verdict.clauses),
        ";".join(verdict.departments),
        "true" if verdict.urgent else "false",
        verdict.confidence,
        verdict.suggested_reply,
    ]
