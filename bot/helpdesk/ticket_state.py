"""Where a ticket stands, in words for the visitor who waits for it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.engine import Row

from bot.helpdesk.database import now
from bot.helpdesk.tickets import number
from bot.helpdesk.worktime import plan_doubt, say_day
from bot.policy.reply import Button

# «还没解决» takes up the same ticket; «解决了» settles it.
SOLVED = Button("解决了", "解决了")
UNSOLVED = Button("没解决，继续", "没解决，继续")
_SAID = {
    "new": "已登记，排队等工作人员看",
    "open": "工作人员正在处理",
    "waiting": "工作人员已经回复，等您补充或确认",
    "resolved": "已经办结",
    "closed": "已经关闭",
}


def state_of(ticket: Row) -> dict[str, Any]:
    """{"number", "status", "says", "due", "contact", "reminded", "active"}.

    `says` is one or two sentences; `due` is ISO 8601 in UTC or None; of the contact so much is shown that
    its owner knows it again.
    """
    reminded = "您催过，工作人员看得到。" if ticket.active and ticket.reminded else ""
    due = f"，{say_due(ticket.due)}" if ticket.active and ticket.due else ""
    return {
        "number": number(ticket.id),
        "status": ticket.status,
        "says": f"{_SAID[ticket.status]}{due}。{reminded}",
        "due": ticket.due.isoformat() + "Z" if ticket.due else None,
        "contact": _hinted(ticket.contact or {}),
        "reminded": bool(ticket.reminded),
        "active": bool(ticket.active),
    }


def say_due(due: dt.datetime | None) -> str:
    """«最晚今天 16:00 前回复您»; of a time that is over, that it is."""
    if due is None:
        return "工作人员会回复您"
    moment = now()
    if due < moment:
        return f"本该在{say_day(due, moment)} 前回复您，已经超时，工作人员看得到"
    return f"最晚{say_day(due, moment)} 前回复您{plan_doubt(due)}"


def _hinted(contact: dict[str, str]) -> str:
    """138****0000, z***@example.com: enough to know it again, too little to call."""
    phone, email = contact.get("phone", ""), contact.get("email", "")
    name, _, host = email.partition("@")
    shown = [f"{phone[:3]}****{phone[-4:]}" if phone else "", f"{name[:1]}***@{host}" if email else ""]
    return "、".join(part for part in shown if part)
