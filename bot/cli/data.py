"""`bot data …`: the training data."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(help="训练数据。", no_args_is_help=True)


@app.command()
def check() -> None:
    """检查例句：重复、不同意图之间的近似、训练与测试之间的泄漏。"""
    from bot.nlu.examples import check_examples

    report = check_examples()
    print(f"没有问题：{report.utterances} 条例句，{report.intents} 个意图，{report.tests} 条测试")


@app.command()
def accept(
    training: Annotated[bool, typer.Option("--train/--no-train", help="接着训练并和现在的模型比较")] = True,
) -> None:
    """把工单台里通过的更正写进训练数据和测试，训练，比较；新模型不比现在的差才留下。"""
    from rich.console import Console

    from bot.helpdesk.database import engine
    from bot.helpdesk.learning import Learning
    from bot.settings import settings
    from bot.teaching import teach

    lesson = teach(settings(), Console(), Learning(engine(settings().database_url)), training)
    for problem in lesson.accepted.problems:
        print(problem)
    print(f"写进了 {len(lesson.accepted.ids)} 条：{'、'.join(p.name for p in lesson.accepted.files)}")
    if lesson.comparison:
        found = lesson.comparison
        print(f"{found.cases} 条测试：原来答对 {found.before}，现在答对 {found.after}")
        for title, cases in (("变好", found.better), ("变差", found.worse)):
            if cases:
                print(f"{title} {len(cases)} 条：{'；'.join(cases[:10])}")
        if lesson.missed:
            print(f"还听不懂 {len(lesson.missed)} 条，可以再教几种说法：{'；'.join(lesson.missed[:10])}")
        print("重新启动产品，新模型就换上了")
