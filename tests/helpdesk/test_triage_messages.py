"""Triage of whole messages: the recorded figures on the halves whose errors were not read."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
import yaml

from bot.helpdesk.triage import CATEGORIES, Triage, analyse
from bot.helpdesk.triage.letters import read_letter
from bot.helpdesk.triage_files import ALARMING, COMPLAINING, MESSAGES
from bot.nlu.examples import Example, leaks, read_examples
from bot.policy.store import Store
from bot.settings import ROOT, Settings

_FOLDER = ROOT / "tests/triage"
_TOLERANCE = 0.02
_FIRST_DEPARTMENTS = 3


_FILES = ("messages.yml", "outside.yml", "unread.yml")
# Shorter pieces of a message are everybody's words: 找哪个部门.
_FIXED_EXPRESSION = 6


def all_messages(file: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((_FOLDER / file).read_text(encoding="utf-8"))
    return found


def messages(half: str) -> list[dict[str, Any]]:
    return [message for file in _FILES for message in all_messages(file) if message["half"] == half]


def cited(seen: Triage) -> set[str]:
    """Clauses as the messages name them: 云政发〔2020〕6号 by its number, an article behind its law."""
    return {r.clause if r.document.startswith("云政发") else r.document + r.clause for r in seen.clauses}


def verdicts(expected: dict[str, Any], seen: Triage) -> dict[str, bool]:
    """What can be judged of a message → whether triage got it right."""
    right = {"category": seen.category in expected["category"], "urgent": seen.urgent == expected["urgent"]}
    if expected["clauses"]:
        right["clause"] = all(set(alternatives) & cited(seen) for alternatives in expected["clauses"])
    elif "complaint" not in expected["category"]:
        right["clause"] = not seen.clauses
    if expected["departments_any"]:
        first = seen.departments[:_FIRST_DEPARTMENTS]
        right["department"] = any(part in name for part in expected["departments_any"] for name in first)
    return right


@pytest.fixture(scope="module", params=["test", "sealed", "unread"])
def half(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def figures(where: Settings, half: str) -> dict[str, float]:
    tally: dict[str, list[bool]] = defaultdict(list)
    for message in messages(half):
        for name, right in verdicts(message, analyse(message["text"], where)).items():
            tally[name].append(right)
    return {name: sum(rights) / len(rights) for name, rights in tally.items()}


@pytest.mark.parametrize("figure", ["category", "clause", "department", "urgent"])
def test_no_figure_falls_below_its_record(figures: dict[str, float], half: str, figure: str) -> None:
    recorded = yaml.safe_load((_FOLDER / "recorded.yml").read_text(encoding="utf-8"))[half]
    assert figures[figure] >= recorded[figure] - _TOLERANCE


def test_every_expected_clause_is_in_the_store(store: Store) -> None:
    """The author of unread.yml had the laws alone, and names articles that no guide is about."""
    known = {
        s.clause if s.document.startswith("云政发") else s.document + s.clause
        for t in store.topics()
        for s in t.sources
    }
    named = {c for file in _FILES[:2] for m in all_messages(file) for matter in m["clauses"] for c in matter}
    assert named <= known


def test_no_sentence_of_the_messages_is_learnt() -> None:
    learnt = read_examples() + [
        Example(sentence, kind, file.name)
        for file in (ALARMING, COMPLAINING)
        for kind, sentences in yaml.safe_load(file.read_text(encoding="utf-8")).items()
        for sentence in sentences
    ]
    learnt += [
        Example(sentence.text, "message", MESSAGES.name)
        for message in yaml.safe_load(MESSAGES.read_text(encoding="utf-8"))
        for sentence in read_letter(message["text"]).sentences
    ]
    asked = [
        (sentence.text, file)
        for file in _FILES
        for message in all_messages(file)
        for sentence in read_letter(message["text"]).sentences
        if len(sentence.text) > _FIXED_EXPRESSION
    ]
    assert list(leaks(learnt, asked)) == []


def test_categories_are_the_contracts() -> None:
    assert {c for file in _FILES for m in all_messages(file) for c in m["category"]} <= set(CATEGORIES)


def test_two_matters_bring_clauses_and_departments_of_both(where: Settings) -> None:
    seen = analyse("想问创业担保贷款能贴息几次？另外营业执照丢了怎么补？", where)
    assert {"二十", "市场主体登记管理条例第三十七条"} <= cited(seen)
    assert {"省人力资源社会保障厅", "当地市场监管局"} <= set(seen.departments)
    assert "一、" in seen.suggested_reply and "二、" in seen.suggested_reply


def test_a_complaint_is_answered_with_an_apology_and_its_clause(where: Settings) -> None:
    seen = analyse("创业担保贷款的材料交了半年，经办人每次都说再等等，打电话从来不接，我要投诉！", where)
    assert seen.category == "complaint"
    assert "二十" in cited(seen)
    # To the visitor's own office; the provincial one is named to staff.
    assert "致歉" in seen.suggested_reply and "当地人力资源社会保障部门" in seen.suggested_reply
    assert "省人力资源社会保障厅" in seen.departments
    # Where no document answers no basis is named.
    assert "依据：。" not in seen.suggested_reply


def test_what_is_not_ours_is_said_to_be_so(where: Settings) -> None:
    seen = analyse("请问孩子今年上小学，学区怎么划分？", where)
    assert (seen.category, seen.clauses, seen.departments) == ("other", (), ())
    assert "不在本窗口" in seen.suggested_reply


@pytest.mark.parametrize("text", ["", "  \n", "？？？", "\0", "🙂" * 50, "a" * 100_000, "投诉" * 20_000])
def test_any_text_gets_a_verdict(where: Settings, text: str) -> None:
    assert analyse(text, where).category in CATEGORIES


def test_without_a_model_the_search_stands_in(built_settings: Settings, tmp_path: Any) -> None:
    import dataclasses

    where = dataclasses.replace(built_settings, model_dir=tmp_path)
    seen = analyse("创业担保贷款贴息最多几次", where)
    assert "二十" in {ref.clause for ref in seen.clauses} and seen.confidence <= 0.5


def test_a_terse_complaint_that_names_no_office_is_ours(where: Settings) -> None:
    assert analyse("贷款拖了三个月没人理，互相推，我要投诉", where).category == "complaint"


def test_a_complaint_about_a_neighbour_is_not(where: Settings) -> None:
    assert analyse("我要投诉楼上邻居半夜唱歌", where).category == "other"
