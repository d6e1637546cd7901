"""Conversations stay whole, bounded and on disk."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    AllSlotsReset,
    BotUttered,
    Event,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.dialogue.bounded_tracker import TURNS
from bot.dialogue.tracker_store import LiveTrackerStore

DOMAIN = Domain.from_dict(
    {
        "intents": ["ask"],
        "actions": ["action_answer"],
        "slots": {name: {"type": "any", "mappings": [{"type": "custom"}]} for name in ("topic", "region")},
    }
)


@pytest.fixture
def database(tmp_path: Path) -> str:
    return str(tmp_path / "tracker.db")


def store_at(database: str, kind: type[SQLTrackerStore] = LiveTrackerStore) -> SQLTrackerStore:
    return kind(domain=DOMAIN, dialect="sqlite", db=database)


def turn(number: int) -> list[Event]:
    return [
        ActionExecuted("action_listen"),
        UserUttered(f"问题{number}", {"name": "ask"}),
        ActionExecuted("action_answer"),
        BotUttered(f"回答{number}"),
    ]


def say(store: SQLTrackerStore, *events: Event, sender: str = "她") -> DialogueStateTracker:
    """One message as Rasa's processor handles it: fetch, update, save."""

    async def handle() -> DialogueStateTracker:
        tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
        tracker.update_with_events(list(events), DOMAIN)
        await store.save(tracker)
        return tracker

    return asyncio.run(handle())


def fetch(store: SQLTrackerStore, sender: str = "她") -> DialogueStateTracker:
    tracker = asyncio.run(store.retrieve(sender))
    assert tracker is not None
    return tracker


def said(tracker: DialogueStateTracker) -> list[str]:
    return [event.text for event in tracker.events if isinstance(event, UserUttered)]


def test_rasas_own_store_reads_what_was_written(database: str) -> None:
    store = store_at(database)
    for number in range(3):
        say(store, *turn(number), SlotSet("topic", number))
    theirs = fetch(store_at(database, SQLTrackerStore))
    assert said(theirs) == ["问题0", "问题1", "问题2"]
    assert list(theirs.events) == list(fetch(store).events)


def test_a_restarted_process_goes_on_where_the_conversation_was(database: str) -> None:
    say(store_at(database), *turn(0), SlotSet("topic", "loan"))
    after = fetch(store_at(database))
    assert after.get_slot("topic") == "loan"
    assert after.latest_message.text == "问题0"


def test_a_live_conversation_is_not_read_again(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = store_at(database)
    say(store, *turn(0))
    monkeypatch.setattr(store, "_read_window", None)
    assert said(say(store, *turn(1))) == ["问题0", "问题1"]


def test_what_another_process_wrote_is_seen(database: str) -> None:
    here, there = store_at(database), store_at(database)
    say(here, *turn(0))
    say(there, *turn(1))
    assert said(fetch(here)) == ["问题0", "问题1"]


def test_a_turn_that_failed_before_it_was_saved_was_never_said(database: str) -> None:
    store = store_at(database)
    say(store, *turn(0))
    fetch(store).update_with_events(turn(1), DOMAIN)
    assert said(fetch(store)) == ["问题0"]


@pytest.mark.parametrize("restarted", [False, True])
def test_a_long_conversation_is_bounded_and_keeps_its_slots(database: str, restarted: bool) -> None:
    store = store_at(database)
    say(store, *turn(0), SlotSet("topic", "loan"), SlotSet("region", "昆明"))
    for number in range(1, 100):
        say(store, *turn(number))
    if restarted:
        store = store_at(database)
    tracker = fetch(store)
    assert TURNS <= len(said(tracker)) < 2 * TURNS
    assert said(tracker)[-1] == "问题99"
    assert tracker.get_slot("topic") == "loan"
    replayed = DialogueStateTracker.from_events("她", list(tracker.events), DOMAIN.slots)
    assert replayed.get_slot("region") == "昆明"
    with sa.create_engine(f"sqlite:///{database}").connect() as connection:
        assert (
            connection.execute(sa.text("select count(*) from events where type_name='user'")).scalar() == 100
        )


def test_slots_that_were_reset_before_the_window_stay_reset(database: str) -> None:
    store = store_at(database)
    say(store, *turn(0), SlotSet("topic", "loan"), AllSlotsReset(), SlotSet("region", "大理"))
    for number in range(1, 120):
        say(store, *turn(number))
    tracker = fetch(store_at(database))
    assert tracker.get_slot("topic") is None
    assert tracker.get_slot("region") == "大理"


def test_a_form_under_way_is_left_whole(database: str) -> None:
    store = store_at(database)
    say(store, *turn(0), ActiveLoop("eligibility"))
    for number in range(1, 60):
        say(store, *turn(number))
    assert fetch(store).active_loop_name == "eligibility"
    assert fetch(store_at(database)).active_loop_name == "eligibility"


def test_a_copy_has_the_state_and_leaves_the_original_alone(database: str) -> None:
    store = store_at(database)
    tracker = say(store, *turn(0), SlotSet("topic", "loan"))
    twin = tracker.copy()
    twin.update_with_events([SlotSet("topic", "park"), *turn(1)], DOMAIN)
    assert (tracker.get_slot("topic"), twin.get_slot("topic")) == ("loan", "park")
    assert said(tracker) == ["问题0"]


def test_a_replica_that_starts_at_the_same_moment_is_no_error(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = sa.Index.create

    def second(index: sa.Index, bind: sa.engine.Engine, checkfirst: bool = False) -> None:
        create(index, bind)  # the other replica, between our look and our attempt
        create(index, bind)

    monkeypatch.setattr(sa.Index, "create", second)
    say(store_at(database), *turn(1))
