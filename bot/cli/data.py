"""`bot data …`: the training data."""

from __future__ import annotations

import typer

app = typer.Typer(help="训练数据。", no_args_is_help=True)


@app.command()
def check() -> None:
    """检查例句：重复、不同意图之间的近似、训练与测试之间的泄漏。"""
    from bot.nlu.examples import check_examples

    report = check_examples()
    print(f"没有问题：{report.utterances} 条例句，{report.intents} 个意图，{report.tests} 条测试")
