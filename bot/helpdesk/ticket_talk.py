"""What is said in a ticket: who reads it, what it is found by, the words of staff."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection, Row

from bot.helpdesk import terms
from bot.helpdesk.conversation_tables import messages
from bot.helpdesk.forgetting import is_cleared
from bot.helpdesk.ticket_state import SOLVED, UNSOLVED
from bot.helpdesk.ticket_tables import tickets
from bot.helpdesk.tickets import number


def index_ticket(
    connection: Connection, ticket: Row, question: str = "", contact: dict[str, str] | None = None
) -> None:
    """Let a ticket be found by its question, by what was answered, and by how its visitor is reached."""
    answers = select(messages.c.content).where(messages.c.ticket_id == ticket.id)
    spoken = [row.content["text"] for row in connection.execute(answers)]
    reached = (contact or ticket.contact or {}).values()
    terms.index(connection, ticket.id, question or ticket.question, *spoken, *reached)


def latest_reply(connection: Connection, ticket_id: int) -> Row | None:
    """The newest message of staff in a ticket."""
    query = (
        select(messages)
        .where(messages.c.ticket_id == ticket_id, messages.c.author == "staff")
        .order_by(messages.c.id.desc())
        .limit(1)
    )
    return connection.execute(query).first()


def readers(connection: Connection, ticket: Row) -> list[str]:
    """Conversations that a reply goes to: the ticket's own first, then those of its duplicates."""
    merged = select(tickets.c.conversation).where(tickets.c.merged_into == ticket.id)
    others = [row.conversation for row in connection.execute(merged)]
    named = dict.fromkeys([ticket.conversation, *others])
    # What a visitor has cleared takes nothing more.
    return [conversation for conversation in named if not is_cleared(connection, conversation)]


def staff_message(ticket: str, text: str, actor: str, asks: bool = False) -> dict[str, Any]:
    """`asks`: whether the visitor is asked if the matter is settled."""
    return {
        "kind": "staff",
        "text": text,
        "citations": [],
        "departments": [],
        "buttons": [button.as_json() for button in (SOLVED, UNSOLVED)] if asks else [],
        "ticket": ticket,
        "staff": actor,
    }


def merged_words(ticket_id: int, into: int) -> str:
    """What the visitor of a duplicate is told."""
    return f"您的工单 {number(ticket_id)} 已并入同一件事的 {number(into)}，回复还会出现在这里。"
