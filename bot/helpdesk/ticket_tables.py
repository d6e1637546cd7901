"""Tables of tickets, and of what staff have at hand for them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, DateTime, Float, ForeignKey, Index, Integer, Table, true

from bot.helpdesk.columns import JSON, String, Text
from bot.helpdesk.schema import metadata
from bot.helpdesk.staff_tables import staff

tickets = Table(
    "tickets",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("created", DateTime, nullable=False, index=True),
    Column("updated", DateTime, nullable=False),
    Column("status", String(10), nullable=False),
    Column("active", Boolean, nullable=False),  # new, open or waiting
    Column("origin", String(10), nullable=False),  # visitor, declines, feedback or staff
    Column("conversation", String(64), nullable=False),
    Column("category", String(16), nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("assignee", ForeignKey(staff.c.name)),
    # When the visitor is owed an answer; empty while it is the visitor's turn.
    Column("due", DateTime),
    Column("escalated", DateTime),
    Column("first_reply", DateTime),
    Column("resolved", DateTime),
    # When the visitor urged, until staff write; and whether the visitor says that it is settled.
    Column("reminded", DateTime),
    Column("solved", Boolean),
    Column("merged_into", ForeignKey("tickets.id")),
    # The bot leaves this matter to staff until the visitor takes it back.
    Column("quiet", Boolean, nullable=False, default=True),
    Column("confidence", Float, nullable=False, default=0.0),
    # Triage follows the opening: a visitor waits for no model.
    Column("assessed", Boolean, nullable=False, server_default=true()),
    Column("question", Text, nullable=False),
    Column("clauses", JSON, nullable=False),
    Column("suggested_reply", Text, nullable=False, default=""),
    Column("contact", JSON),
    # The key with which a program asked for it: asked again with the same, it gets the same ticket.
    Column("request_key", String(64)),
    # Covers every filter of the queue, so that only the shown rows are read.
    Index("tickets_active_queue", "active", "id", "status", "category", "urgent", "assignee", "due"),
    Index("tickets_status_queue", "status", "id", "category", "urgent", "assignee", "due"),
    # Each count above the queue is read from one of these alone.
    Index("tickets_active_urgent", "active", "urgent"),
    Index("tickets_active_assignee", "active", "assignee"),
    Index("tickets_active_due", "active", "due"),
    Index("tickets_by_conversation", "conversation", "active"),
    Index("tickets_unassessed", "assessed", "id"),
    Index("tickets_by_request_key", "request_key", unique=True),
    sqlite_autoincrement=True,  # a number that was told is never given again
)
# The wide part of a ticket, read only on its own page.
ticket_contents = Table(
    "ticket_contents",
    metadata,
    Column("ticket_id", ForeignKey(tickets.c.id), primary_key=True),
    Column("transcript", JSON, nullable=False),
    Column("understanding", JSON, nullable=False),
    # The draft part by part, as `draft_parts.Part` holds it.
    Column("parts", JSON, nullable=False, server_default="[]"),
)
ticket_departments = Table(
    "ticket_departments",
    metadata,
    Column("department", String(40), primary_key=True),
    Column("ticket_id", ForeignKey(tickets.c.id), primary_key=True, index=True),
    Column("position", Integer, nullable=False),
)
# Full text over Chinese in any database: the words of question and answers, as jieba cuts them.
ticket_terms = Table(
    "ticket_terms",
    metadata,
    Column("term", String(40), primary_key=True),
    Column("ticket_id", ForeignKey(tickets.c.id), primary_key=True, index=True),
)
notes = Table(
    "notes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("ticket_id", ForeignKey(tickets.c.id), nullable=False, index=True),
    Column("staff", ForeignKey(staff.c.name), nullable=False),
    Column("created", DateTime, nullable=False),
    Column("text", Text, nullable=False),
)
presence = Table(
    "presence",
    metadata,
    Column("ticket_id", ForeignKey(tickets.c.id), primary_key=True),
    Column("staff", ForeignKey(staff.c.name), primary_key=True),
    Column("seen", DateTime, nullable=False),
    Column("answering", Boolean, nullable=False),
)
canned_replies = Table(
    "canned_replies",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("title", String(40), nullable=False),
    Column("text", Text, nullable=False),
    # Whose own it is; empty: everybody's.
    Column("owner", String(40)),
)
