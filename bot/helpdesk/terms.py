"""Words that tickets are found by, in any database: cut as the policy store cuts its texts."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import delete
from sqlalchemy.engine import Connection

from bot.helpdesk.ticket_tables import ticket_terms

if TYPE_CHECKING:
    from bot.policy.words import Words

_LONGEST = 40
_MOST = 300


@lru_cache(maxsize=1)
def _words() -> Words:
    # Imported when the first text is cut: it brings jieba.
    from bot.policy.words import Words, read_thesaurus

    return Words([], read_thesaurus())


def terms(text: str) -> list[str]:
    """Distinct search words of a text in order, without words that say nothing."""
    from bot.policy.words import STOPWORDS

    found = dict.fromkeys(
        word[:_LONGEST] for word in _words().search_terms(text) if word not in STOPWORDS and len(word) > 1
    )
    return list(found)[:_MOST]


def _held(text: str) -> list[str]:
    """What a text is found by: its search words, and all others that stand in it, as 担保人 in 反担保人."""
    others = (word[:_LONGEST] for word in _words().every_word(text))
    return list(dict.fromkeys([*terms(text), *others]))[: 2 * _MOST]


def index(connection: Connection, ticket_id: int, *texts: str) -> None:
    """Let a ticket be found by the words of these texts, and by no others."""
    connection.execute(delete(ticket_terms).where(ticket_terms.c.ticket_id == ticket_id))
    rows = [{"term": term, "ticket_id": ticket_id} for term in _held("\n".join(texts))]
    if rows:
        connection.execute(ticket_terms.insert(), rows)
