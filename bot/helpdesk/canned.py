"""Canned replies: texts with placeholders that fit many tickets."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.engine import Engine

from bot.helpdesk import audit
from bot.helpdesk.database import lock, reading, writing
from bot.helpdesk.tables import canned_replies
from bot.helpdesk.tickets import TicketError

PLACEHOLDERS = ("工单号", "部门", "条款", "称呼", "我的名字")
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

    def replies(self) -> list[dict[str, Any]]:
        with reading(self._engine) as connection:
            query = select(canned_replies).order_by(canned_replies.c.id)
            return [dict(row) for row in connection.execute(query).mappings()]

    def add(self, title: str, text: str, actor: str) -> None:
        """Raises TicketError for an empty one or a placeholder that nothing fills."""
        title, text = title.strip()[:40], text.strip()
        if not title or not text:
            raise TicketError("请写下标题和内容。")
        unknown = set(_PLACEHOLDER.findall(text)) - set(PLACEHOLDERS)
        if unknown:
            raise TicketError(
                f"不认识占位符 {'、'.join(sorted(unknown))}；能用的有 {'、'.join(PLACEHOLDERS)}。"
            )
        with writing(self._engine) as connection:
            connection.execute(canned_replies.insert().values(title=title, text=text))
            audit.record(connection, actor, "canned_added", detail={"title": title})

    def remove(self, canned_id: int, actor: str) -> None:
        with writing(self._engine) as connection:
            connection.execute(delete(canned_replies).where(canned_replies.c.id == canned_id))
            audit.record(connection, actor, "canned_removed", detail={"id": canned_id})

    def provide_first(self) -> None:
        """Put the first ones in where there has never been any."""
        with writing(self._engine) as connection:
            lock(connection)
            if not connection.execute(select(func.max(canned_replies.c.id))).scalar():
                rows = [{"title": title, "text": text} for title, text in _FIRST]
                connection.execute(canned_replies.insert(), rows)


def fill(text: str, ticket: dict[str, Any], staff: str) -> str:
    """A canned text for one ticket; what isn't known of it becomes a gap to be filled in."""
    values = {
        "工单号": ticket["number"],
        "部门": "、".join(ticket["departments"][:3]) or "＿＿",
        "条款": "、".join(ticket["clauses"]) or "＿＿",
        "称呼": (ticket["contact"] or {}).get("name", ""),
        "我的名字": staff,
    }
    return _PLACEHOLDER.sub(lambda found: values.get(found.group(1), found.group(0)), text)
