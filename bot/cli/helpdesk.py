"""`bot helpdesk …`: accounts, export, deletion, the audit log."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.errors import UserError
from bot.helpdesk.roles import ROLES
from bot.settings import settings

if TYPE_CHECKING:
    from bot.helpdesk.staff import StaffRegister

app = typer.Typer(help="工单台：账号、导出、清理、审计。", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="用户名")]
_OPERATOR = "system"


def _register() -> StaffRegister:
    from bot.helpdesk.staff import StaffRegister

    return StaffRegister(settings().database_url)


def _ask_password() -> str:
    """Typed twice at a terminal; one line from a pipe."""
    if sys.stdin.isatty():
        return str(typer.prompt("密码", hide_input=True, confirmation_prompt="再输一次"))
    return sys.stdin.readline().rstrip("\n")


@app.command("add-user")
def add_user(
    name: Name,
    role: Annotated[str, typer.Option(help="、".join(f"{k}（{v}）" for k, v in ROLES.items()))],
) -> None:
    """添加一位工作人员；密码在终端里输入，或从管道读一行。"""
    _register().add(name, role, _ask_password(), _OPERATOR)
    print(f"已添加 {name}（{ROLES[role]}）")


@app.command()
def password(name: Name) -> None:
    """重设密码；这个账号的登录全部失效，锁定也解除。"""
    _register().set_password(name, _ask_password(), _OPERATOR)
    print(f"已重设 {name} 的密码")


@app.command()
def unlock(name: Name) -> None:
    """解除一个账号的登录锁定。"""
    _register().unlock(name, _OPERATOR)
    print(f"{name} 可以登录了")


@app.command("second-factor-off")
def second_factor_off(name: Name) -> None:
    """关掉一个账号的两步验证（手机丢了时用）；之后请本人重新设置。"""
    _register().drop_second_factor(name, _OPERATOR)
    print(f"{name} 的两步验证已关掉")


@app.command()
def users() -> None:
    """列出账号。"""
    for account in _register().accounts():
        state = "" if account["active"] else "（已停用）"
        print(f"{account['name']}\t{ROLES[account['role']]}{state}")


@app.command("first-admin")
def first_admin() -> None:
    """给第一位管理员的一次性链接；已经有账号就没有链接。"""
    from bot.helpdesk.desk import first_admin_link

    link = first_admin_link(settings())
    if link is None:
        raise UserError("已经有账号了；新账号请管理员添加，或用 bot helpdesk add-user")
    print(link)


@app.command("api-token")
def api_token(
    name: Name,
    label: Annotated[str, typer.Option(help="给谁用的，例如“市长热线系统”")] = "命令行",
    days: Annotated[int, typer.Option(help="有效多少天，最多 365")] = 365,
) -> None:
    """给其他系统调用 /api/ 用的令牌；只显示这一次。"""
    from bot.helpdesk.sessions import StaffSessions

    if name not in _register().names():
        raise UserError(f"没有“{name}”这个在用的账号")
    print(StaffSessions(settings().database_url).make_token(name, label, days, _OPERATOR))


@app.command("api-tokens")
def api_tokens() -> None:
    """列出有效的令牌：编号、账号、用途、最近使用、到期。"""
    from bot.helpdesk.sessions import StaffSessions

    for token in StaffSessions(settings().database_url).tokens():
        times = "\t".join(f"{token[when]:%Y-%m-%d}" for when in ("seen", "expires"))
        print(f"{token['id']}\t{token['staff']}\t{token['label']}\t{times}")


@app.command("api-token-revoke")
def api_token_revoke(token: Annotated[str, typer.Argument(help="api-tokens 列出的编号")]) -> None:
    """让一个令牌立刻失效。"""
    from bot.helpdesk.sessions import StaffSessions

    StaffSessions(settings().database_url).revoke(token, _OPERATOR)
    print(f"令牌 {token} 失效了")


@app.command()
def export(
    out: Annotated[Path | None, typer.Option("-o", "--output", help="写到哪个文件；不给就写到屏幕")] = None,
    days: Annotated[int, typer.Option(help="最近多少天；0 为全部")] = 0,
) -> None:
    """把工单导出成 Excel 能打开的 CSV；手机号、身份证号等已遮盖。"""
    from bot.helpdesk.database import engine, now
    from bot.helpdesk.export import export_csv

    since = now() - dt.timedelta(days=days) if days else None
    pieces = export_csv(engine(settings().database_url), since)
    if out is None:
        sys.stdout.writelines(pieces)
        return
    draft = out.with_name(f".{out.name}.tmp")
    with draft.open("w", encoding="utf-8", newline="") as file:
        file.writelines(pieces)
    draft.replace(out)
    print(f"已导出到 {out}")


@app.command("purge")
def purge_old(
    older_than: Annotated[str, typer.Option("--older-than", help="多久以前的，如 180d")],
    yes: Annotated[bool, typer.Option("--yes", help="不再询问")] = False,
) -> None:
    """删除早已办结的工单和旧对话；处理中的工单不动，审计记录保留。"""
    from bot.helpdesk.database import engine
    from bot.helpdesk.retention import age_in_days, purge

    days = age_in_days(older_than)
    if not yes and sys.stdin.isatty():
        typer.confirm(f"删除 {days} 天以前办结的工单和对话，不能恢复。继续吗？", abort=True)
    gone = purge(engine(settings().database_url), days, _OPERATOR, settings())
    print(f"已删除 {gone.tickets} 张工单、{gone.messages} 条消息，对话引擎的 {gone.events} 条记录")


@app.command()
def verify() -> None:
    """核对审计记录有没有被改过；把条数和最后一环抄存在别处，下次还能查出末尾被截断。"""
    from bot.helpdesk import audit
    from bot.helpdesk.database import engine, reading

    with reading(engine(settings().database_url)) as connection:
        verdict = audit.verify(connection)
    if not verdict.whole:
        raise UserError(f"审计记录第 {verdict.broken_at} 条对不上：{verdict.reason}")
    print(f"审计记录完好：{verdict.entries} 条，最后一环 {verdict.head}")
