"""What the page of one ticket shows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection, Row

from bot.errors import StoreError
from bot.helpdesk import audit, queue
from bot.helpdesk.canned import fill
from bot.helpdesk.conversation_tables import messages
from bot.helpdesk.conversations import ConversationStore
from bot.helpdesk.database import reading
from bot.helpdesk.desk import Desk
from bot.helpdesk.draft_parts import Part, redraft
from bot.helpdesk.sessions import Session
from bot.helpdesk.similar import similar_tickets
from bot.helpdesk.ticket_tables import notes, tickets
from bot.helpdesk.ticket_talk import latest_reply
from bot.helpdesk.tickets import is_online
from bot.policy.references import ClauseRef
from bot.policy.store import Store, open_store
from bot.web.helpdesk.audit_words import ACTIONS
from bot.web.helpdesk.queue import departments, filters_of
from bot.web.helpdesk.render import moment


def intents(store: Store) -> dict[str, str]:
    """Topic names as staff see them → full intents."""
    return {topic.name: topic.intent for topic in store.topics()}


_ENDED_BY_VISITOR = {
    "closed": "访客刚刚撤销了这张工单",
    "forgotten": "访客刚刚清除了对话",
    "confirmed": "访客刚刚说已经解决了",
}


def how_it_ended(history: list[dict[str, Any]]) -> str:
    """What ended a ticket, for whoever still has it open."""
    last = next((entry for entry in reversed(history) if entry["detail"].get("status")), None)
    if last is None:
        return ""
    if last["actor"] == "visitor":
        return _ENDED_BY_VISITOR.get(last["action"], "")
    return f"{last['actor']} 刚刚{ACTIONS.get(last['action'], last['action'])}了这张工单"


def version_of(connection: Connection, ticket: dict[str, Any]) -> str:
    """Changes with every change of a ticket and every word in this one's conversations."""
    last = select(func.max(messages.c.id)).where(
        messages.c.conversation.in_(conversations_of(connection, ticket))
    )
    return f"{queue.version(connection)}.{connection.execute(last).scalar() or 0}"


def conversations_of(connection: Connection, ticket: dict[str, Any]) -> list[str]:
    """The ticket's own conversation and those of the tickets merged into it."""
    return [ticket["conversation"], *(row.conversation for row in _merged(connection, ticket["id"]))]


def _merged(connection: Connection, ticket_id: int) -> list[Row]:
    """The duplicates of a ticket."""
    columns = (tickets.c.id, tickets.c.conversation, tickets.c.contact)
    query = select(*columns).where(tickets.c.merged_into == ticket_id).order_by(tickets.c.id)
    return list(connection.execute(query))


def notes_of(connection: Connection, ids: list[int]) -> list[dict[str, Any]]:
    """The remarks in these tickets, oldest first."""
    query = select(notes).where(notes.c.ticket_id.in_(ids)).order_by(notes.c.id)
    return [dict(row) for row in connection.execute(query).mappings()]


def context_of(
    own: Desk, ticket: dict[str, Any], session: Session, where: str = "", used: set[int] | None = None
) -> dict[str, Any]:
    """`used`: positions of the parts that the draft is to have; None for all of them."""
    with reading(own.engine) as connection:
        alike = similar_tickets(connection, ticket["question"], ticket["id"])
        following = queue.following(connection, filters_of(where, session), ticket["id"])
    canned = [
        {**reply, "text": fill(reply["text"], ticket, session.staff)}
        for reply in own.canned.replies(session.staff)
    ]
    return {
        **thread_of(own, ticket),
        **_knowledge(own, ticket),
        "list": where[:500],
        "next": following,
        "similar": alike,
        "taught": own.learning.of_ticket(ticket["id"]),
        "canned": canned,
        "staff": own.register.names(),
        **_draft(ticket, used),
    }


def _draft(ticket: dict[str, Any], used: set[int] | None) -> dict[str, Any]:
    """The draft, its parts and which of them it has."""
    # Once somebody has answered, the draft would only be sent a second time.
    if ticket["first_reply"]:
        return {"draft": "", "parts": [], "used": ()}
    if used is None:
        return {
            "draft": ticket["suggested_reply"],
            "parts": ticket["parts"],
            "used": range(len(ticket["parts"])),
        }
    chosen = [Part(**part) for place, part in enumerate(ticket["parts"]) if place in used]
    return {"draft": redraft(ticket["suggested_reply"], chosen), "parts": ticket["parts"], "used": used}


def _knowledge(own: Desk, ticket: dict[str, Any]) -> dict[str, Any]:
    """Cited clauses in full, and what a correction can choose from; empty while there is no store."""
    try:
        store = open_store(own.settings.policy_db)
    except StoreError as error:
        return {"clauses": [], "topics": {}, "departments": [], "error": str(error)}
    found = [clause for cited in ticket["clauses"] for clause in _clauses(store, cited)]
    return {
        "clauses": found,
        "topics": {intent: name for name, intent in intents(store).items()},
        "departments": departments(own.settings.policy_db),
    }


def _clauses(store: Store, cited: str) -> list[dict[str, Any]]:
    """A clause of a ticket: document and number."""
    ref = ClauseRef.parse(cited)
    return [{"document": ref.document, **clause} for clause in store.clauses(ref.document, ref.clause)]


def said_in(own: Desk, ticket: dict[str, Any]) -> list[dict[str, Any]]:
    """What was said in the ticket's conversations, oldest first; "duplicate": not in its own."""
    with reading(own.engine) as connection:
        names = conversations_of(connection, ticket)
    return said_of(own, names)


def said_of(own: Desk, names: list[str]) -> list[dict[str, Any]]:
    """The same of these conversations, of which the first is a ticket's own."""
    store = ConversationStore(own.settings.database_url)
    said = [
        {**turn, "duplicate": name != names[0], "created": moment(turn["created"])}
        for name in names
        for turn in store.history(name, names=True)
    ]
    return sorted(said, key=lambda turn: int(turn["id"]))


def thread_of(own: Desk, ticket: dict[str, Any]) -> dict[str, Any]:
    said = said_in(own, ticket)
    with reading(own.engine) as connection:
        merged = _merged(connection, ticket["id"])
        remarks = notes_of(connection, [ticket["id"], *(row.id for row in merged)])
        latest = latest_reply(connection, ticket["id"])
        return {
            "ticket": ticket,
            "online": is_online(ticket["conversation"]),
            "said": said,
            "notes": remarks,
            "merged": merged,
            "history": audit.history(connection, ticket["id"]),
            "last_reply": latest.id if latest else 0,
            "version": version_of(connection, ticket),
        }
