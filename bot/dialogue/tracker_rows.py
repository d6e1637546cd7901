"""Rows of Rasa's events, and of the conversations that were cleared."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from rasa.shared.core.events import Event
from rasa.shared.nlu.constants import INTENT_NAME_KEY

# Conversations that were cleared: what is still being answered for one is not written down any more.
forgotten = sa.Table(
    "forgotten_conversations", sa.MetaData(), sa.Column("sender_id", sa.String(255), primary_key=True)
)

COLUMNS = ("sender_id", "type_name", "timestamp", "intent_name", "action_name", "data")
# Bind `sender`.
FORGOTTEN_ONE = forgotten.select().where(forgotten.c.sender_id == sa.bindparam("sender"))


def is_forgotten(connection: Any, sender_id: str, query: Any = FORGOTTEN_ONE) -> bool:
    """Whether it was cleared; on a server nobody else decides that before the transaction ends.

    `query` is FORGOTTEN_ONE, perhaps compiled.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(2021, hashtext(:s))"), {"s": sender_id})
    return connection.execute(query, {"sender": sender_id}).first() is not None


def events_after(events: Iterable[Event], saved: Event | None) -> list[Event]:
    """The events after the one that was saved last."""
    fresh: list[Event] = []
    for event in reversed(list(events)):
        if event is saved:
            break
        fresh.append(event)
    return fresh[::-1]


def event_row(sender_id: str, event: Event) -> dict[str, Any]:
    """A row as Rasa's own store writes it."""
    data = event.as_dict()
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get(INTENT_NAME_KEY),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }
