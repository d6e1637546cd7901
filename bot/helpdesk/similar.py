"""Earlier tickets like this one, with what was answered."""

from __future__ import annotations

from collections import Counter
from math import log
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from bot.helpdesk.conversation_tables import messages
from bot.helpdesk.terms import terms
from bot.helpdesk.ticket_tables import ticket_terms, tickets
from bot.helpdesk.tickets import number

# A word that more tickets hold than this says little, and costs much to look up.
_MOST_TICKETS = 2000
_MOST_WORDS = 12
# Tickets that share fewer of the words than this are about something else.
_LEAST_SHARE = 1 / 3
# Most tickets like this one may still wait for an answer: so many are looked through, so many at once.
_MOST_CANDIDATES = 1000
_BATCH = 100


def similar_tickets(connection: Connection, text: str, without: int, limit: int = 3) -> list[dict[str, Any]]:
    """Answered tickets that share the rarest words: {"number", "question", "answer"}, best first."""
    scores = _scores(connection, text, without)
    best = [ticket_id for ticket_id, _ in scores.most_common(_MOST_CANDIDATES)]
    found: list[dict[str, Any]] = []
    for start in range(0, len(best), _BATCH):
        batch = best[start : start + _BATCH]
        answers = _answers(connection, batch)
        query = select(tickets.c.id, tickets.c.question).where(tickets.c.id.in_(list(answers)))
        questions = {row.id: row.question for row in connection.execute(query)}
        found += [
            {"number": number(i), "question": questions[i], "answer": answers[i]}
            for i in batch
            if i in questions
        ]
        if len(found) >= limit:
            break
    return found[:limit]


def _scores(connection: Connection, text: str, without: int) -> Counter[int]:
    """ticket → weight of the words that it shares with the text, where it shares enough of them."""
    words = terms(text)[:_MOST_WORDS]
    scores: Counter[int] = Counter()
    shared: Counter[int] = Counter()
    for word in words:
        held = select(ticket_terms.c.ticket_id).where(ticket_terms.c.term == word)
        newest = held.order_by(ticket_terms.c.ticket_id.desc()).limit(_MOST_TICKETS)
        ids = [i for i in connection.execute(newest).scalars() if i != without]
        shared.update(ids)
        for ticket_id in ids:
            scores[ticket_id] += 1 + log(_MOST_TICKETS / len(ids))  # type: ignore[assignment]
    enough = _LEAST_SHARE * len(words)
    return Counter({i: score for i, score in scores.items() if shared[i] >= enough})


def _answers(connection: Connection, ids: list[int]) -> dict[int, str]:
    """What staff first replied in each of these tickets; that one was merged or settled is no reply."""
    first = (
        select(func.min(messages.c.id))
        .join(tickets, tickets.c.id == messages.c.ticket_id)
        .where(
            messages.c.ticket_id.in_(ids), messages.c.author == "staff", tickets.c.first_reply.is_not(None)
        )
        .group_by(messages.c.ticket_id)
    )
    rows = connection.execute(select(messages).where(messages.c.id.in_(first)))
    return {row.ticket_id: row.content["text"] for row in rows}
