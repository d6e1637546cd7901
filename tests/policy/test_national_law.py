"""National laws are read from a data package: what is in force, from which day on, article by article."""

from __future__ import annotations

import datetime as dt
import sqlite3
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.policy.national_documents import laid_out
from bot.policy.national_law import LawPackage, NationalLaw, installed_laws
from tests.policy.law_package import Law, a_law, write_package


def read(path: Path, *laws: Law) -> tuple[dict[tuple[str, str], NationalLaw], dict[str, str]]:
    used, left_out = write_package(path / "laws.db", laws).read()
    return {(law.name, str(law.begins)): law for law in used}, {item.title: item.why for item in left_out}


def test_a_law_comes_with_its_articles_in_order(tmp_path: Path) -> None:
    used, left_out = read(tmp_path, a_law("中华人民共和国花园法", "花园开放。", "花园免费。"))
    law = used["花园法", "2020-07-01"]
    assert [(a.number, a.text) for a in law.articles] == [("第一条", "花园开放。"), ("第二条", "花园免费。")]
    assert (law.title, law.issued, left_out) == ("中华人民共和国花园法", dt.date(2020, 5, 1), {})


@pytest.mark.parametrize(
    ("law", "why"),
    [
        (a_law("甲法", "甲。", status="已废止"), "废止"),
        (a_law("甲法", "甲。", status="已被修改"), "又修改过"),
        (a_law("甲法", "甲。", status="历史版本"), "旧版本"),
        (a_law("甲法修正案", "甲。", kind="修正案"), "修正案"),
        (a_law("关于修改《甲法》的决定", "甲。", kind="修改决定"), "修改决定"),
        (a_law("甲法", "甲。", ""), "空的条文"),
        (("甲法", "法律", "2020-05-01", "2020-05-01", "现行有效", [("", "", "条目一", "甲。")]), "第几条"),
        (
            ("甲法", "法律", "2020-05-01", "2020-05-01", "现行有效", [("", "", "第一条", "甲。")] * 2),
            "同一个序号",
        ),
    ],
)
def test_what_may_not_be_cited_is_left_out_with_the_reason(tmp_path: Path, law: Law, why: str) -> None:
    used, left_out = read(tmp_path, law)
    assert used == {}
    assert why in left_out[law[0]]


def test_an_old_version_stays_until_the_new_one_begins(tmp_path: Path) -> None:
    old = a_law("商号法", "旧的。", made="2019-04-23", effective="2019-04-23", status="历史版本")
    new = a_law("商号法", "新的。", made="2026-06-26", effective="2027-01-01")
    used, _ = read(tmp_path, old, new)
    assert set(used) == {("商号法", "2019-04-23"), ("商号法", "2027-01-01")}


def test_an_amended_law_begins_when_its_amendment_does(tmp_path: Path) -> None:
    law = a_law("食品法", "食品。", made="2025-09-12", effective="2015-10-01")
    amendment = a_law(
        "全国人大关于修改《食品法》的决定", "改。", kind="修改决定", made="2025-09-12", effective="2025-12-01"
    )
    used, _ = read(tmp_path, law, amendment)
    assert set(used) == {("食品法", "2025-12-01")}


def test_a_fresh_amendment_of_unknown_begin_is_not_cited(tmp_path: Path) -> None:
    """The old words may no longer apply and the new ones not yet: neither is used."""
    old = a_law("会计法", "旧的。", made="2014-08-31", effective="1994-01-01", status="历史版本")
    new = a_law("会计法", "新的。", made="2026-06-26", effective="1994-01-01")
    settled = a_law("专利法", "专利。", made="2020-10-17", effective="1985-04-01")
    used, left_out = read(tmp_path, old, new, settled)
    assert set(used) == {("专利法", "2020-10-17")}
    assert "会计法" in left_out


def test_another_schema_is_said_to_be_one(tmp_path: Path) -> None:
    package = write_package(tmp_path / "laws.db", [])
    with sqlite3.connect(package.path) as db:
        db.execute("ALTER TABLE articles RENAME COLUMN article_text TO words")
    with pytest.raises(StoreError, match=r"test-laws 1\.0 的表 articles 没有 article_text；请安装"):
        package.read()


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "laws.db").write_text("nothing of the kind" * 100, "utf-8")
    with pytest.raises(StoreError, match="读不了"):
        LawPackage(tmp_path / "laws.db", "test-laws 1.0").read()


def test_a_package_that_is_not_installed_is_none() -> None:
    assert installed_laws("no-such-package-of-laws") is None


def test_a_package_without_the_file_is_an_error() -> None:
    with pytest.raises(StoreError, match=r"pytest .*里没有 laws\.db"):
        installed_laws("pytest")


def test_each_article_stands_where_the_text_has_it(tmp_path: Path) -> None:
    rows = [
        ("第一章 总则", "", "第一条", "甲。\n乙。"),
        ("第二章 花园", "第一节 开放", "第二条", "丙。"),
        ("第二章 花园", "第二节 免费", "第三条", "丁。"),
        ("第一章 总则", "", "第四条", "又从第一章数起。"),
    ]
    used, _ = read(tmp_path, ("花园法典", "法律", "2020-05-01", "2020-07-01", "现行有效", rows))
    text, structure = laid_out(used["花园法典", "2020-07-01"])
    assert [text[c.start : c.end] for c in structure.clauses] == [row[3] for row in rows]
    assert [text[c.start :].splitlines()[0] for c in structure.chapters] == [
        "第一章 总则",
        "第二章 花园",
        "第一章 总则",
    ]
    assert "\n\n第二节 免费\n\n第三条　丁。" in text
