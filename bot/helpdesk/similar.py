"""Earlier tickets like this one, with what was answered."""

from __future__ import annotations

from collections import Counter
from math import log
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from bot.helpdesk.tables import messages, ticket_terms, tickets
from bot.helpdesk.terms import terms
from bot.helpdesk.tickets import number

# A word that more tickets hold than this says little, and costs much to look up.
_MOST_TICKETS = 2000
_MOST_WORDS = 12
# Tickets that share less of the words' weight than this are about something else.
_LEAST_SHARE = 0.4
# Most tickets like this one may still wait for an answer: so many are looked through, so many at once.
_MOST_CANDIDATES = 1000
_BATCH = 100


def similar_tickets(connection: Connection, text: str, without: int, limit: int = 3) -> list[dict[str, Any]]:
    """Answered tickets that share the rarest words: {"number", "question", "answer"}, best first."""
    scores, whole = _scores(connection, text, without)
    best = [
        ticket_id
        for ticket_id, score in scores.most_common(_MOST_CANDIDATES)
        if score >= _LEAST_SHARE * whole
    ]
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


def _scores(connection: Connection, text: str, without: int) -> tuple[Counter[int], float]:
    """ticket → weight of the words that it shares with the text, and the weight of all that any shares."""
    scores: Counter[int] = Counter()
    whole = 0.0
    for word in terms(text)[:_MOST_WORDS]:
        held = select(ticket_terms.c.ticket_id).where(ticket_terms.c.term == word)
        newest = held.order_by(ticket_terms.c.ticket_id.desc()).limit(_MOST_TICKETS)
        ids = [i for i in connection.execute(newest).scalars() if i != without]
        if not ids:
            continue
        weight = 1 + log(_MOST_TICKETS / len(ids))
        whole += weight
        for ticket_id in ids:
            scores[ticket_id] += weight  # type: ignore[assignment]
    return scores, whole


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
