"""Rules that say what their clause doesn't, or ask for what nobody knows, are refused with the remedy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.errors import PolicyDataError
from bot.policy.attributes import attributes
from bot.policy.conditions import leaves
from bot.policy.documents import Knowledge, read_document
from bot.policy.rule_check import rule_problems
from bot.policy.spans import span_problems
from bot.policy.store import Store
from bot.settings import read_settings

VETERANS = "slug: veterans_training"


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A copy of the document's folder that a test may spoil."""
    source = next(read_settings({}).policy_dir.iterdir())
    return Path(shutil.copytree(source, tmp_path / source.name))


def problems(paper: Path) -> list[str]:
    try:
        return rule_problems(Knowledge([read_document(paper)], [], []))
    except PolicyDataError as error:
        return error.problems


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("04", "attribute: deal_role", "attribute: dael_role", "没有“dael_role”这个属性；请改正，或先写进"),
        ("04", "value: purchaser", "value: buyer", "没有 buyer 这个值；可以写：purchaser、seller、neither"),
        ("04", "value: true", "value: 'true'", "没有 true 这个值；可以写：bool"),
        ("04", "quote: 首次投向市场的", "quote: 第一次投向市场的", "引文不在（四）原文里"),
        ("04", "            quote: 首次投向市场", "            # 首次投向市场", "还要写 value、text、quote"),
        ("04", "rate_percent: 10", "rate_percent: 11", "rate_percent 的数 11 不在引文里"),
        ("04", "cap_yuan: 5000000", "cap_yuan: 500", "cap_yuan 的数 0.05 不在引文里"),
        ("04", "base: deal_amount", "base: amount", "没有“amount”这个属性"),
        ("04", "kind: subsidy", "kind: gift", "kind 只能是 subsidy"),
        ("20", "count_limit: 3", "count_limit: 4", "count_limit 的数 4 不在引文里"),
        ("20", "operator: at_most", "operator: one_of", "operator one_of 和 value 2 不配"),
        ("20", "operator: one_of", "operator: at_least", "operator at_least 和 value"),
        ("20", "operator: at_most", "operator: atmost", "operator"),
        ("08", "measure: graduate_startup_programme", "measure: nothing", "没有措施“nothing”"),
        ("08", VETERANS, VETERANS + "\n    valid_to: 2019-01-01", "早于生效日"),
        ("08", VETERANS, VETERANS + "\n    valid_from: 2019-01-01", "超出文件的有效期"),
        ("08", VETERANS, VETERANS + "\n    replaces: nothing", "“nothing”不存在"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_file_line_and_remedy(
    paper: Path, file: str, old: str, new: str, said: str
) -> None:
    path = paper / f"measures/{file}.yml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    found = problems(paper)
    line = text[: text.index(old)].count("\n") + 1
    assert any(said in problem for problem in found), found
    named = [int(p.partition(f"{file}.yml:")[2].split()[0]) for p in found if said in p]
    assert all(abs(number - line) <= 12 for number in named), (found, line)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("type: choice, choices: []", "type 是 choice 的要写 choices"),
        ("type: bool, said: ['(']", "不是正则表达式"),
        ("type: bool}\n  - {name: age, question: 几岁？, example: 三岁, type: count", "age 写了两次"),
        ("type: number", "type"),
    ],
)
def test_a_malformed_catalogue_is_named(tmp_path: Path, entry: str, said: str) -> None:
    path = tmp_path / "attributes.yml"
    path.write_text(f"attributes:\n  - {{name: age, question: 几岁？, example: 三岁, {entry}}}\n", "utf-8")
    with pytest.raises(PolicyDataError) as caught:
        attributes(path)
    assert said in str(caught.value) and "attributes.yml:" in str(caught.value)


def test_the_repository_has_none() -> None:
    folder = next(read_settings({}).policy_dir.iterdir())
    assert rule_problems(Knowledge([read_document(folder)], [], [])) == []


def test_every_measure_is_regulated_and_every_attribute_used(store: Store) -> None:
    rules = store.rules()
    assert set(rules) == {topic.slug for topic in store.topics("measure")}
    asked = {leaf.attribute for rule in rules.values() for leaf, _ in leaves(rule.conditions)}
    calculated = {name for rule in rules.values() for name in rule.benefit.attributes}
    assert asked | calculated == set(attributes())


def test_every_measure_without_a_figure_says_what_is_not_regulated(store: Store) -> None:
    assert [rule.topic for rule in store.rules().values() if not rule.not_regulated] == []


def test_every_quote_stands_in_the_text_at_its_span(store: Store) -> None:
    assert store.span_problems() == []


def test_a_moved_text_is_noticed() -> None:
    tables = {
        "documents": [{"number": "甲", "text": "　对采购方给予补助。"}],
        "sources": [{"topic": "t", "document": "甲", "quote": "对采购方", "start": 0, "end": 4}],
    }

    def query(sql: str) -> list[dict[str, object]]:
        return tables.get(sql.partition(" FROM ")[2].split()[0], [])

    assert len(span_problems(query)) == 1
