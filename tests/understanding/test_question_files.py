"""The test questions hold together: what they expect stands in the documents."""

import re
from typing import Any

import pytest
import yaml

from bot.evaluation.questions import places
from bot.policy.entrances import main_document
from bot.policy.knowledge import read_knowledge
from bot.settings import ROOT

HERE = ROOT / "data/cases/questions"
DATA = ROOT / "data"
PAPER = next((DATA / "documents").glob("530000/*/text.txt")).read_text(encoding="utf-8")
HELD = [(d.info.number, f.provision) for d, f in read_knowledge(DATA).provisions()]
SOURCES = {ref for number, provision in HELD for ref in provision.places(number)}
MEASURES = [provision for number, provision in HELD if number == main_document()]


def rows(name: str) -> list[dict[str, Any]]:
    """The questions of one file; of conversations, all turns."""
    content = yaml.safe_load((HERE / f"{name}.yml").read_text(encoding="utf-8"))
    return [turn for turns in content for turn in turns] if name == "conversations" else content


def plain(text: str) -> str:
    return re.sub(r"[\s“”]", "", text)


@pytest.mark.parametrize(
    "name", ["policy", "guides", "rewordings", "noise_pairs", "aspects", "conversations"]
)
def test_expected_clauses_and_articles_exist(name: str) -> None:
    assert {ref for row in rows(name) for ref in places(row)} <= SOURCES


def test_every_measure_is_asked_about_four_times_by_two_people() -> None:
    asked = [row for row in rows("policy") if "matter" in row]
    for measure in MEASURES:
        mine = [row for row in asked if row["matter"] == measure.matter]
        assert len(mine) >= 4, measure.slug
        assert len({row["persona"] for row in mine}) >= 2, measure.slug
        assert {row["clause"] for row in mine} == {measure.clause}


def test_facts_of_the_document_stand_in_it() -> None:
    facts = {plain(row["fact"]) for row in rows("policy") if "fact" in row}
    assert {fact for fact in facts if fact not in plain(PAPER)} == set()


def test_facts_of_the_laws_stand_in_a_provision_of_that_article() -> None:
    for row in rows("guides"):
        fitting = [p for number, p in HELD if places(row) & set(p.places(number))]
        said = "".join(text for p in fitting for text in (p.answer, *p.aspects.values()))
        assert row.get("fact", "") in said, row["text"]


@pytest.mark.parametrize("name", ["policy", "guides", "out_of_scope", "smalltalk", "aspects"])
def test_no_question_stands_twice(name: str) -> None:
    texts = [row["text"] for row in rows(name)]
    assert len(set(texts)) == len(texts)


def test_nothing_to_decline_is_asked_elsewhere_as_ours() -> None:
    ours = {row["text"] for name in ("policy", "guides", "aspects") for row in rows(name)}
    assert ours.isdisjoint(row["text"] for row in rows("out_of_scope"))


def test_noise_changes_the_clean_question() -> None:
    kinds = ("homophone", "look_alike", "initials", "traditional", "spacing", "voice", "terse")
    for row in rows("noise_pairs"):
        assert all(row[kind] != row["clean"] for kind in kinds), row["clean"]
