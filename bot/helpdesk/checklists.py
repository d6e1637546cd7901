"""What visitors changed in their checklists, kept with the conversation and gone with it."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import delete, select, update
from sqlalchemy.engine import Connection

from bot.helpdesk.conversation_tables import checklists
from bot.helpdesk.database import engine, now, reading, writing
from bot.helpdesk.forgetting import ConversationCleared, insist_open, is_cleared
from bot.policy.checklist import Choices

# Far more than anybody takes along; whoever sends more is no visitor.
_MOST = 60


class ChecklistStore:
    """The choices of each conversation in the database at `url` (SQLAlchemy URL).

    Everything raises ConversationCleared for a conversation that its visitor has cleared.
    """

    def __init__(self, url: str) -> None:
        self._engine = engine(url)

    def choices(self, conversation: str) -> Choices:
        """What the visitor chose so far; nothing for whom nothing is kept."""
        with reading(self._engine) as connection:
            if is_cleared(connection, conversation):
                raise ConversationCleared
            return _read(connection, conversation)

    def add(self, conversation: str, topic: str) -> Choices:
        """Put a matter (its slug) on the list, also one that was taken off."""
        return self._change(
            conversation,
            lambda c: Choices((*_without(c.added, topic), topic)[-_MOST:], c.removed - {topic}, c.ticked),
        )

    def remove(self, conversation: str, topic: str) -> Choices:
        """Take a matter off the list, whether it was added or fits by itself."""
        return self._change(
            conversation, lambda c: Choices(_without(c.added, topic), c.removed | {topic}, c.ticked)
        )

    def tick(self, conversation: str, papers: frozenset[str]) -> Choices:
        """Which papers (their keys) are ready now, in place of those before."""
        return self._change(conversation, lambda c: Choices(c.added, c.removed, papers))

    def empty(self, conversation: str) -> None:
        """Forget what was chosen."""
        with writing(self._engine) as connection:
            connection.execute(delete(checklists).where(checklists.c.conversation == conversation))

    def _change(self, conversation: str, change: Callable[[Choices], Choices]) -> Choices:
        with writing(self._engine) as connection:
            insist_open(connection, conversation)
            after = change(_read(connection, conversation))
            values = {
                "changed": now(),
                "added": list(after.added),
                "removed": sorted(after.removed)[:_MOST],
                "ticked": sorted(after.ticked),
            }
            mine = checklists.c.conversation == conversation
            if not connection.execute(update(checklists).where(mine).values(values)).rowcount:
                connection.execute(checklists.insert().values(conversation=conversation, **values))
            return after


def _read(connection: Connection, conversation: str) -> Choices:
    row = connection.execute(select(checklists).where(checklists.c.conversation == conversation)).first()
    if row is None:
        return Choices()
    return Choices(tuple(row.added), frozenset(row.removed), frozenset(row.ticked))


def _without(added: tuple[str, ...], topic: str) -> tuple[str, ...]:
    return tuple(slug for slug in added if slug != topic)
