"""Stores of every size are whole: each matter that was copied is answered as its original."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.knowledge import cost
from bench.wide_store import PROVISIONS, with_documents, with_matters
from bot.policy.answers import answer_topic
from bot.policy.store import Store


@pytest.mark.parametrize("count", [20, 1500])
def test_there_are_so_many_matters(tmp_path: Path, count: int) -> None:
    with_matters(tmp_path / "store.db", count)
    assert len(Store(tmp_path / "store.db").topics()) == count


def test_a_copied_matter_is_answered_as_its_original(tmp_path: Path) -> None:
    with_matters(tmp_path / "store.db", 1000)
    store = Store(tmp_path / "store.db")
    first, *_ = (t for t in store.topics() if t.provisions)
    again = store.topic(f"{first.slug}_1")
    assert again is not None
    assert [p.answer for p in again.provisions] == [p.answer for p in first.provisions]
    assert [p.sources for p in again.provisions] == [p.sources for p in first.provisions]
    assert answer_topic(store, again).as_message()["text"].strip()


def test_documents_of_counties_answer_there_and_nowhere_else(tmp_path: Path) -> None:
    with_documents(tmp_path / "store.db", 3)
    store = Store(tmp_path / "store.db")
    added = [p for t in store.topics() for p in store.provisions(t.slug) if p.document.startswith("试算")]
    assert len(added) == 3 * PROVISIONS
    one = added[0]
    here, elsewhere = store.topic(one.matter, one.region), store.topic(one.matter, "533400")
    assert here is not None and elsewhere is not None
    assert one.document in {p.document for p in here.provisions}
    assert one.document not in {p.document for p in elsewhere.provisions}


def test_a_cost_is_measured() -> None:
    found = cost("matters", 30)
    assert found.size == 30
    assert found.answer_ms > 0
    assert found.list_ms > 0
    assert found.open_seconds > 0
