"""The audit log: who changed what and when, append only, each entry sealed to the one before it.

Entries name tickets and staff, never a visitor: purging personal data leaves the chain whole.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from bot.helpdesk.database import lock, now
from bot.helpdesk.ticket_tables import tickets
from bot.helpdesk.upkeep_tables import audit

_UNSETTLED = ("new", "open", "waiting")
_START = "0" * 64


@dataclass(frozen=True)
class Verdict:
    """Result of a verification; `broken_at` is the id of the first entry that doesn't fit."""

    entries: int
    head: str
    broken_at: int | None = None
    reason: str = ""

    @property
    def whole(self) -> bool:
        return self.broken_at is None


def record(
    connection: Connection,
    actor: str,
    action: str,
    ticket_id: int | None = None,
    detail: dict[str, Any] | None = None,
) -> int:
    """Append an entry within the transaction of the change that it tells; its id."""
    lock(connection)
    latest = select(audit.c.hash).order_by(audit.c.id.desc()).limit(1)
    entry = {
        "created": now().isoformat(timespec="microseconds"),
        "actor": actor,
        "action": action,
        "ticket_id": ticket_id,
        "detail": detail or {},
        "previous": connection.execute(latest).scalar() or _START,
    }
    inserted = connection.execute(audit.insert().values(**entry, hash=_seal(entry)))
    return int(inserted.inserted_primary_key[0])


def history(connection: Connection, ticket_id: int) -> list[dict[str, Any]]:
    """What was done to one ticket, oldest first."""
    query = select(audit).where(audit.c.ticket_id == ticket_id).order_by(audit.c.id)
    return [dict(row._mapping) for row in connection.execute(query)]


def verify(connection: Connection) -> Verdict:
    """Recompute the whole chain, and compare every ticket's status with what the log says of it."""
    previous, count, statuses = _START, 0, {}
    for row in connection.execute(select(audit).order_by(audit.c.id)).mappings():
        count += 1
        if row["previous"] != previous:
            return Verdict(count, previous, row["id"], "前面缺了记录，或顺序被改过")
        if row["hash"] != _seal(dict(row)):
            return Verdict(count, previous, row["id"], "这条记录的内容被改过")
        previous = row["hash"]
        if "status" in row["detail"]:
            statuses[row["ticket_id"]] = (row["detail"]["status"], row["id"])
    present = dict(connection.execute(select(tickets.c.id, tickets.c.status)).all())
    for ticket_id, (status, entry) in statuses.items():
        # Only settled tickets are ever purged.
        if status in _UNSETTLED and ticket_id not in present:
            return Verdict(count, previous, entry, f"工单 {ticket_id} 还没办结就不见了")
    for ticket_id, status in present.items():
        told, entry = statuses.get(ticket_id, ("", 0))
        if told != status:
            return Verdict(count, previous, entry, f"工单 {ticket_id} 的状态和记录对不上，或缺了它的记录")
    return Verdict(count, previous)


def entries(
    connection: Connection,
    before: int | None = None,
    limit: int = 100,
    actor: str = "",
    action: str = "",
    ticket_id: int | None = None,
) -> list[dict[str, Any]]:
    """The newest entries, or those before an id; of one actor, of one action, of one ticket."""
    query = select(audit).order_by(audit.c.id.desc()).limit(limit)
    if before:
        query = query.where(audit.c.id < before)
    if actor:
        query = query.where(audit.c.actor == actor)
    if action:
        query = query.where(audit.c.action == action)
    if ticket_id is not None:
        query = query.where(audit.c.ticket_id == ticket_id)
    return [dict(row._mapping) for row in connection.execute(query)]


def size(connection: Connection) -> int:
    return int(connection.execute(select(func.count()).select_from(audit)).scalar() or 0)


def _seal(entry: dict[str, Any]) -> str:
    names = ("created", "actor", "action", "ticket_id", "detail", "previous")
    sealed = json.dumps([entry[name] for name in names], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(sealed.encode()).hexdigest()
