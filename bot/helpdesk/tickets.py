"""Tickets: what a visitor left for a person to answer."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select

from bot.helpdesk.database import engine, tickets


class TicketStore:
    """Tickets in the database at `url` (SQLAlchemy URL)."""

    def __init__(self, url: str) -> None:
        self._engine = engine(url)

    def open(
        self,
        conversation: str,
        question: str,
        transcript: list[dict[str, Any]],
        understanding: dict[str, Any],
        departments: list[str],
    ) -> str:
        """Keep a new ticket and return its number; it is on disk when this returns."""
        with self._engine.begin() as connection:
            result = connection.execute(
                tickets.insert().values(
                    created=dt.datetime.utcnow(),
                    conversation=conversation,
                    question=question,
                    transcript=transcript,
                    understanding=understanding,
                    departments=departments,
                )
            )
            return number(result.inserted_primary_key[0])

    def list(self, status: str | None = None) -> list[dict[str, Any]]:
        """Tickets, newest first, optionally of one status."""
        query = select(tickets).order_by(tickets.c.id.desc())
        if status:
            query = query.where(tickets.c.status == status)
        with self._engine.connect() as connection:
            return [{**row._mapping, "number": number(row.id)} for row in connection.execute(query)]


def number(ticket_id: int) -> str:
    """The number a visitor is told."""
    return f"T{ticket_id:06d}"
