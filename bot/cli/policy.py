"""`bot policy …`: the documents and their store."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.options import AsJson
from bot.errors import PolicyDataError, UserError
from bot.settings import settings

if TYPE_CHECKING:
    from bot.policy.importer.importing import Imported
    from bot.policy.knowledge import Knowledge
    from bot.policy.store import Store

app = typer.Typer(help="政策文件和政策库。", no_args_is_help=True)
_STATUS = {
    "new": "新文件",
    "version": "新的一版，旧版保留",
    "unchanged": "已经有了，没有改动",
}
_ITEM = {"law": "{}", "official_paper": "（{}）"}


@app.command()
def build() -> None:
    """由 data/ 建政策库；有问题时保留旧库。"""
    from bot.policy.build import build_store
    from bot.policy.store import Store

    path = build_store(settings())
    store = Store(path)
    counts = f"{len(store.documents())} 份文件，{len(store.topics())} 个主题"
    print(f"政策库：{path}（{counts}）")
    if report := store.meta("laws"):
        print(report)


@app.command()
def check(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(help="只查这些文件夹里的文件，例如 data/documents/530000/…；不写就查全部"),
    ] = None,
    on: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="再列出这一天起 90 天内到期的文件和规定"),
    ] = None,
    laws: Annotated[
        Path | None,
        typer.Option(help="只拿数据包里的法律条文和这个文件夹里的 <法律简称>.md 逐条对照，列出不同"),
    ] = None,
) -> None:
    """检查事项、文件、规定：标识、日期、引文、条件，每个数字都在所引条文里；库里的引文还在原处。"""
    if laws:
        _check_laws(laws)
        return
    if folders:
        _check_part(folders, on)
        return
    from bot.policy.build import is_current
    from bot.policy.check import check_knowledge
    from bot.policy.knowledge import read_knowledge

    knowledge = read_knowledge(settings().data_dir, settings().document_dir, settings().published_dir)
    check_knowledge(knowledge, settings().proof_dirs)
    if is_current(settings()) and (moved := _store().span_problems()):
        raise PolicyDataError(moved)
    _say_checked(knowledge, on)


def _check_laws(folder: Path) -> None:
    from bot.policy.law_comparison import compare_laws
    from bot.policy.law_passages import law_passages, unheld
    from bot.policy.national_documents import law_source

    source = law_source(settings().data_dir)
    if source is None:
        raise UserError("没有法律数据包；请按 pyproject.toml 安装（uv sync），或看 data/national_law.yml")
    compared = compare_laws(source.read()[0], folder)
    print("\n".join(compared.differences))
    counts = f"{compared.laws} 部法律，{compared.articles} 条，不同的 {len(compared.differences)} 条"
    print(f"对照了 {counts}")
    if wrong := unheld(_store(), law_passages()):
        raise PolicyDataError(wrong)


def _check_part(folders: list[Path], on: dt.datetime | None) -> None:
    from bot.policy.check import check_part
    from bot.policy.documents import read_infos
    from bot.policy.knowledge import read_part

    part = read_part(settings().data_dir, folders, settings().published_dir)
    check_part(
        part,
        read_infos(settings().document_dir, settings().published_dir / "documents"),
        settings().proof_dirs,
    )
    _say_checked(part, on)


def _say_checked(knowledge: Knowledge, on: dt.datetime | None) -> None:
    from bot.policy.expiry import ending_soon
    from bot.policy.proofs import library, unproved

    texts = library(knowledge.documents, settings().proof_dirs)
    for document in knowledge.documents:
        if document.provisions and (why := unproved(document, texts)):
            print(f"{document.info.number}：数字没有核对（{why}）")
    provisions = sum(len(document.provisions) for document in knowledge.documents)
    counts = f"{len(knowledge.documents)} 份文件，{provisions} 条规定，{len(knowledge.matters)} 个事项"
    print(f"没有问题：{counts}")
    for line in ending_soon(knowledge, on.date()) if on else ():
        print(line)


@app.command()
def new(
    document: Annotated[str, typer.Argument(help="文号或法律简称，例如 昆政发〔2026〕1号")],
    region: Annotated[str, typer.Option(help="区划代码：000000 国家，530000 云南，530100 昆明…")] = "530000",
) -> None:
    """建一份新文件的文件夹，照着填就行。"""
    from bot.policy.skeleton import new_document

    print(f"写好了：{new_document(settings().document_dir, document.strip(), region)}")


@app.command("import")
def import_(
    source: Annotated[str, typer.Argument(help="文件（.txt .md .html .docx .pdf）或网址")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看会怎样，什么也不写")] = False,
    number: Annotated[str, typer.Option(help="文号或法律简称；不写则从原文里找")] = "",
    title: Annotated[str, typer.Option(help="标题；不写则从原文里找")] = "",
    valid_from: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="从哪天起施行；不写则从原文里找"),
    ] = None,
) -> None:
    """导入一份公文或法律，放进文件的文件夹；然后运行 policy build 就能查到。"""
    from bot.policy.importer.importing import Given, import_document

    given = Given(number.strip(), title.strip(), valid_from.date() if valid_from else None)
    imported = import_document(source, settings(), given, dry_run)
    _report(imported, dry_run)


@app.command()
def export() -> None:
    """把工单台发布的文件和事项写进 data/，好提交到 git。"""
    from bot.policy.published import export as run

    own = settings()
    written = run(own.published_dir, own.data_dir, own.document_dir)
    print("\n".join(str(path) for path in written))
    print(f"写了 {len(written)} 个文件；请核对后提交，工单台那一份在下次建库时自动让位")


@app.command("list")
def list_documents(as_json: AsJson = False) -> None:
    """列出库里的文件，旧版在内。"""
    store = _store()
    rows = [
        {
            "document": d["name"],
            "title": d["title"],
            "clauses": len(store.clauses(d["number"])),
            "valid_from": d["valid_from"],
            "valid_to": d["valid_to"],
            "has_text": d["text"] is not None,
        }
        for d in store.documents()
    ]
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("文件", "标题", "条数", "起", "止")
    for row in rows:
        clauses = str(row["clauses"]) if row["has_text"] else "没有原文"
        table.add_row(row["document"], row["title"], clauses, row["valid_from"], row["valid_to"])
    Console().print(table)


@app.command()
def show(
    document: Annotated[str, typer.Argument(help="文号或法律简称，例如 云政发〔2020〕6号")],
    clause: Annotated[str | None, typer.Argument(help="条款序号，例如 四、第十九条")] = None,
    on: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="看哪一天有效的一版；不写是今天"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """显示一份文件，或其中一条。"""
    store = _store()
    info = _find(store, document, on.date() if on else None)
    clauses = _clauses(store, info, clause)
    if clause and not clauses:
        raise UserError(f"{info['name']} 没有“{clause}”这一条；不写条款序号可以看全文")
    if as_json:
        print(json.dumps(_as_json(info, clauses), ensure_ascii=False, indent=2))
        return
    until = f"{info['valid_to']} 止" if info["valid_to"] else ""
    print(f"{info['title']}（{info['name']}，{info['valid_from']} 起{until}）")
    if info["text"] is None:
        print("库里只有名称，没有原文；用 policy import 导入原文后可以看。")
    for row in clauses:
        print(f"\n{_ITEM[info['kind']].format(row['number'])}{row['title']}\n{row['text']}")
        if row["departments"]:
            print(f"责任部门：{'、'.join(row['departments'])}{'等' if row['and_others'] else ''}")


@app.command()
def search(text: str, limit: int = 5, as_json: AsJson = False) -> None:
    """全文检索今天有效的条款和主题。"""
    found = _store().search(text, limit)
    if as_json:
        print(json.dumps([p.__dict__ for p in found], ensure_ascii=False, indent=2))
        return
    for passage in found:
        title = passage.title.partition("，")[0]
        print(f"{passage.document} {passage.clause}  {title}\n    {passage.text[:100]}")
    if not found:
        print("没有找到。")


def _store() -> Store:
    from bot.policy.store import open_store

    return open_store(settings().policy_db)


def _report(imported: Imported, dry_run: bool) -> None:
    info, structure = imported.document.info, imported.document.structure
    print(f"{info.number}《{info.title}》：{_STATUS[imported.status]}")
    until = f"{info.valid_to} 止" if info.valid_to else ""
    print(f"  发文机关：{info.issuer or '没有找到'}；{info.valid_from} 起{until}")
    counts = f"{len(structure.chapters)} 章（部分），{len(structure.clauses)} 条"
    names = {name for row in structure.annex for name in row.departments}
    annex = f"，附件 {len(structure.annex)} 行、{len(names)} 个部门" if structure.annex else ""
    print(f"  {counts}{annex}")
    if imported.notes:
        print("  拿不准的地方，请核对：")
        print("\n".join(f"  - {note}" for note in imported.notes))
    if imported.status == "unchanged":
        print(f"  在 {imported.folder}")
    elif dry_run:
        print(f"  会写到 {imported.folder}（--dry-run，没有写）")
    else:
        print(f"  写到 {imported.folder}；运行 bot policy build 之后就能查到")


def _clauses(store: Store, info: dict[str, Any], typed: str | None) -> list[dict[str, Any]]:
    """All clauses, or the one that is asked for as （四）, 第四条, 4 or 十九条之一."""
    from bot.policy.marks import cited

    if not typed:
        return store.clauses(info["number"])
    found = (store.clauses(info["number"], number) for number in cited(typed, info["kind"]))
    return next(filter(None, found), [])


def _find(store: Store, document: str, on: dt.date | None) -> dict[str, Any]:
    """By number or short name, however its brackets are typed, or by a part of the title."""
    typed = re.sub(r"[\[［(（【](\d{4})[\]］)）】]", r"〔\1〕", document.strip())
    info = store.document(typed, on)
    if info:
        return info
    names = {d["name"] for d in store.documents() if typed in d["title"] or typed in d["name"]}
    if len(names) == 1 and (info := store.document(names.pop(), on)):
        return info
    known = "、".join(dict.fromkeys(d["name"] for d in store.documents() if d["named"]))
    raise UserError(f"没有“{document}”这份文件；库里有：{known}，还有国家法律")


def _as_json(info: dict[str, Any], clauses: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "document": info["name"],
        "title": info["title"],
        "kind": info["kind"],
        "issuer": info["issuer"],
        "valid_from": info["valid_from"],
        "valid_to": info["valid_to"],
        "clauses": [{key: row[key] for key in ("number", "title", "text", "departments")} for row in clauses],
    }
