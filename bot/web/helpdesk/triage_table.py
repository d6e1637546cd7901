"""A table of messages sorted in the console: uploaded, read by triage, shown or given back as CSV."""

from __future__ import annotations

import asyncio
import csv
import sys
import tempfile
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from bot.helpdesk.categories import CATEGORIES
from bot.helpdesk.export import table_csv
from bot.web.helpdesk.access import Agent, Fields, desk
from bot.web.helpdesk.render import render
from bot.web.limits import FullHouse, Places

PATH = "/helpdesk/triage"
# A table of some thousand letters.
MOST_BYTES = 2 * 1024 * 1024
router = APIRouter(prefix=PATH)
_PATIENCE_SECONDS = 300
_SHOWN = 200
# What offices call the column, tried in turn where nobody names it.
_USUAL = ("text", "留言内容", "留言", "内容", "诉求内容", "诉求", "问题", "来信内容", "正文")
_KINDS = {".csv", ".tsv", ".xlsx", ".xls", ".ods"}
_HEADERS = {
    "category": "类别", "clauses": "条款", "departments": "责任部门", "urgent": "紧急",
    "confidence": "把握", "suggested_reply": "拟答复",
}  # fmt: skip
_URGENT = {"true": "是", "false": "否"}
# It takes a core and the whole model: one at a time.
_PLACES = Places(1)


class _Unusable(Exception):
    """The table can't be sorted; the text says why and what to do."""


@router.get("")
def triage_page(request: Request, session: Agent) -> Response:
    return render(request, "triage.html", {"fields": {}})


@router.post("")
async def sort_table(request: Request, session: Agent, fields: Fields) -> Response:
    """The table with its new columns: shown, or with `act=download` as CSV."""
    try:
        with _PLACES.one():
            rows = await _sorted(request, fields.get("column", "").strip())
    except FullHouse:
        told = "正在分另一份表，请过一会儿再试。"
        return render(request, "triage.html", {"error": told, "fields": fields}, 503, {"Retry-After": "30"})
    except _Unusable as problem:
        return render(request, "triage.html", {"error": str(problem), "fields": fields}, 400)
    if fields.get("act") == "download":
        headers = {"Content-Disposition": 'attachment; filename="triage.csv"', "Cache-Control": "no-store"}
        return Response(table_csv(rows), media_type="text/csv; charset=utf-8", headers=headers)
    more = max(0, len(rows) - 1 - _SHOWN)
    shown = {"header": rows[0], "rows": rows[1 : 1 + _SHOWN], "more": more, "fields": fields}
    return render(request, "triage.html", shown)


async def _sorted(request: Request, column: str) -> list[list[str]]:
    """Header and rows of the sorted table. Raises _Unusable."""
    uploaded = (await request.form()).get("table")
    if not isinstance(uploaded, UploadFile) or not uploaded.filename:
        raise _Unusable("请选一份表：.csv、.xlsx 或 .xls，最大 2 MB。")
    content = await uploaded.read()
    kind = Path(uploaded.filename).suffix.lower()
    if kind not in _KINDS:
        raise _Unusable(f"不认识 {kind or '没有后缀的文件'}；请用 .csv、.xlsx 或 .xls。")
    with tempfile.TemporaryDirectory(dir=desk(request).settings.var_dir) as folder:
        source, target = Path(folder) / f"表{kind}", Path(folder) / "分好.csv"
        source.write_bytes(content)
        problem = ""
        for name in [column] if column else _USUAL:
            problem = await _run(source, target, name)
            if not problem:
                return _in_chinese(target)
            if "列" not in problem:
                break
        raise _Unusable(problem if column else f"{problem}。可以在“列名”里写放留言的那一列叫什么。")


async def _run(source: Path, target: Path, column: str) -> str:
    """Sort by a process of its own, so that visitors wait for nothing; why it couldn't be, else empty."""
    command = (sys.executable, "-m", "bot.cli.main", "triage", str(source), "-o", str(target))
    process = await asyncio.create_subprocess_exec(
        *command,
        "--column",
        column,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            _, told = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        return "这份表太大，五分钟没有分完；请分成几份"
    if process.returncode == 0 and target.exists():
        return ""
    lines = [line for line in told.decode("utf-8", "replace").splitlines() if line.strip()]
    return lines[-1].strip() if lines else "没有分成，请检查这份表"


def _in_chinese(target: Path) -> list[list[str]]:
    """The table as people read it: headers and values of the new columns in Chinese."""
    with target.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = list(csv.reader(file))
    places = {name: header.index(name) for name in _HEADERS}
    for row in rows:
        row[places["category"]] = CATEGORIES.get(row[places["category"]], row[places["category"]])
        row[places["urgent"]] = _URGENT.get(row[places["urgent"]], row[places["urgent"]])
    return [[_HEADERS.get(name, name) for name in header], *rows]
