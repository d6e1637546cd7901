"""Tickets as CSV for Excel: personal data masked, nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.engine import Engine

from bot.helpdesk.categories import CATEGORIES
from bot.helpdesk.database import reading
from bot.helpdesk.masking import mask
from bot.helpdesk.ticket_tables import tickets
from bot.helpdesk.tickets import ORIGINS, STATUSES, departments_of, number
from bot.helpdesk.worktime import local

COLUMNS = (
    "工单号", "登记时间", "状态", "来源", "类别", "紧急", "处理人", "责任部门", "条款",
    "首次回复", "办结时间", "问题",
)  # fmt: skip
_BATCH = 500
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def export_csv(made: Engine, since: dt.datetime | None = None) -> Iterator[str]:
    """CSV text in pieces, with a byte order mark, so that a hundred thousand tickets fit in little memory."""
    yield "\ufeff" + _lines([list(COLUMNS)])
    last = 0
    while True:
        with reading(made) as connection:
            query = select(tickets).where(tickets.c.id > last).order_by(tickets.c.id).limit(_BATCH)
            if since:
                query = query.where(tickets.c.created >= since)
            rows = connection.execute(query).all()
            if not rows:
                return
            found = departments_of(connection, [row.id for row in rows])
        last = rows[-1].id
        yield _lines([_cells(row, found.get(row.id, [])) for row in rows])


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_RUNS) else cell


def table_csv(rows: list[list[str]]) -> str:
    """Any table as CSV for Excel."""
    return "\ufeff" + _lines(rows)


def _cells(row, departments: list[str]) -> list[str]:  # type: ignore[no-untyped-def]
    return [
        number(row.id),
        _time(row.created),
        STATUSES[row.status],
        ORIGINS[row.origin],
        CATEGORIES[row.category],
        "是" if row.urgent else "",
        row.assignee or "",
        "、".join(departments),
        "、".join(row.clauses),
        _time(row.first_reply),
        _time(row.resolved),
        mask(row.question),
    ]


def _time(moment: dt.datetime | None) -> str:
    return f"{local(moment):%Y-%m-%d %H:%M}" if moment else ""


def _lines(rows: list[list[str]]) -> str:
    written = io.StringIO()
    csv.writer(written).writerows([[harmless(cell) for cell in row] for row in rows])
    return written.getvalue()
