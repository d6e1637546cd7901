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


def similar_tickets(connection: Connection, text: str, without: int, limit: int = 3) -> list[dict[str, Any]]:
    """Answered tickets that share the rarest words: {"number", "question", "answer"}, best first."""
    scores: Counter[int] = Counter()
    for word in terms(text)[:_MOST_WORDS]:
        held = select(ticket_terms.c.ticket_id).where(ticket_terms.c.term == word)
        ids = connection.execute(
            held.order_by(ticket_terms.c.ticket_id.desc()).limit(_MOST_TICKETS)
        ).scalars()
        found = ids.all()
        for ticket_id in found:
            scores[ticket_id] += 1 + log(_MOST_TICKETS / len(found))  # type: ignore[assignment]
    best = [ticket_id for ticket_id, _ in scores.most_common(limit * 10) if ticket_id != without]
    answers = _answers(connection, best)
    query = select(tickets.c.id, tickets.c.question).where(tickets.c.id.in_(list(answers)))
    questions = {row.id: row.question for row in connection.execute(query)}
    return [
        {"number": number(i), "question": questions[i], "answer": answers[i]} for i in best if i in answers
    ][:limit]


def _answers(connection: Connection, ids: list[int]) -> dict[int, str]:
    """The first reply that staff wrote in each of these tickets."""
    first = (
        select(func.min(messages.c.id))
        .where(messages.c.ticket_id.in_(ids), messages.c.author == "staff")
        .group_by(messages.c.ticket_id)
    )
    rows = connection.execute(select(messages).where(messages.c.id.in_(first)))
    return {row.ticket_id: row.content["text"] for row in rows}
