"""What visitors asked that the bot couldn't answer, grouped: the list of what to write next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy import select, update
from sqlalchemy.engine import Connection, Engine

from bot.helpdesk import audit
from bot.helpdesk.conversation_tables import questions
from bot.helpdesk.database import lock, now, writing
from bot.helpdesk.terms import terms
from bot.helpdesk.tickets import TicketError

# The outcome of a declined question that staff took off the list.
ASIDE = "aside"
# Newest questions looked at: grouping stays well below a second.
_MOST_QUESTIONS = 3000
# Share of common words from which two questions count as one; read off real pairs in the tests.
_ALIKE = 0.5


REASONS = {"not_ours": "不归我们", "done": "已处理"}


@dataclass
class Group:
    """Questions that ask the same; `text` is the shortest of them."""

    words: set[str]
    texts: list[str] = field(default_factory=list)
    conversations: set[str] = field(default_factory=set)
    latest: dt.datetime = dt.datetime.min
    ids: list[int] = field(default_factory=list)

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
        if not any(letter.isalnum() for letter in row.text):
            continue  # «？», «。。。»: nobody could answer these
        words = set(terms(row.text)) or {row.text}
        group = _closest(words, by_word)
        if group is None:
            group = Group(words)
            groups.append(group)
            for word in words:
                by_word.setdefault(word, []).append(group)
        group.texts.append(row.text)
        group.ids.append(row.id)
        group.conversations.add(row.conversation)
        group.latest = max(group.latest, row.created)
    return sorted(groups, key=lambda g: (-len(g.conversations), -g.count))


def set_aside(made: Engine, text: str, actor: str, reason: str, days: int = 90) -> None:
    """Take a group off the list: `reason` is one of REASONS; its questions still count as not answered."""
    if reason not in REASONS:
        raise TicketError("请选“不归我们”或“已处理”。")
    with writing(made) as connection:
        lock(connection)
        group = next((g for g in unanswered(connection, days) if text in g.texts), None)
        if group is None:
            raise TicketError("这一组已经不在了，请刷新页面。")
        mine = questions.c.id.in_(group.ids)
        connection.execute(update(questions).where(mine).values(outcome=ASIDE))
        audit.record(
            connection, actor, "set_aside", detail={"messages": group.count, "reason": REASONS[reason]}
        )


def _closest(words: set[str], by_word: dict[str, list[Group]]) -> Group | None:
    candidates = {id(g): g for word in words for g in by_word.get(word, [])}.values()
    best = max(candidates, key=lambda g: _likeness(words, g.words), default=None)
    return best if best and _likeness(words, best.words) >= _ALIKE else None


def _likeness(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other)
