"""Tables of what the helpdesk does by itself: messages to other systems, signs of life, the audit."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, Index, Integer, Table

from bot.helpdesk.columns import JSON, String
from bot.helpdesk.schema import metadata

# What other systems are to be told; written in the transaction of the change itself.
outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(80), nullable=False, unique=True),
    Column("channel", String(10), nullable=False),  # webhook, wecom or email
    Column("payload", JSON, nullable=False),
    Column("created", DateTime, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_attempt", DateTime),  # empty once delivered or given up
    Column("delivered", DateTime),
    Column("problem", String(200), nullable=False, default=""),
    Index("outbox_due", "next_attempt"),
)
# Ends of documents and provisions that the channels were told of: each once, however long notices are kept.
endings_told = Table(
    "endings_told",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("created", DateTime, nullable=False),
)
# One row, written to find out whether anything can be.
heartbeat = Table(
    "heartbeat", metadata, Column("id", Integer, primary_key=True), Column("at", DateTime, nullable=False)
)
# Append only; each entry's hash covers the entry before it. No personal data: purging keeps it whole.
audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("created", String(32), nullable=False),  # text, so that its hash is the same everywhere
    Column("actor", String(40), nullable=False),
    Column("action", String(20), nullable=False),
    Column("ticket_id", Integer, index=True),
    Column("detail", JSON, nullable=False),
    Column("previous", String(64), nullable=False, unique=True),
    Column("hash", String(64), nullable=False),
)
