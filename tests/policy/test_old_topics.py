"""No fact of the first edition was lost when topics became matters."""

from __future__ import annotations

from pathlib import Path

import yaml

from bot.policy.store import Store

TABLE = yaml.safe_load((Path(__file__).parent / "old_topics.yml").read_text(encoding="utf-8"))


def test_every_old_topic_has_its_place(store: Store) -> None:
    assert len(TABLE) == 498
    held = {(p.matter, p.document, p.slug) for t in store.topics() for p in store.provisions(t.slug)}
    assert {tuple(place) for place in TABLE.values()} <= held


def test_questions_that_are_one_became_one(store: Store) -> None:
    assert len({matter for matter, _, _ in TABLE.values()}) < len(TABLE)
    joined = [old for old, (matter, _, _) in TABLE.items() if matter == "registered_capital"]
    assert len(joined) == 3
