"""What a visitor changed in a checklist: kept, bounded, gone with the conversation."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import update

from bot.helpdesk.checklists import ChecklistStore
from bot.helpdesk.conversation_tables import checklists
from bot.helpdesk.database import engine, now, writing
from bot.helpdesk.forgetting import ConversationCleared
from bot.helpdesk.retention import forget_visitor, purge
from bot.helpdesk.tickets import NewTicket, TicketStore
from bot.policy.checklist import Choices


@pytest.fixture
def lists(url: str) -> ChecklistStore:
    return ChecklistStore(url)


def test_changes_are_kept_for_one_conversation(lists: ChecklistStore) -> None:
    lists.add("她", "loan")
    lists.add("她", "tax")
    lists.add("她", "loan")
    lists.tick("她", frozenset({"k1"}))
    assert lists.choices("她") == Choices(("tax", "loan"), frozenset(), frozenset({"k1"}))
    assert lists.choices("他") == Choices()


def test_what_is_taken_off_may_come_back(lists: ChecklistStore) -> None:
    lists.add("她", "loan")
    lists.remove("她", "loan")
    assert lists.choices("她") == Choices((), frozenset({"loan"}))
    lists.add("她", "loan")
    assert lists.choices("她") == Choices(("loan",))


def test_a_list_does_not_grow_without_end(lists: ChecklistStore) -> None:
    for number in range(80):
        lists.add("她", f"m{number}")
        lists.remove("他", f"m{number}")
    assert len(lists.choices("她").added) == 60 and lists.choices("她").added[-1] == "m79"
    assert len(lists.choices("他").removed) == 60


def test_emptied_it_is_as_new(lists: ChecklistStore) -> None:
    lists.add("她", "loan")
    lists.add("他", "loan")
    lists.empty("她")
    assert lists.choices("她") == Choices() and lists.choices("他").added


def test_a_cleared_conversation_has_no_list_and_gets_none(lists: ChecklistStore, url: str) -> None:
    lists.add("她", "loan")
    forget_visitor(engine(url), "她")
    with engine(url).connect() as connection:
        assert connection.execute(checklists.select()).all() == []
    for ask in (lists.choices, lambda who: lists.add(who, "loan"), lambda who: lists.remove(who, "loan")):
        with pytest.raises(ConversationCleared):
            ask("她")


def test_old_lists_go_with_old_conversations(
    lists: ChecklistStore, tickets: TicketStore, staff: object, url: str
) -> None:
    for who in ("她", "他", "c1"):
        lists.add(who, "loan")
    tickets.open(NewTicket("c1", "还没办"))
    with writing(engine(url)) as connection:
        old = checklists.c.conversation != "他"
        connection.execute(update(checklists).where(old).values(changed=now() - dt.timedelta(days=200)))
    purge(engine(url), 180, "system")
    assert lists.choices("她") == Choices()
    assert lists.choices("他").added and lists.choices("c1").added
