"""`bot ask` and `bot chat`: the same path as the website's, in the terminal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.options import AsJson
from bot.errors import UserError
from bot.settings import settings

if TYPE_CHECKING:
    from rich.console import Console

_TIMEOUT_SECONDS = 15


def ask(
    message: Annotated[str, typer.Argument(help="要问的话")],
    as_json: AsJson = False,
) -> None:
    """问一句，答一句。产品在运行就问它，没运行就临时启动。"""
    from rich.console import Console

    from bot.launcher import running_product

    with running_product(settings(), Console(stderr=True)) as address:
        answer = _say(address, None, message)
    if as_json:
        print(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        _show(answer, Console())


def chat() -> None:
    """在终端里对话；空行或 Ctrl-D 结束。"""
    from rich.console import Console

    from bot.launcher import running_product

    console = Console()
    with running_product(settings(), console) as address:
        console.print("您想问什么？（空行结束）")
        session = None
        while (message := _read_line()) != "":
            answer = _say(address, session, message)
            session = answer["session"]
            _show(answer, console)


def _read_line() -> str:
    try:
        return input("> ").strip()
    except EOFError:
        return ""


def _say(address: str, session: str | None, message: str) -> dict[str, Any]:
    import requests

    body = {"session": session, "message": message}
    try:
        response = requests.post(f"{address}/api/chat", json=body, timeout=_TIMEOUT_SECONDS)
        answer: dict[str, Any] = response.json()
    except (requests.RequestException, ValueError) as error:
        raise UserError(f"{address} 没有回答（{type(error).__name__}）；请看 var/log 里的日志") from error
    if response.status_code != 200:
        raise UserError(answer["error"]["message"])
    return answer


def _show(answer: dict[str, Any], console: Console) -> None:
    for message in answer["messages"]:
        console.print(message["text"], markup=False, highlight=False)
        for citation in message["citations"]:
            console.print(
                f"  依据：{citation['document']} {citation['clause']} {citation['title']}", style="cyan"
            )
        if message["departments"]:
            console.print(f"  部门：{'、'.join(message['departments'])}", style="green")
        if message["buttons"]:
            titles = " · ".join(button["title"] for button in message["buttons"])
            console.print(f"  接着问：{titles}", style="dim")
