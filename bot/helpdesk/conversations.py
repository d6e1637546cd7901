"""What was said: the visitor's own record of the conversation, and where staff replies arrive."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import delete, select

from bot.helpdesk.database import engine, feedback, messages


class ConversationStore:
    """Messages in the database at `url` (SQLAlchemy URL)."""

    def __init__(self, url: str) -> None:
        self._engine = engine(url)

    def append(self, conversation: str, turns: list[tuple[str, dict[str, Any]]]) -> list[int]:
        """Keep (author, content) in order, all or none; returns their ids."""
        with self._engine.begin() as connection:
            return [
                connection.execute(
                    messages.insert().values(
                        conversation=conversation,
                        created=dt.datetime.utcnow(),
                        author=author,
                        content=content,
                    )
                ).inserted_primary_key[0]
                for author, content in turns
            ]

    def history(self, conversation: str, after: int = 0, author: str | None = None) -> list[dict[str, Any]]:
        """Messages after an id, oldest first: {"id", "author", "created", **content}."""
        query = select(messages).where(messages.c.conversation == conversation, messages.c.id > after)
        if author:
            query = query.where(messages.c.author == author)
        with self._engine.connect() as connection:
            return [
                {
                    "id": row.id,
                    "author": row.author,
                    "created": row.created.isoformat() + "Z",
                    **row.content,
                }
                for row in connection.execute(query.order_by(messages.c.id))
            ]

    def forget(self, conversation: str) -> None:
        """Delete everything that was said in a conversation."""
        with self._engine.begin() as connection:
            connection.execute(delete(messages).where(messages.c.conversation == conversation))
            connection.execute(delete(feedback).where(feedback.c.conversation == conversation))

    def rate(self, conversation: str, message: int, helpful: bool, comment: str) -> None:
        """Keep a visitor's thumb up or down for one message."""
        with self._engine.begin() as connection:
            connection.execute(
                feedback.insert().values(
                    conversation=conversation,
                    created=dt.datetime.utcnow(),
                    message=message,
                    helpful=int(helpful),
                    comment=comment,
                )
            )
