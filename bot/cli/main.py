"""`bot`: the product as one command line program."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from bot.cli import conversation, data, helpdesk, operate, policy, triage
from bot.errors import UserError, say_failure
from bot.processes import keep_private
from bot.settings import Settings, settings

app = typer.Typer(
    help="滇创问答：按文件回答云南创业政策的自助助手。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(policy.app, name="policy")
app.add_typer(data.app, name="data")
app.add_typer(helpdesk.app, name="helpdesk")
app.command("ask")(conversation.ask)
app.command("chat")(conversation.chat)
app.command("triage")(triage.triage)
app.command("backup")(operate.backup)
app.command("restore")(operate.restore)
app.command("artefacts")(operate.artefacts)


# What these write is the repository's, for everybody to read.
_FOR_THE_REPOSITORY = ("policy", "data")
# Their values carry keys or passwords.
_SECRETS = {
    "secret",
    "database_url",
    "redis_url",
    "internal_token",
    "webhook_url",
    "webhook_secret",
    "wecom_url",
    "smtp_url",
}


@app.command()
def serve() -> None:
    """备好缺的东西（政策库、模型），然后在 BOT_PORT 上提供整个产品；Ctrl-C 结束。"""
    from bot.launcher import serve as run

    raise typer.Exit(run(settings(), Console()))


@app.command()
def prepare() -> None:
    """只备好缺的东西（政策库、模型、留言分类），不启动。"""
    from bot.preparation import ensure_triage
    from bot.preparation import prepare as run

    run(settings(), Console())
    ensure_triage(settings(), Console())


@app.command()
def train() -> None:
    """重新训练模型，放进 models/。"""
    from bot.preparation import ensure_store
    from bot.training import train as run

    console = Console()
    ensure_store(settings(), console)
    console.print(f"模型：{run(settings(), console)}")


@app.command()
def evaluate(
    record: Annotated[
        bool, typer.Option("--record", help="把各组的得分记下来，以后的模型不许低于它")
    ] = False,
) -> None:
    """评测理解：测试题、噪声、校准、做法比较，写进 docs/understanding.md 和 docs/confusion.png。"""
    from bot.evaluation.report import evaluate as run
    from bot.helpdesk.triage.model import load_understanding
    from bot.policy.store import open_store

    # In a process of its own: training leaves TensorFlow out, which the comparison needs.
    made = subprocess.run([sys.executable, "-m", "bot.preparation"], stdout=subprocess.DEVNULL)
    if made.returncode:
        raise typer.Exit(made.returncode)
    understanding = load_understanding(settings().model_dir)
    assert understanding is not None, "the preparation makes the model"
    print(run(understanding, open_store(settings().policy_db), record))


@app.command("hold")
def hold_conversations(
    files: Annotated[
        list[Path] | None, typer.Argument(help="题目（.jsonl）；不写就用 data/cases/sealed")
    ] = None,
    missed: Annotated[Path | None, typer.Option("--missed", help="没答对的写到这里（.jsonl）")] = None,
) -> None:
    """把整段对话拿去问真正运行的产品，看每一轮答得对不对。"""
    from dataclasses import asdict

    from bot.evaluation.conversations import SEALED, hold, report
    from bot.launcher import running_product

    chosen = files or sorted(SEALED.glob("*.jsonl"))
    with running_product(settings(), Console(stderr=True)) as base:
        held = {file.stem: hold(base, file) for file in chosen}
    if missed:
        wrong = [asdict(t) for turns in held.values() for t in turns if t.faults]
        missed.write_text("".join(json.dumps(t, ensure_ascii=False) + "\n" for t in wrong), encoding="utf-8")
    print(report(held))


@app.command("settings")
def show_settings() -> None:
    """列出所有设置：环境变量、现在的值、含义。"""
    from rich.table import Table

    table = Table("变量", "现在的值", "含义")
    for item in fields(Settings):
        value = getattr(settings(), item.name)
        shown = "（已设置）" if item.name in _SECRETS and value else str(value)
        table.add_row(item.metadata["env"], shown, item.metadata["meaning"])
    Console().print(table)


def main() -> None:
    """Run the command line; what a person can mend is one line, without a stack trace."""
    if sys.argv[1:2] not in ([name] for name in _FOR_THE_REPOSITORY):
        keep_private()
    try:
        app()
    except UserError as error:
        _fail(str(error))
    except OSError as error:
        _fail(say_failure(error))
    except Exception as error:
        # Its own module is not imported for that: most commands need no database.
        if not type(error).__module__.startswith("sqlalchemy."):
            raise
        _fail(say_failure(error))


def _fail(told: str) -> NoReturn:
    print(f"错误：{told}", file=sys.stderr)
    sys.exit(2)


if __name__ == "__main__":
    main()
