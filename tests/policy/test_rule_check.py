"""Rules that say what their clause doesn't, or ask for what nobody knows, are refused with the remedy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.errors import PolicyDataError
from bot.policy.attributes import attributes
from bot.policy.conditions import leaves
from bot.policy.documents import read_document
from bot.policy.formulas import names_in
from bot.policy.knowledge import Knowledge, read_knowledge
from bot.policy.matters import read_matters
from bot.policy.proofs import library, proof_problems
from bot.policy.rule_check import rule_problems
from bot.policy.spans import span_problems
from bot.policy.store import Store
from bot.settings import read_settings

VETERANS = "slug: veterans_training"


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A copy of the document's folder that a test may spoil."""
    source = read_settings({}).document_dir / "530000/云政发〔2020〕6号"
    return Path(shutil.copytree(source, tmp_path / source.name))


def problems(paper: Path) -> list[str]:
    matters = read_matters(read_settings({}).data_dir / "matters")
    try:
        read = read_document(paper)
        texts = library([read], ())
        proofs = [p for filed in read.provisions for p in proof_problems(read, filed, texts)]
        return [*rule_problems(Knowledge(matters, [read])), *proofs]
    except PolicyDataError as error:
        return error.problems


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("04", "attribute: deal_role", "attribute: dael_role", "没有“dael_role”这个属性；请改正，或先写进"),
        ("04", "value: purchaser", "value: buyer", "没有 buyer 这个值；可以写：purchaser、seller、neither"),
        ("04", "value: true", "value: 'true'", "没有 true 这个值；可以写：bool"),
        ("04", "quote: 首次投向市场的", "quote: 第一次投向市场的", "引文不在（四）原文里"),
        ("04", "          quote: 首次投向市场", "          # 首次投向市场", "没有写 quote"),
        ("04", "rate_percent: 10", "rate_percent: 11", "rate_percent 的数 11 不在所引条文里"),
        ("04", "cap_yuan: 5000000", "cap_yuan: 5001", "cap_yuan 的数 5001 不在所引条文里"),
        ("04", "base: deal_amount", "base: amount", "没有“amount”这个属性"),
        ("04", "kind: subsidy", "kind: gift", "kind 只能是 subsidy"),
        ("20", "count_limit: 3", "count_limit: 4", "count_limit 的数 4 不在所引条文里"),
        ("20", "operator: less_than", "operator: one_of", "operator one_of 和 value 3 不配"),
        ("20", "operator: one_of", "operator: at_least", "operator at_least 和 value"),
        ("20", "operator: less_than", "operator: lessthan", "operator"),
        ("08", "matter: graduate_startup_programme\n        text", "matter: nowhere\n        text",
         "没有事项“nowhere”"),
        ("08", VETERANS, VETERANS + "\n    valid_from: 2021-01-01\n    valid_to: 2020-12-01", "早于生效日"),
        ("08", VETERANS, VETERANS + "\n    by: veteran", "by 的“veteran”不是日期属性"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_file_line_and_remedy(
    paper: Path, file: str, old: str, new: str, said: str
) -> None:
    path = paper / f"provisions/{file}.yml"
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
    path = tmp_path / "common.yml"
    path.write_text(f"attributes:\n  - {{name: age, question: 几岁？, example: 三岁, {entry}}}\n", "utf-8")
    with pytest.raises(PolicyDataError) as caught:
        attributes(tmp_path)
    assert said in str(caught.value) and "common.yml:" in str(caught.value)


def test_the_repository_has_none() -> None:
    assert list(rule_problems(read_knowledge(read_settings({}).data_dir))) == []


def test_every_quoted_provision_is_regulated_and_every_attribute_used(store: Store) -> None:
    provisions = [p for topic in store.topics() for p in store.provisions(topic.slug)]
    assert [p.slug for p in provisions if p.held and not p.rule] == []
    rules = [p.rule for p in provisions if p.rule]
    asked = {leaf.attribute for rule in rules for leaf, _ in leaves(rule.conditions)}
    used = asked | {name for rule in rules for name in rule.benefit.attributes} | {p.by for p in provisions}
    used |= {part for name in used & {*attributes()} for formula in attributes()[name].formula
             for part in names_in(formula)}  # fmt: skip
    # Where somebody is chooses the rules themselves.
    assert set(attributes()) - used <= {"place", "loan_date"}
    assert used - {""} <= set(attributes())


def test_every_quoted_provision_says_what_is_not_regulated(store: Store) -> None:
    quoted = [p for topic in store.topics() for p in store.provisions(topic.slug) if p.held and p.rule]
    assert [p.slug for p in quoted if not p.rule.not_regulated] == []


def test_every_quote_stands_in_the_text_at_its_span(store: Store) -> None:
    assert store.span_problems() == []


def test_a_moved_text_is_noticed() -> None:
    tables = {
        "documents": [{"number": "甲", "text": "　对采购方给予补助。"}],
        "sources": [{"slug": "t", "document": "甲", "quote": "对采购方", "start": 0, "end": 4}],
    }

    def query(sql: str) -> list[dict[str, object]]:
        return tables.get(sql.partition(" FROM ")[2].split()[0], [])

    assert len(span_problems(query)) == 1
