"""`bot backup`, `bot restore` and `bot artefacts`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.settings import settings


def backup(file: Annotated[Path, typer.Argument(help="备份写到哪里（.tar.gz）")]) -> None:
    """把工单、对话、文件、政策库、模型和会话密钥备份成一个文件；运行中也可以做。"""
    from rich.console import Console

    from bot.operations.backup import backup as run

    names = run(settings(), file)
    console = Console()
    console.print(f"备份好了：{file}，{file.stat().st_size / 1e6:.0f} MB，{len(names)} 个文件")
    console.print("注意：里面有访客的对话、联系方式和会话密钥，请加密保存，只给需要的人。")


def restore(
    file: Annotated[Path, typer.Argument(help="bot backup 做的备份")],
    yes: Annotated[bool, typer.Option("--yes", help="不再询问")] = False,
) -> None:
    """用一份备份恢复全部数据；现在的数据移到一边。要先停止产品。"""
    from rich.console import Console

    from bot.operations.backup import restore as run
    from bot.processes import insist_on_port

    insist_on_port(settings().host, settings().port)  # taken: the product is running
    if not yes:
        typer.confirm("现在的数据会被备份里的替换（移到 var/before-restore-… 保存）。继续吗？", abort=True)
    aside = run(settings(), file)
    Console().print(f"恢复好了。原来的数据在 {aside}；确认无误后可以删掉。")


def artefacts(folder: Annotated[Path, typer.Argument(help="放进哪个文件夹")]) -> None:
    """把这一版的模型、政策库和编码器收进一个文件夹，供多台机器使用；要先有训练好的模型。"""
    from rich.console import Console

    from bot.operations.artefacts import collect

    version = collect(settings(), folder)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    Console().print(f"收好了：{folder}，{version}，{size / 1e6:.0f} MB")
