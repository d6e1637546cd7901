"""What ends soon: for the page of what is missing, and told once by every channel that is set up."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.engine import Connection, Engine

from bot.helpdesk.database import lock, now, reading, writing
from bot.helpdesk.outbox import channels, queue
from bot.helpdesk.upkeep_tables import endings_told
from bot.helpdesk.worktime import local
from bot.policy.selection import Provision
from bot.policy.store import Store
from bot.settings import Settings

_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, order=True)
class Ending:
    """The last day of a document, or of what it lays down on a matter; `what` is its title or the matter."""

    day: str
    document: str
    what: str

    @property
    def key(self) -> str:
        """The same for the same end; another one where the day was moved."""
        return hashlib.sha256("\n".join((self.day, self.document, self.what)).encode()).hexdigest()


def endings(store: Store, first: dt.date, last: dt.date) -> list[Ending]:
    """What ends in these days, both included, and nothing follows on: the first first.

    What ends with its document is told with the document alone.
    """
    return sorted({one for one in _all(store) if first.isoformat() <= one.day <= last.isoformat()})


def warn(made: Engine, settings: Settings, store: Store) -> int:
    """Queue one notice on all that ends within BOT_ENDING_DAYS and was not told yet; how many ends."""
    wanted = channels(settings)
    if not wanted or not settings.ending_days:
        return 0
    today = local(now()).date()
    soon = endings(store, today, today + dt.timedelta(days=settings.ending_days))
    with reading(made) as connection:  # most of the time there is nothing, and nobody need wait
        if not _untold(connection, soon):
            return 0
    with writing(made) as connection:
        lock(connection)
        new = _untold(connection, soon)
        if new:
            rows = [{"key": one.key, "created": now()} for one in new]
            connection.execute(endings_told.insert(), rows)
            payload = {
                "event": "knowledge.ending",
                "endings": [{"day": o.day, "document": o.document, "what": o.what} for o in new],
                "url": f"{settings.public_url}/helpdesk/knowledge/missing",
            }
            queue(connection, f"ending-{new[0].key[:40]}", wanted, payload)
    return len(new)


def _untold(connection: Connection, soon: Sequence[Ending]) -> list[Ending]:
    told = set(connection.execute(select(endings_told.c.key)).scalars())
    return [one for one in soon if one.key not in told]


def _all(store: Store) -> Iterator[Ending]:
    ends = {}
    for document in store.documents():
        if document["named"] and document["valid_to"]:
            ends[document["name"]] = document["valid_to"]
            yield Ending(document["valid_to"], document["name"], document["title"])
    for topic in store.topics():
        several = store.provisions(topic.slug)
        for provision in several:
            day = provision.valid_to
            if day and day.isoformat() != ends.get(provision.document) and not _followed(provision, several):
                yield Ending(day.isoformat(), provision.document, topic.name)


def _followed(provision: Provision, several: Sequence[Provision]) -> bool:
    """Whether the same document lays down what holds from the next day on."""
    assert provision.valid_to
    next_day = provision.valid_to + _ONE_DAY
    return any(p.valid_from == next_day and p.document == provision.document for p in several)
