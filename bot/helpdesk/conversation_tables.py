"""Tables of conversations: what was said, asked, rated, listed and forgotten."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, DateTime, Float, ForeignKey, Index, Integer, Table

from bot.helpdesk.columns import JSON, String, Text
from bot.helpdesk.schema import metadata
from bot.helpdesk.ticket_tables import tickets

# Every message of every conversation, in the order in which it was said.
messages = Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation", String(64), nullable=False),
    Column("created", DateTime, nullable=False, index=True),
    Column("author", String(8), nullable=False),  # visitor, bot or staff
    Column("content", JSON, nullable=False),
    Column("ticket_id", ForeignKey(tickets.c.id), index=True),
    # The client's own name for a visitor's message: one that is sent again is kept once.
    Column("message_id", String(64)),
    Index("messages_by_conversation", "conversation", "id"),
    Index("messages_by_message_id", "conversation", "message_id", unique=True),
    sqlite_autoincrement=True,  # pages ask for what came after an id
)
# Conversations that their visitors cleared; `done` once Rasa, too, has forgotten them.
forgettings = Table(
    "forgettings",
    metadata,
    Column("conversation", String(64), primary_key=True),
    Column("created", DateTime, nullable=False),
    Column("done", DateTime, index=True),
)
# What a visitor changed in the checklist of a conversation; what it is made of is told anew each time.
checklists = Table(
    "checklists",
    metadata,
    Column("conversation", String(64), primary_key=True),
    Column("changed", DateTime, nullable=False, index=True),
    Column("added", JSON, nullable=False),
    Column("removed", JSON, nullable=False),
    Column("ticked", JSON, nullable=False),
)
feedback = Table(
    "feedback",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation", String(64), nullable=False, index=True),
    Column("created", DateTime, nullable=False, index=True),
    Column("message", Integer, nullable=False),
    Column("helpful", Boolean, nullable=False),
    Column("comment", Text, nullable=False),
)
# What visitors asked and what became of it; the words are masked when they are written.
questions = Table(
    "questions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("created", DateTime, nullable=False),
    Column("conversation", String(64), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("intent", String(80), nullable=False),
    Column("confidence", Float, nullable=False),
    Column("outcome", String(16), nullable=False),  # answered, declined, handed_over or talk
    Index("questions_by_outcome", "outcome", "created"),
    Index("questions_by_day", "created", "outcome", "intent"),
)
