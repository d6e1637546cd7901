"""Conversations that visitors cleared: nothing more is said in them, and the order stands until it is done.

The words are deleted here at once. Rasa keeps its own record of what was said; while it is away the order
waits, and whoever runs the website carries it out when Rasa is back.
"""

from __future__ import annotations

from sqlalchemy import select, text, update
from sqlalchemy.engine import Connection, Engine

from bot.helpdesk.conversation_tables import forgettings
from bot.helpdesk.database import now, reading, writing

# Sets these locks apart from others of the database.
_PG_SPACE = 2020


class ConversationCleared(Exception):
    """The visitor cleared this conversation: whatever was under way for it is dropped."""


def hold(connection: Connection, conversation: str) -> None:
    """Until the transaction ends nobody else adds to this conversation or clears it."""
    if connection.dialect.name == "postgresql":  # SQLite's writers exclude one another already
        lock = text("SELECT pg_advisory_xact_lock(:space, hashtext(:name))")
        connection.execute(lock, {"space": _PG_SPACE, "name": conversation})


def insist_open(connection: Connection, conversation: str) -> None:
    """Raises ConversationCleared; nobody clears the conversation before the transaction ends."""
    hold(connection, conversation)
    if is_cleared(connection, conversation):
        raise ConversationCleared


def is_cleared(connection: Connection, conversation: str) -> bool:
    mine = select(forgettings.c.conversation).where(forgettings.c.conversation == conversation)
    return connection.execute(mine).first() is not None


def order(connection: Connection, conversation: str) -> None:
    """From here on the conversation is cleared; Rasa is still to forget it."""
    hold(connection, conversation)
    if is_cleared(connection, conversation):
        mine = forgettings.c.conversation == conversation
        connection.execute(update(forgettings).where(mine).values(done=None))
    else:
        connection.execute(forgettings.insert().values(conversation=conversation, created=now()))


def pending(made: Engine, limit: int = 100) -> list[str]:
    """Conversations that Rasa has not forgotten yet, oldest order first."""
    query = select(forgettings.c.conversation).where(forgettings.c.done.is_(None))
    with reading(made) as connection:
        return list(connection.execute(query.order_by(forgettings.c.created).limit(limit)).scalars())


def carried_out(made: Engine, conversation: str) -> None:
    """Every part has forgotten the conversation."""
    with writing(made) as connection:
        mine = forgettings.c.conversation == conversation
        connection.execute(update(forgettings).where(mine).values(done=now()))
