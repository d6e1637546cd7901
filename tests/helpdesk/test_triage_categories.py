"""Every matter has a place at the helpdesk, and no department is named that no document names."""

from __future__ import annotations

import yaml

from bot.helpdesk.triage.categories import CATEGORY_FILE, cite, place
from bot.helpdesk.triage.result import CATEGORIES
from bot.policy.entrances import main_document
from bot.policy.matters import AREAS
from bot.policy.references import ClauseRef
from bot.policy.store import Store


def test_every_matter_is_covered(store: Store) -> None:
    for topic in store.topics():
        if topic.tells:
            continue
        where = place(store, topic)
        assert where.category in CATEGORIES
        assert where.clauses or not topic.provisions, topic.slug
        assert where.departments, topic.slug


def test_every_area_has_a_category() -> None:
    content = yaml.safe_load(CATEGORY_FILE.read_text(encoding="utf-8"))
    assert set(content["areas"]) == set(AREAS)


def test_nearest_departments_are_the_annexs(store: Store) -> None:
    content = yaml.safe_load(CATEGORY_FILE.read_text(encoding="utf-8"))
    for slug, entry in content["topics"].items():
        topic = store.topic(slug)
        assert topic and set(entry.get("lead", [])) <= set(topic.departments), slug
    by_title = {clause["title"]: clause["departments"] for clause in store.clauses(main_document())}
    for heading, entry in content["groups"].items():
        assert set(entry.get("lead", [])) <= set(by_title.get(heading, [])), heading


def test_every_named_heading_exists(store: Store) -> None:
    content = yaml.safe_load(CATEGORY_FILE.read_text(encoding="utf-8"))
    assert set(content["groups"]) <= {topic.theme for topic in store.topics()}


def test_every_heading_of_laws_names_its_basis() -> None:
    content = yaml.safe_load(CATEGORY_FILE.read_text(encoding="utf-8"))
    named = [entry for entry in content["groups"].values() if "departments" in entry]
    assert named and all(entry["basis"] for entry in named)


def test_a_clause_of_another_paper_is_never_filed_as_one_of_the_main_document() -> None:
    assert cite(ClauseRef(main_document(), "一")) == "一"
    assert cite(ClauseRef("昆政发〔2030〕1号", "一")) == "昆政发〔2030〕1号一"
