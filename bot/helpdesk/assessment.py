"""What a ticket is about, before anybody has read it: triage's verdict, kept with the ticket."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import structlog
from sqlalchemy import select, update
from sqlalchemy.engine import Connection, Row

from bot.helpdesk import audit, outbox
from bot.helpdesk.database import lock, reading, writing
from bot.helpdesk.ticket_tables import ticket_contents, tickets
from bot.helpdesk.tickets import TicketStore, change, set_departments
from bot.policy.references import ClauseRef
from bot.settings import Settings

_BATCH = 10

logger = structlog.get_logger()


def assess(text: str, settings: Settings) -> dict[str, Any]:
    """Category, clauses, references, departments, urgent, confidence, suggested_reply, parts, similar.

    Raises StoreError where no policy store is there. The first call loads the model: some seconds.
    """
    from bot.helpdesk.triage import analyse

    seen = analyse(text, settings)
    references = [asdict(ref) for ref in seen.clauses]
    return {**seen.as_json(), "references": references, "parts": [asdict(part) for part in seen.parts]}


def assess_new(store: TicketStore) -> int:
    """Assess the tickets that were opened since the last time; how many."""
    query = select(tickets.c.id).where(tickets.c.assessed.is_(False)).order_by(tickets.c.id).limit(_BATCH)
    with reading(store.engine) as connection:
        ids = connection.execute(query).scalars().all()
    for ticket_id in ids:
        assess_ticket(store, ticket_id)
    return len(ids)


def assess_ticket(store: TicketStore, ticket_id: int) -> None:
    """Let triage read one ticket; what staff have set already stays. Announces the ticket."""
    with reading(store.engine) as connection:
        query = select(tickets.c.question).where(tickets.c.id == ticket_id)
        question = connection.execute(query).scalar() or ""
    seen = _verdict(question, store.settings)
    with writing(store.engine) as connection:
        lock(connection)
        row = connection.execute(select(tickets).where(tickets.c.id == ticket_id)).first()
        if row is None or row.assessed:
            return
        values: dict[str, Any] = {"assessed": True}
        if seen is not None:
            values |= {k: seen[k] for k in ("confidence", "suggested_reply")}
            values["clauses"] = [str(ClauseRef(**ref)) for ref in seen["references"]]
            mine = ticket_contents.c.ticket_id == ticket_id
            connection.execute(update(ticket_contents).where(mine).values(parts=seen["parts"]))
            if not _classified(connection, ticket_id):
                values |= _classify(connection, store, row, seen)
        change(connection, ticket_id, **values)
        detail = {"category": values.get("category", row.category)}
        entry = audit.record(connection, "bot", "assessed", ticket_id, detail)
        outbox.announce(connection, store.settings, "ticket.created", ticket_id, entry)


def _classify(
    connection: Connection, store: TicketStore, ticket: Row, seen: dict[str, Any]
) -> dict[str, Any]:
    if seen["departments"]:
        set_departments(connection, ticket.id, seen["departments"])
    values = {"category": seen["category"], "urgent": seen["urgent"]}
    if ticket.due and seen["urgent"]:
        values["due"] = store.due_after(True)
    return values


def _classified(connection: Connection, ticket_id: int) -> bool:
    """Whether staff were faster."""
    return any(entry["action"] == "classified" for entry in audit.history(connection, ticket_id))


def _verdict(question: str, settings: Settings) -> dict[str, Any] | None:
    try:
        return assess(question, settings)
    except Exception as error:  # whatever happens to triage, the ticket is shown and announced
        logger.error("assessment.failed", reason=type(error).__name__)
        return None
