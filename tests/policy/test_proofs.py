"""Figures against the texts they come from: made up here, and the real ones where they are at hand."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

import pytest

from bot.policy.check import check_knowledge
from bot.policy.documents import Document, read_document
from bot.policy.knowledge import read_knowledge
from bot.policy.proofs import library, proof_problems, unproved
from bot.policy.quantities import quantities
from bot.policy.source_texts import clause_text
from bot.settings import ROOT, read_settings

LAW = """---
checked: 99个工作日
---

# 小店法

第一条　为了小店。

第二条　小店应当自开业之日起三十日内登记，费用减按百分之二十，不超过5万元；
（七）其他。

第三条　另有500元。
"""
DOCUMENT = """number: 小店法
title: 小店法
kind: law
level: state
region: "000000"
valid_from: 2020-07-01
source: 小店法.md
"""


def received(name: str) -> Path:
    """A folder received with the project; skips the test where it isn't at hand."""
    given = os.environ.get("BOT_RECEIVED_DIR")
    places = [Path(given)] if given else [folder / "shared" for folder in (ROOT, *ROOT.parents)]
    found = next((place / name for place in places if (place / name).is_dir()), None)
    if found is None:
        pytest.skip(f"no shared/{name} beside the repository; BOT_RECEIVED_DIR names another place")
    return found


@pytest.fixture
def law(tmp_path: Path) -> Path:
    """The folder of a law whose text lies beside the repository."""
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources/小店法.md").write_text(LAW, "utf-8")
    (tmp_path / "document.yml").write_text(DOCUMENT, "utf-8")
    (tmp_path / "provisions").mkdir()
    return tmp_path


def provision_problems(folder: Path, answer: str, clause: str = "第二条", more: str = "") -> list[str]:
    entry = f"provisions:\n  - slug: a\n    matter: m\n    clause: {clause}\n    answer: {answer}\n{more}"
    (folder / "provisions/a.yml").write_text(entry, "utf-8")
    document: Document = read_document(folder)
    texts = library([document], [folder / "sources"])
    return [p for filed in document.provisions for p in proof_problems(document, filed, texts)]


@pytest.mark.parametrize(
    "answer", ["30日内登记。", "三十天内登记。", "费用按20%算。", "最多5万元。", "最多50000元。"]
)
def test_numbers_may_be_written_either_way(law: Path, answer: str) -> None:
    assert provision_problems(law, answer) == []


@pytest.mark.parametrize(
    "answer",
    [
        "31日内登记。",
        "十五天内登记。",
        "费用按2%算。",
        "最多50万元。",
        "一共7项。",
        "另有500元。",
        "99个工作日。",
    ],
)
def test_a_number_that_the_article_lacks_is_named(law: Path, answer: str) -> None:
    (problem,) = provision_problems(law, answer)
    assert "不在所引条文里" in problem and "a.yml:2" in problem


def test_so_much_in_a_thousand_is_a_share_like_any_other() -> None:
    assert quantities("按日加收5‰") == quantities("每天0.5%") == {Fraction(1, 2)}


def test_an_article_that_does_not_exist_is_named(law: Path) -> None:
    assert "没有“第九条”" in provision_problems(law, "要登记。", "第九条")[0]


def test_figures_of_a_further_article_count(law: Path) -> None:
    assert provision_problems(law, "另有500元。", more="    more: [{clause: 第三条}]\n") == []


@pytest.mark.parametrize(
    ("derived", "held"),
    [
        ("4%: 20% × 20%", True),
        ("1万元: 5万元 × 20%", True),
        ("5%: 20% × 20%", False),
        ("8%: 40% × 20%", False),
    ],
)
def test_a_figure_may_be_the_product_of_the_article_s_figures(law: Path, derived: str, held: bool) -> None:
    figure = derived.partition(":")[0]
    problems = provision_problems(law, f"算下来是{figure}。", more=f"    derived: {{{derived}}}\n")
    assert (problems == []) == held


def test_the_first_day_of_the_document_needs_no_article(law: Path) -> None:
    assert provision_problems(law, "2020年7月1日起，30日内登记。") == []


@pytest.mark.parametrize(
    ("benefit", "wrong"),
    [
        ("{kind: subsidy, fixed_yuan: 50000}", ""),
        ("{kind: subsidy, at_most_yuan: 60000}", "at_most_yuan 的数 60000"),
        ("{kind: subsidy, per: {yuan: 50000, each: person, years: 4}}", "per.years 的数 4"),
        ("{kind: loan, rate_bound: {benchmark: LPR1Y, plus_bp: 150}}", "rate_bound.plus_bp 的数 150"),
        ("{kind: tax_relief, deduction: {yuan_per_year: 20000}}", "deduction.yuan_per_year 的数 20000"),
        ("{kind: subsidy, tiers: {base: deal_amount, each: [{percent: 21}]}}", "tiers.percent 的数 21"),
        ("{kind: subsidy, formula: 'min(deal_amount * 0.2, 50000)', says: 两成}", ""),
        ("{kind: subsidy, formula: 'deal_amount * 0.7', says: 七成}", "formula 的数 0.7"),
    ],
)
def test_figures_of_a_rule_are_proved_in_their_own_unit(law: Path, benefit: str, wrong: str) -> None:
    found = provision_problems(law, "要登记。", more=f"    rule: {{benefit: {benefit}}}\n")
    assert [wrong in problem for problem in found] == ([True] if wrong else [])


@pytest.mark.parametrize(
    ("clause", "begins"),
    [("第二条", "甲"), ("二（一）", "丙"), ("二（二）1", "戊"), ("二②", "庚"), ("附则", "壬"), ("九", None)],
)
def test_a_clause_is_found_as_it_is_cited(clause: str, begins: str | None) -> None:
    text = "第一条　子\n\n第二条　甲\n\n## 一、乙\n\n（一）丑\n\n## 二、寅\n\n（一）丙\n（二）丁\n"
    text += "1.戊\n2.己\n①辰②庚\n\n## 附则\n壬\n"
    found = clause_text(text, clause)
    assert (found and found.strip()[0]) == begins


def test_quantities_are_values() -> None:
    assert quantities("三分之二以上，1,000元，百分之五，万分之五，统一办") == {
        Fraction(5, 10_000),
        Fraction(2, 3),
        Fraction(1000),
        Fraction(5),
    }


def test_every_provision_is_borne_out_by_its_source() -> None:
    knowledge = read_knowledge(read_settings({}).data_dir)
    texts = library(knowledge.documents, (received("sources"), received("laws")))
    check_knowledge(knowledge, texts.folders)
    assert [document.info.number for document in knowledge.documents if unproved(document, texts)] == []
