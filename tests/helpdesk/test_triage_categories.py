"""Every topic has a place at the helpdesk, and no department is named that no document names."""

from __future__ import annotations

import yaml

from bot.helpdesk.triage.categories import CATEGORY_FILE, place
from bot.helpdesk.triage.result import CATEGORIES
from bot.policy.answers import PAPER
from bot.policy.store import Store


def test_every_topic_is_covered(store: Store) -> None:
    for topic in store.topics():
        where = place(store, topic)
        assert where.category in CATEGORIES
        assert where.clauses and where.departments, topic.slug


def test_nearest_departments_are_the_annexs(store: Store) -> None:
    content = yaml.safe_load(CATEGORY_FILE.read_text(encoding="utf-8"))
    for topic in store.topics("measure"):
        lead = content["topics"].get(topic.slug, {}).get("lead", [])
        assert set(lead) <= set(topic.departments), topic.slug
    for number, entry in content["measures"].items():
        assert set(entry.get("lead", [])) <= set(store.clauses(PAPER, number)[0]["departments"]), number


def test_every_named_topic_exists(store: Store) -> None:
    content = yaml.safe_load(CATEGORY_FILE.read_text(encoding="utf-8"))
    assert set(content["topics"]) <= {topic.slug for topic in store.topics()}


def test_every_theme_of_guides_names_its_basis() -> None:
    content = yaml.safe_load(CATEGORY_FILE.read_text(encoding="utf-8"))
    assert all(entry["departments"] and entry["basis"] for entry in content["guides"].values())
