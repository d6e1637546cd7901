"""`bot policy …`: the documents and their store."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bot.errors import UserError
from bot.policy.check import check_knowledge
from bot.policy.documents import read_knowledge
from bot.policy.store import Store, build_store, open_store
from bot.settings import settings

app = typer.Typer(help="政策文件和政策库。", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]


@app.command()
def build() -> None:
    """由 data/ 建政策库；有问题时保留旧库。"""
    path = build_store(settings())
    store = Store(path)
    counts = f"{len(store.documents())} 份文件，{len(store.topics())} 个主题"
    print(f"政策库：{path}（{counts}）")


@app.command()
def check() -> None:
    """检查文件、措施、办事指南：引文、数字、标识、覆盖。"""
    knowledge = read_knowledge(settings().policy_dir, settings().guide_dir)
    check_knowledge(knowledge)
    measures = sum(len(ms) for d in knowledge.documents for ms in d.measures.values())
    print(f"没有问题：{len(knowledge.documents)} 份文件，{measures} 项措施，{len(knowledge.guides)} 条指南")


@app.command("list")
def list_documents(as_json: AsJson = False) -> None:
    """列出库里的文件。"""
    store = _store()
    rows = [
        {
            "document": d["number"],
            "title": d["title"],
            "clauses": len(store.clauses(d["number"])),
            "valid_from": d["valid_from"],
            "valid_to": d["valid_to"],
        }
        for d in store.documents()
    ]
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    table = Table("文件", "标题", "条数", "起", "止")
    for row in rows:
        table.add_row(*(str(value if value is not None else "") for value in row.values()))
    Console().print(table)


@app.command()
def show(
    document: Annotated[str, typer.Argument(help="文号或法律简称，例如 云政发〔2020〕6号")],
    clause: Annotated[str | None, typer.Argument(help="条款序号，例如 四")] = None,
    as_json: AsJson = False,
) -> None:
    """显示一份文件，或其中一条。"""
    store = _store()
    info = store.document(document)
    if info is None:
        known = "、".join(d["number"] for d in store.documents())
        raise UserError(f"没有“{document}”这份文件；库里有：{known}")
    clauses = store.clauses(document, clause)
    if clause and not clauses:
        raise UserError(f"{document} 没有“{clause}”这一条；不写条款序号可以看全文")
    if as_json:
        print(json.dumps(_as_json(info, clauses), ensure_ascii=False, indent=2))
        return
    print(f"{info['title']}（{document}）")
    for row in clauses:
        print(f"\n（{row['number']}）{row['title']}\n{row['text']}")
        if row["departments"]:
            print(f"责任部门：{'、'.join(row['departments'])}{'等' if row['and_others'] else ''}")


@app.command()
def search(text: str, limit: int = 5, as_json: AsJson = False) -> None:
    """全文检索。"""
    found = _store().search(text, limit)
    if as_json:
        print(json.dumps([p.__dict__ for p in found], ensure_ascii=False, indent=2))
        return
    for passage in found:
        print(f"{passage.document} {passage.clause}  {passage.title}\n    {passage.text[:100]}")
    if not found:
        print("没有找到。")


def _store() -> Store:
    return open_store(settings().policy_db)


def _as_json(info: dict[str, Any], clauses: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "document": info["number"],
        "title": info["title"],
        "clauses": [{key: row[key] for key in ("number", "title", "text", "departments")} for row in clauses],
    }
