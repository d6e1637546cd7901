"""The test questions hold together: what they expect stands in the document or in the guides' laws."""

import re
from typing import Any

import pytest
import yaml

from bot.settings import ROOT

HERE = ROOT / "tests/understanding"
PAPER = next((ROOT / "data/policies").glob("*/text.txt")).read_text(encoding="utf-8")
MEASURES = [
    yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "data/policies").glob("*/measures/*.yml"))
]
GUIDES = [
    guide
    for path in sorted((ROOT / "data/guides").glob("*.yml"))
    for guide in yaml.safe_load(path.read_text(encoding="utf-8")).get("guides", [])
]
SOURCES = {(s["law"], s["article"]) for guide in GUIDES for s in guide["sources"]}
CLAUSES = {page["clause"] for page in MEASURES}


def rows(name: str) -> list[dict[str, Any]]:
    """The questions of one file; of conversations, all turns."""
    content = yaml.safe_load((HERE / f"{name}.yml").read_text(encoding="utf-8"))
    return [turn for turns in content for turn in turns] if name == "conversations" else content


def articles(row: dict[str, Any]) -> list[tuple[str, str]]:
    """The (law, article) pairs a question may be answered from."""
    numbers = row.get("articles") or [row["article"]]
    laws = row.get("laws") or [row["law"]] * len(numbers)
    return list(zip(laws, numbers, strict=True))


def plain(text: str) -> str:
    return re.sub(r"[\s“”]", "", text)


@pytest.mark.parametrize(
    "name", ["policy", "guides", "rewordings", "noise_pairs", "aspects", "conversations"]
)
def test_expected_clauses_and_articles_exist(name: str) -> None:
    asked = rows(name)
    clauses = {c for row in asked if "clause" in row for c in (row["clause"], *row.get("also", []))}
    cited = {pair for row in asked if "law" in row or "laws" in row for pair in articles(row)}
    assert clauses <= CLAUSES
    assert cited <= SOURCES


def test_every_measure_is_asked_about_four_times_by_two_people() -> None:
    asked = [row for row in rows("policy") if "measure" in row]
    for page in MEASURES:
        for measure in page["measures"]:
            mine = [row for row in asked if row["measure"] == measure["slug"]]
            assert len(mine) >= 4, measure["slug"]
            assert len({row["persona"] for row in mine}) >= 2, measure["slug"]
            assert {row["clause"] for row in mine} == {page["clause"]}


def test_facts_of_the_document_stand_in_it() -> None:
    facts = {plain(row["fact"]) for row in rows("policy") if "fact" in row}
    assert {fact for fact in facts if fact not in plain(PAPER)} == set()


def test_facts_of_the_guides_stand_in_a_guide_of_that_article() -> None:
    for row in rows("guides"):
        pairs = set(articles(row))
        fitting = [g for g in GUIDES if pairs & {(s["law"], s["article"]) for s in g["sources"]}]
        said = "".join(str(value) for guide in fitting for value in guide.values())
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
