"""The helpdesk's tables. Times are UTC without a zone; migrations/ makes and changes them."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    true,
)

from bot.helpdesk.columns import JSON, String, Text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# People are named by their login everywhere: a name is never reused or changed.
staff = Table(
    "staff",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("role", String(12), nullable=False),  # agent, supervisor or admin
    Column("password_hash", String(200), nullable=False),
    Column("active", Boolean, nullable=False, default=True),
    Column("created", DateTime, nullable=False),
    Column("locked_until", DateTime),
    # The key of the second factor, and the step of its last code that was taken: none is taken twice.
    Column("totp", String(40)),
    Column("totp_step", Integer),
)

# Tries to log in within the last minutes; names and addresses are kept as SHA-256.
login_tries = Table(
    "login_tries",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("name", String(64), nullable=False, index=True),
    Column("tries", Integer, nullable=False),
    Column("since", DateTime, nullable=False, index=True),
)

# Tokens are kept as SHA-256, so that reading the database opens no session.
staff_sessions = Table(
    "staff_sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("staff", ForeignKey("staff.name"), nullable=False),
    Column("kind", String(8), nullable=False),  # browser or api
    Column("csrf", String(64), nullable=False),
    Column("created", DateTime, nullable=False),
    Column("seen", DateTime, nullable=False),
    Column("expires", DateTime, nullable=False),
    # What an API token is for, as whoever made it said.
    Column("label", String(80), nullable=False, server_default=""),
)

invitations = Table(
    "invitations",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("role", String(12), nullable=False),
    Column("expires", DateTime, nullable=False),
    Column("used", DateTime),
)

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
    Column("assignee", ForeignKey("staff.name")),
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
    Column("ticket_id", ForeignKey("tickets.id"), primary_key=True),
    Column("transcript", JSON, nullable=False),
    Column("understanding", JSON, nullable=False),
    # The draft part by part, as `draft_parts.Part` holds it.
    Column("parts", JSON, nullable=False, server_default="[]"),
)

ticket_departments = Table(
    "ticket_departments",
    metadata,
    Column("department", String(40), primary_key=True),
    Column("ticket_id", ForeignKey("tickets.id"), primary_key=True, index=True),
    Column("position", Integer, nullable=False),
)

# Full text over Chinese in any database: the words of question and answers, as jieba cuts them.
ticket_terms = Table(
    "ticket_terms",
    metadata,
    Column("term", String(40), primary_key=True),
    Column("ticket_id", ForeignKey("tickets.id"), primary_key=True, index=True),
)

notes = Table(
    "notes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("ticket_id", ForeignKey("tickets.id"), nullable=False, index=True),
    Column("staff", ForeignKey("staff.name"), nullable=False),
    Column("created", DateTime, nullable=False),
    Column("text", Text, nullable=False),
)

# Every message of every conversation, in the order in which it was said.
messages = Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation", String(64), nullable=False),
    Column("created", DateTime, nullable=False, index=True),
    Column("author", String(8), nullable=False),  # visitor, bot or staff
    Column("content", JSON, nullable=False),
    Column("ticket_id", ForeignKey("tickets.id"), index=True),
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

presence = Table(
    "presence",
    metadata,
    Column("ticket_id", ForeignKey("tickets.id"), primary_key=True),
    Column("staff", ForeignKey("staff.name"), primary_key=True),
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

# What staff say a question means, until a second person approves it.
corrections = Table(
    "corrections",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("ticket_id", ForeignKey("tickets.id"), index=True),
    Column("text", Text, nullable=False),
    # The same in other words, written by staff: kept out of training, so that it can test.
    Column("rewording", Text, nullable=False, default=""),
    Column("understood", String(80), nullable=False),
    Column("intent", String(80), nullable=False),
    Column("status", String(10), nullable=False, index=True),  # proposed, approved, rejected, accepted
    Column("proposed_by", ForeignKey("staff.name"), nullable=False),
    Column("created", DateTime, nullable=False),
    Column("decided_by", ForeignKey("staff.name")),
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
    Column("author", ForeignKey("staff.name"), nullable=False),
    Column("writers", JSON, nullable=False),  # everybody who wrote in it: none of them approves it
    Column("created", DateTime, nullable=False),
    Column("changed_by", ForeignKey("staff.name"), nullable=False),
    Column("changed", DateTime, nullable=False),
    Column("decided_by", ForeignKey("staff.name")),
    Column("decided", DateTime),
)

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
