"""Canned replies: texts with placeholders that fit many tickets."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.engine import Connection, Engine

from bot.helpdesk import audit
from bot.helpdesk.database import lock, reading, writing
from bot.helpdesk.ticket_tables import canned_replies
from bot.helpdesk.tickets import TicketError

PLACEHOLDERS = ("工单号", "部门", "条款", "称呼", "我的名字")
# What stands where a ticket doesn't say what a placeholder asks for.
GAP = "＿＿"
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_FIRST = (
    ("收到", "{称呼}您好，您的问题（工单 {工单号}）我看到了，核实后在这里回复您。"),
    ("文件没有规定", "{称呼}您好，这一点文件没有规定，请向{部门}咨询。"),
    ("依据条款", "{称呼}您好，您问的事见{条款}，责任部门是{部门}。"),
    ("请补充情况", "{称呼}您好，为了准确回答，请再说说：您在哪个州（市）、什么身份、想办哪件事？"),
)


class CannedReplies:
    """The canned replies of a database; the first ones are there from the beginning."""

    def __init__(self, made: Engine) -> None:
        self._engine = made

    def replies(self, staff: str = "") -> list[dict[str, Any]]:
        """Everybody's and, of those with an owner, this person's own; own ones first."""
        mine = or_(canned_replies.c.owner.is_(None), canned_replies.c.owner == staff)
        with reading(self._engine) as connection:
            query = select(canned_replies).where(mine)
            query = query.order_by(canned_replies.c.owner.is_(None), canned_replies.c.id)
            return [dict(row) for row in connection.execute(query).mappings()]

    def add(self, title: str, text: str, actor: str, own: bool = False) -> None:
        """Raises TicketError for an empty one or a placeholder that nothing fills."""
        title, text = _checked(title, text)
        with writing(self._engine) as connection:
            values = {"title": title, "text": text, "owner": actor if own else None}
            connection.execute(canned_replies.insert().values(**values))
            audit.record(connection, actor, "canned_added", detail={"title": title})

    def change(self, canned_id: int, title: str, text: str, actor: str, shared: bool) -> None:
        """Word one anew; `shared`: whether the actor may change everybody's."""
        title, text = _checked(title, text)
        with writing(self._engine) as connection:
            _insist_allowed(connection, canned_id, actor, shared)
            mine = canned_replies.c.id == canned_id
            connection.execute(update(canned_replies).where(mine).values(title=title, text=text))
            audit.record(connection, actor, "canned_changed", detail={"title": title})

    def remove(self, canned_id: int, actor: str, shared: bool) -> dict[str, Any]:
        """Delete one; its title, text and owner, so that it can be put back."""
        with writing(self._engine) as connection:
            gone = _insist_allowed(connection, canned_id, actor, shared)
            connection.execute(delete(canned_replies).where(canned_replies.c.id == canned_id))
            audit.record(connection, actor, "canned_removed", detail={"title": gone["title"]})
        return gone

    def provide_first(self) -> None:
        """Put the first ones in where there has never been any."""
        with writing(self._engine) as connection:
            lock(connection)
            if not connection.execute(select(func.max(canned_replies.c.id))).scalar():
                rows = [{"title": title, "text": text} for title, text in _FIRST]
                connection.execute(canned_replies.insert(), rows)


def _checked(title: str, text: str) -> tuple[str, str]:
    title, text = title.strip()[:40], text.strip()
    if not title or not text:
        raise TicketError("请写下标题和内容。")
    unknown = set(_PLACEHOLDER.findall(text)) - set(PLACEHOLDERS)
    if unknown:
        raise TicketError(f"不认识占位符 {'、'.join(sorted(unknown))}；能用的有 {'、'.join(PLACEHOLDERS)}。")
    return title, text


def _insist_allowed(connection: Connection, canned_id: int, actor: str, shared: bool) -> dict[str, Any]:
    """The reply, where the actor may change it: an own one, or everybody's where that is theirs to change."""
    row = connection.execute(select(canned_replies).where(canned_replies.c.id == canned_id)).first()
    if row is None or (row.owner or actor) != actor:
        raise TicketError("没有这条常用回复，可能刚刚被删掉了。")
    if row.owner is None and not shared:
        raise TicketError("大家共用的常用回复由主管管；您可以添加自己的。")
    return dict(row._mapping)


def fill(text: str, ticket: dict[str, Any], staff: str) -> str:
    """A canned text for one ticket; what isn't known of it becomes a gap to be filled in."""
    values = {
        "工单号": ticket["number"],
        "部门": "、".join(ticket["departments"][:3]) or GAP,
        "条款": "、".join(ticket["clauses"]) or GAP,
        "称呼": (ticket["contact"] or {}).get("name", ""),
        "我的名字": staff,
    }
    return _PLACEHOLDER.sub(lambda found: values.get(found.group(1), found.group(0)), text)
