"""Tables of what staff change in the knowledge, until it is published."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, ForeignKey, Integer, Table

from bot.helpdesk.columns import JSON, String, Text
from bot.helpdesk.schema import metadata
from bot.helpdesk.staff_tables import staff
from bot.helpdesk.ticket_tables import tickets

# What staff say a question means, until a second person approves it.
corrections = Table(
    "corrections",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("ticket_id", ForeignKey(tickets.c.id), index=True),
    Column("text", Text, nullable=False),
    # The same in other words, written by staff: kept out of training, so that it can test.
    Column("rewording", Text, nullable=False, default=""),
    Column("understood", String(80), nullable=False),
    Column("intent", String(80), nullable=False),
    Column("status", String(10), nullable=False, index=True),  # proposed, approved, rejected, accepted
    Column("proposed_by", ForeignKey(staff.c.name), nullable=False),
    Column("created", DateTime, nullable=False),
    Column("decided_by", ForeignKey(staff.c.name)),
    Column("decided", DateTime),
)
# Changes of the knowledge until they are published: files as the data folder holds them (path → text, none:
# taken away). `undone`: what a published one replaced, in the same form.
drafts = Table(
    "drafts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(8), nullable=False),  # paper, change or undo
    Column("status", String(10), nullable=False, index=True),
    Column("title", String(200), nullable=False),
    Column("version", Integer, nullable=False),
    Column("files", JSON, nullable=False),
    Column("undone", JSON),
    # What could not be read for certain, and the file or address that it came from.
    Column("doubts", JSON, nullable=False),
    Column("origin", String(300), nullable=False),
    # The report of the last check, and why it was published though something got worse.
    Column("checked", JSON),
    Column("reason", Text, nullable=False),
    Column("remark", Text, nullable=False),
    # The last questions that an editor asked the candidate, with what they were answered.
    Column("preview", JSON),
    Column("author", ForeignKey(staff.c.name), nullable=False),
    Column("writers", JSON, nullable=False),  # everybody who wrote in it: none of them approves it
    Column("created", DateTime, nullable=False),
    Column("changed_by", ForeignKey(staff.c.name), nullable=False),
    Column("changed", DateTime, nullable=False),
    Column("decided_by", ForeignKey(staff.c.name)),
    Column("decided", DateTime),
)
