"""The received texts: every law imports whole, and the document reads as it was received."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.policy.importer.importing import import_document
from bot.policy.structure import chinese_number
from bot.settings import Settings
from tests.policy.test_proofs import received

PAPER = "云政发〔2020〕6号"


def letters(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_the_store_holds_the_document_as_received(built_settings: Settings) -> None:
    text = (received("policies") / f"{PAPER}.txt").read_text(encoding="utf-8")
    held = (built_settings.document_dir / "530000" / PAPER / "text.txt").read_text(encoding="utf-8")
    assert letters(held) == letters(text)


def test_the_received_document_imports_with_its_page_breaks_mended(place: Settings) -> None:
    document = import_document(str(received("policies") / f"{PAPER}.txt"), place).document
    structure = document.structure
    assert document.info.number == PAPER
    assert [chinese_number(c.number) for c in structure.clauses] == list(range(1, 25))
    assert [row.task for row in structure.annex] == [c.title for c in structure.clauses]
    assert "落实国家关于企业简易注销的要求" in structure.clauses[0].text


def test_the_received_document_again_changes_nothing(place: Settings, built_settings: Settings) -> None:
    path = received("policies") / f"{PAPER}.txt"
    own = replace(place, data_dir=built_settings.data_dir)
    assert import_document(str(path), own).status == "unchanged"


@pytest.mark.parametrize(
    ("name", "articles"),
    {
        "个人独资企业法": 48,
        "中小企业促进法": 61,
        "企业所得税法": 60,
        "优化营商环境条例": 72,
        "促进个体工商户发展条例": 39,
        "促进科技成果转化法": 52,
        "公司法": 266,
        "农民专业合作社法": 74,
        "合伙企业法": 109,
        "就业促进法": 69,
        "市场主体登记管理条例": 55,
        "市场主体登记管理条例实施细则": 82,
        "残疾人就业条例": 30,
        "注册资本登记管理制度的规定": 8,
        "科学技术进步法": 117,
        "退役军人保障法": 85,
    }.items(),
)
def test_a_law_imports_whole(name: str, articles: int, place: Settings, built_settings: Settings) -> None:
    own = replace(place, data_dir=built_settings.data_dir)
    document = import_document(str(received("laws") / f"{name}.md"), own, dry_run=True).document
    numbers = [chinese_number(re.sub("第|条", "", c.number)) for c in document.structure.clauses]
    assert (document.info.number, numbers) == (name, list(range(1, articles + 1)))
    text = Path(received("laws") / f"{name}.md").read_text(encoding="utf-8")
    kept = letters("".join(c.text for c in document.structure.clauses))
    lost = len(letters(text)) - len(kept)
    assert lost < 0.1 * len(letters(text)) + 600
