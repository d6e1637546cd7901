"""What was said: the visitor's own record of the conversation, and where staff replies arrive."""

from __future__ import annotations

from itertools import takewhile
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from bot.helpdesk.conversation_tables import feedback, messages, questions
from bot.helpdesk.database import engine, now, reading, writing
from bot.helpdesk.forgetting import ConversationCleared, insist_open, is_cleared
from bot.helpdesk.masking import mask

# The intent of words that no bot was asked about: they are for staff, or about the ticket.
ABOUT_TICKET = "handover"
# More than a message is ever answered with.
_MOST_ANSWERS = 30
_OUTCOMES = {
    "answer": "answered",
    "eligibility": "answered",
    "match": "answered",
    "refusal": "declined",
    "handoff": "handed_over",
}


class AlreadyKept(Exception):
    """The visitor's message had been kept before; `answer` is what it was answered then."""

    def __init__(self, answer: dict[str, Any]) -> None:
        self.answer = answer
        super().__init__()


class ConversationStore:
    """Messages in the database at `url` (SQLAlchemy URL)."""

    def __init__(self, url: str) -> None:
        self._engine = engine(url)

    def append(
        self,
        conversation: str,
        turns: list[tuple[str, dict[str, Any]]],
        understanding: dict[str, Any] | None = None,
        message_id: str | None = None,
    ) -> list[int]:
        """Keep (author, content) in order, all or none, and what the question came to; their ids.

        Raises AlreadyKept for a `message_id` that the conversation has; nothing is kept twice then.
        Raises ConversationCleared where the visitor has cleared it meanwhile; nothing is kept then.
        """
        try:
            with writing(self._engine) as connection:
                insist_open(connection, conversation)
                ids = [say(connection, conversation, author, content) for author, content in turns]
                if message_id:
                    named = update(messages).where(messages.c.id == ids[0])
                    connection.execute(named.values(message_id=message_id))
                if understanding is not None:
                    _count(connection, conversation, turns, understanding)
        except IntegrityError:
            known = self.answer_to(conversation, message_id)
            if known is None:
                raise
            raise AlreadyKept(known) from None
        return ids

    def answer_to(self, conversation: str, message_id: str | None) -> dict[str, Any] | None:
        """What a message was answered: {"messages", "understanding", "ticket"}; None if it is not known."""
        if not message_id:
            return None
        mine = messages.c.conversation == conversation
        with reading(self._engine) as connection:
            asked = connection.execute(
                select(messages).where(mine, messages.c.message_id == message_id)
            ).first()
            if asked is None:
                return None
            after = select(messages).where(mine, messages.c.id > asked.id).order_by(messages.c.id)
            later = connection.execute(after.limit(_MOST_ANSWERS)).all()
        answers = takewhile(lambda row: row.author != "visitor", later)
        said = [{**row.content, "id": row.id} for row in answers if row.author == "bot"]
        return {"messages": said, **asked.content["came_to"]}

    def history(
        self,
        conversation: str,
        after: int = 0,
        author: str | None = None,
        names: bool = False,
        limit: int | None = None,
    ) -> list[dict[str, Any]]:
        """Messages after an id, oldest first: {"id", "author", "created", **content}; the newest `limit`.

        Only with `names` is it said who of the staff wrote: their logins are no visitor's business.
        """
        query = select(messages).where(messages.c.conversation == conversation, messages.c.id > after)
        if author:
            query = query.where(messages.c.author == author)
        with reading(self._engine) as connection:
            newest_first = connection.execute(query.order_by(messages.c.id.desc()).limit(limit)).all()
            return [
                {
                    "id": row.id,
                    "author": row.author,
                    "created": row.created.isoformat() + "Z",
                    **{k: v for k, v in row.content.items() if k != "came_to" and (names or k != "staff")},
                }
                for row in reversed(newest_first)
            ]

    def insist_open(self, conversation: str) -> None:
        """Raises ConversationCleared for a conversation that its visitor has cleared."""
        with reading(self._engine) as connection:
            if is_cleared(connection, conversation):
                raise ConversationCleared

    def rate(self, conversation: str, message: int, helpful: bool, comment: str) -> None:
        """Keep a visitor's thumb up or down for one message."""
        with writing(self._engine) as connection:
            insist_open(connection, conversation)
            connection.execute(
                feedback.insert().values(
                    conversation=conversation,
                    created=now(),
                    message=message,
                    helpful=helpful,
                    comment=comment,
                )
            )

    def question_before(self, conversation: str, message: int) -> tuple[str, dict[str, Any]] | None:
        """The visitor's words that a message of the bot answered, and what they were taken to mean.

        None where there is no such message.
        """
        until = select(messages).where(messages.c.conversation == conversation, messages.c.id <= message)
        with reading(self._engine) as connection:
            said = connection.execute(until.order_by(messages.c.id.desc())).all()
        if not said or said[0].id != message or said[0].author == "visitor":
            return None
        asked = next((row.content for row in said if row.author == "visitor"), None)
        return asked and (asked["text"], asked.get("came_to", {}).get("understanding", {}))


def say(
    connection: Connection,
    conversation: str,
    author: str,
    content: dict[str, Any],
    ticket_id: int | None = None,
) -> int:
    """Keep one message within a transaction; its id."""
    values = {
        "created": now(),
        "conversation": conversation,
        "author": author,
        "content": content,
        "ticket_id": ticket_id,
    }
    # The values apart from the statement: so it is compiled once.
    return int(connection.execute(messages.insert(), values).inserted_primary_key[0])


def _count(
    connection: Connection,
    conversation: str,
    turns: list[tuple[str, dict[str, Any]]],
    understanding: dict[str, Any],
) -> None:
    asked = next((content["text"] for author, content in turns if author == "visitor"), "")
    kinds = [content["kind"] for author, content in turns if author == "bot"]
    # An offer of a person beside a refusal is still something that the bot could not answer.
    outcome = next((_OUTCOMES[kind] for kind in kinds if kind in _OUTCOMES), "talk")
    if understanding.get("intent") == ABOUT_TICKET:  # talk with staff, or about the ticket
        outcome = "talk"
    counted = {
        "created": now(),
        "conversation": conversation,
        "text": mask(asked),
        "intent": str(understanding.get("intent") or "")[:80],
        "confidence": float(understanding.get("confidence") or 0.0),
        "outcome": outcome,
    }
    connection.execute(questions.insert(), counted)
