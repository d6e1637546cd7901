"""What the code writes fits every column, and is clean, on every database.

SQLite keeps no lengths: what it takes, PostgreSQL refused («转人工» was answered with 503 there).
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from bot.helpdesk import conversations, learning, staff, terms, tickets
from bot.helpdesk.casework import Casework
from bot.helpdesk.categories import CATEGORIES
from bot.helpdesk.conversation_tables import questions
from bot.helpdesk.conversations import ConversationStore
from bot.helpdesk.database import engine, reading, writing
from bot.helpdesk.knowledge import drafts
from bot.helpdesk.notices import SENDERS
from bot.helpdesk.passwords import hashed
from bot.helpdesk.roles import ROLES
from bot.helpdesk.second_factor import new_secret
from bot.helpdesk.tables import whole_schema
from bot.helpdesk.ticket_tables import canned_replies
from bot.helpdesk.tickets import NewTicket, TicketStore
from bot.policy.store import Store
from bot.settings import ROOT
from bot.web.helpdesk.render import ACTIONS
from bot.web.sessions import SessionTokens

NASTY = "王\x00\ud800小\u202e明\ufeff"
_OUTCOMES = {*conversations._OUTCOMES.values(), "talk"}
_DIGEST = [staff.digest("x")]
_NAMES = ["名" * 40]  # staff._NAME takes no longer one
_CUT = {
    "questions.intent": 80,
    "corrections.understood": 80,
    "canned_replies.title": 40,
    "outbox.problem": 200,
    "ticket_terms.term": terms._LONGEST,
    "drafts.title": 200,
    "drafts.origin": 300,
}


def written(store: Store) -> dict[str, list[str]]:
    """The longest that the code can write into each column of a bounded length."""
    conversation = SessionTokens("k" * 32).conversation(SessionTokens("k" * 32).issue()) or ""
    intents = [f"ask_policy/{topic.slug}" for topic in store.topics()]
    places = [c for d in store.documents() for c in store.clauses(d["number"])]
    return {
        **{name: ["x" * length] for name, length in _CUT.items()},
        "staff.name": _NAMES,
        "staff.role": list(ROLES),
        "staff.password_hash": [hashed("correct horse battery")],
        "staff.totp": [new_secret()],
        "login_tries.key": _DIGEST,
        "login_tries.name": _DIGEST,
        "staff_sessions.token_hash": _DIGEST,
        "staff_sessions.kind": ["browser", "api"],
        "staff_sessions.label": ["名" * 80],
        "staff_sessions.csrf": ["x" * 32],
        "invitations.token_hash": _DIGEST,
        "invitations.role": list(ROLES),
        "tickets.status": list(tickets.STATUSES),
        "tickets.origin": list(tickets.ORIGINS),
        "tickets.conversation": [conversation, "staff-" + "x" * 16],
        "tickets.request_key": _DIGEST,
        "tickets.category": list(CATEGORIES),
        "ticket_departments.department": [name for place in places for name in place["departments"]],
        "messages.conversation": [conversation],
        "messages.author": ["visitor", "bot", "staff"],
        "messages.message_id": ["x" * 64],
        "feedback.conversation": [conversation],
        "forgettings.conversation": [conversation],
        "endings_told.key": _DIGEST,
        "questions.conversation": [conversation],
        "questions.outcome": sorted(_OUTCOMES),
        "corrections.intent": intents,
        "corrections.status": list(learning.STAGES),
        "canned_replies.owner": _NAMES,
        "checklists.conversation": [conversation],
        "drafts.kind": list(drafts.KINDS),
        "drafts.status": list(drafts.STAGES),
        "outbox.key": [f"{2**31 - 1}-{channel}" for channel in SENDERS],
        "outbox.channel": list(SENDERS),
        "audit.created": ["2026-11-27T13:00:00.000000"],
        "audit.actor": [*_NAMES, "invitation"],
        "audit.action": list(ACTIONS),
        "audit.previous": _DIGEST,
        "audit.hash": _DIGEST,
    }


def test_every_column_is_as_long_as_what_is_written_into_it(store: Store) -> None:
    longest = {
        f"{table.name}.{column.name}": column.type.length
        for table in whole_schema().sorted_tables
        for column in table.columns
        if getattr(column.type, "length", None) and not column.foreign_keys
    }
    known = written(store)
    assert set(longest) == set(known), "say what the code writes into a new column"
    too_long = {n: v for n, values in known.items() for v in values if len(v) > longest[n]}
    assert not too_long


def test_what_is_cut_is_cut_to_its_column() -> None:
    """The code cuts where a text has any length: each cut stands in it."""
    sources = "".join(
        (ROOT / f"bot/helpdesk/{m}.py").read_text() for m in ("conversations", "learning", "canned", "outbox")
    )
    assert {int(n) for n in re.findall(r"\[:(\d+)\]", sources)} >= {80, 40, 200}


@pytest.mark.parametrize("kind", sorted({*conversations._OUTCOMES, "smalltalk"}))
def test_every_outcome_of_a_question_is_kept(url: str, kind: str) -> None:
    store = ConversationStore(url)
    turns: list[tuple[str, dict[str, Any]]] = [
        ("visitor", {"kind": "visitor", "text": "转人工", "came_to": {}}),
        ("bot", {"kind": kind, "text": "好的"}),
    ]
    store.append("c1", turns, {"intent": "ask_human", "confidence": 1.0})
    with reading(engine(url)) as connection:
        assert connection.execute(select(questions.c.outcome)).scalar() in _OUTCOMES


def test_no_text_can_be_kept_that_no_page_can_show(url: str) -> None:
    with writing(engine(url)) as connection:
        connection.execute(canned_replies.insert().values(title=NASTY, text=NASTY))
        conversations.say(connection, f"c{NASTY}", "staff", {"kind": "staff", "text": NASTY, NASTY: [NASTY]})
    with reading(engine(url)) as connection:
        assert connection.execute(select(canned_replies.c.title, canned_replies.c.text)).all()[-1] == (
            "王小明",
            "王小明",
        )
    (said,) = ConversationStore(url).history(f"c{NASTY}")
    assert said["text"] == "王小明" and said["王小明"] == ["王小明"]


def test_contact_reply_and_note_are_clean(casework: Casework, tickets: TicketStore, ticket: int) -> None:
    casework.leave_contact(ticket, {"name": NASTY, "phone": "13800138000"})
    casework.reply(ticket, "小李", NASTY, 0)
    casework.write_note(ticket, "小李", NASTY)
    assert tickets.get(ticket)["contact"]["name"] == "王小明"
    other = tickets.open(NewTicket("c9", NASTY, transcript=[{"by": "user", "text": NASTY}]))
    assert tickets.get(int(other.number[1:]))["question"] == "王小明"
