"""What staff teach: one person proposes a correction, a second approves it, then it goes into the data."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Connection, Engine, Row

from bot.helpdesk import audit
from bot.helpdesk.database import lock, now, reading, writing
from bot.helpdesk.knowledge_tables import corrections
from bot.helpdesk.masking import mask
from bot.helpdesk.tickets import TicketError

_LONGEST = 200
STAGES = {
    "proposed": "等另一位同事审核",
    "approved": "已通过，等训练",
    "rejected": "没有通过",
    "accepted": "已写进训练数据",
}


class Learning:
    """Corrections in the database of an engine."""

    def __init__(self, made: Engine) -> None:
        self._engine = made

    def propose(
        self,
        text: str,
        intent: str,
        actor: str,
        *,
        understood: str = "",
        rewording: str = "",
        ticket_id: int | None = None,
    ) -> int:
        """Say that a text means an intent (`loans/…`); personal data are masked here."""
        text, rewording = _one_line(mask(text)), _one_line(mask(rewording))
        if not 2 <= len(text) <= _LONGEST:
            raise TicketError(f"例句要 2 到 {_LONGEST} 个字；太长的请只留下问的那一句。")
        if rewording == text:
            raise TicketError("另一种说法要和原话不同，才检验得出机器人是不是真懂了。")
        with writing(self._engine) as connection:
            known = select(corrections.c.id).where(
                corrections.c.text == text, corrections.c.status.in_(("proposed", "approved"))
            )
            if connection.execute(known).first():
                raise TicketError("这句话已经有人提交过了，在“教机器人”里等审核。")
            inserted = connection.execute(
                corrections.insert().values(
                    ticket_id=ticket_id,
                    text=text,
                    rewording=rewording,
                    understood=understood[:80],
                    intent=intent,
                    status="proposed",
                    proposed_by=actor,
                    created=now(),
                )
            )
            correction_id = int(inserted.inserted_primary_key[0])
            audit.record(connection, actor, "proposed", ticket_id, {"correction": correction_id})
        return correction_id

    def decide(self, correction_id: int, actor: str, approve: bool, reason: str = "") -> None:
        """Approve or reject; raises TicketError for one's own proposal or one that is decided.

        `reason` tells the proposer why it was rejected; personal data are masked here.
        """
        with writing(self._engine) as connection:
            lock(connection)
            row = _get(connection, correction_id)
            if row.status != "proposed":
                raise TicketError("这条已经处理过了。")
            if approve and row.proposed_by == actor:
                raise TicketError("自己提交的要由另一位同事审核。")
            status = "approved" if approve else "rejected"
            _set(connection, correction_id, status=status, decided_by=actor, decided=now())
            detail: dict[str, Any] = {"correction": correction_id}
            if reason.strip():
                detail["reason"] = _one_line(mask(reason))[:_LONGEST]
            audit.record(connection, actor, status, row.ticket_id, detail)

    def rejected(self, limit: int = 20) -> list[dict[str, Any]]:
        """What was rejected last, each with its `reason`, newest first."""
        with reading(self._engine) as connection:
            told = audit.entries(connection, limit=limit, action="rejected")
            reasons = {e["detail"].get("correction"): e["detail"].get("reason", "") for e in told}
            query = select(corrections).where(corrections.c.id.in_(list(reasons)))
            rows = connection.execute(query.order_by(corrections.c.id.desc())).mappings()
            return [{**row, "reason": reasons[row["id"]]} for row in rows]

    def mark_accepted(self, ids: list[int]) -> None:
        """These stand in the training data now."""
        with writing(self._engine) as connection:
            lock(connection)
            for correction_id in ids:
                _set(connection, correction_id, status="accepted")
            audit.record(connection, "system", "accepted", detail={"corrections": ids})

    def corrections(self, *statuses: str) -> list[dict[str, Any]]:
        """Corrections of these statuses, oldest first."""
        query = select(corrections).where(corrections.c.status.in_(statuses)).order_by(corrections.c.id)
        with reading(self._engine) as connection:
            return [dict(row) for row in connection.execute(query.limit(500)).mappings()]

    def of_ticket(self, ticket_id: int) -> list[dict[str, Any]]:
        """What was taught from a ticket, oldest first."""
        query = select(corrections).where(corrections.c.ticket_id == ticket_id).order_by(corrections.c.id)
        with reading(self._engine) as connection:
            return [dict(row) for row in connection.execute(query).mappings()]


def _get(connection: Connection, correction_id: int) -> Row:
    row = connection.execute(select(corrections).where(corrections.c.id == correction_id)).first()
    if row is None:
        raise TicketError("没有这条更正。")
    return row


def _set(connection: Connection, correction_id: int, **values: Any) -> None:
    connection.execute(update(corrections).where(corrections.c.id == correction_id).values(**values))


def _one_line(text: str) -> str:
    return " ".join(text.split())
