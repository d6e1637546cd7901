"""`bot triage`: a table of messages, sorted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.settings import settings


def triage(
    source: Annotated[Path, typer.Argument(metavar="IN.csv", help="有 text 列的 .csv、.xlsx 或 .xls")],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="OUT.csv", help="写到哪里：.csv 或 .xlsx")
    ],
    column: Annotated[str, typer.Option(help="放留言的那一列的表头")] = "text",
) -> None:
    """给一批留言分类：类别、条款、部门、是否紧急、把握、拟答复；原有的列都保留。"""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from bot.helpdesk.triage.batch import triage_file

    columns = (TextColumn("分类"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("分类", total=None)
        table = triage_file(
            source,
            output,
            settings(),
            lambda done, total: bar.update(task, completed=done, total=total),
            column,
        )
    print(f"{len(table.rows)} 条留言分好了：{output}")
    for note in table.notes:
        print(f"  - {note}")
    if table.remarks:
        print(f"  - {len(table.remarks)} 行有疑问，写在输出的最后一列：{next(iter(table.remarks.values()))}")
