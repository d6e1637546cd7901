"""What visitors asked that the bot couldn't answer, grouped: the list of what to write next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.helpdesk.database import now
from bot.helpdesk.tables import questions
from bot.helpdesk.terms import terms

# Newest questions looked at: grouping stays well below a second.
_MOST_QUESTIONS = 3000
# Share of common words from which two questions count as one; read off real pairs in the tests.
_ALIKE = 0.5


@dataclass
class Group:
    """Questions that ask the same; `text` is the shortest of them."""

    words: set[str]
    texts: list[str] = field(default_factory=list)
    conversations: set[str] = field(default_factory=set)
    latest: dt.datetime = dt.datetime.min

    @property
    def text(self) -> str:
        return min(self.texts, key=len)

    @property
    def count(self) -> int:
        return len(self.texts)


def unanswered(connection: Connection, days: int = 90) -> list[Group]:
    """Groups of declined questions of the last days, the largest first."""
    query = (
        select(questions)
        .where(questions.c.outcome == "declined", questions.c.created > now() - dt.timedelta(days=days))
        .order_by(questions.c.created.desc())
        .limit(_MOST_QUESTIONS)
    )
    groups: list[Group] = []
    by_word: dict[str, list[Group]] = {}
    for row in connection.execute(query):
        words = set(terms(row.text)) or {row.text}
        group = _closest(words, by_word)
        if group is None:
            group = Group(words)
            groups.append(group)
            for word in words:
                by_word.setdefault(word, []).append(group)
        group.texts.append(row.text)
        group.conversations.add(row.conversation)
        group.latest = max(group.latest, row.created)
    return sorted(groups, key=lambda g: (-len(g.conversations), -g.count))


def _closest(words: set[str], by_word: dict[str, list[Group]]) -> Group | None:
    candidates = {id(g): g for word in words for g in by_word.get(word, [])}.values()
    best = max(candidates, key=lambda g: _likeness(words, g.words), default=None)
    return best if best and _likeness(words, best.words) >= _ALIKE else None


def _likeness(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other)
