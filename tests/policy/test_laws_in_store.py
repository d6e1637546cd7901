"""The words of national laws in the store: cited, read, found; the data folder's own word leads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import PolicyDataError, StoreError
from bot.policy.build import build_store, is_current
from bot.policy.document_replies import answer_clause
from bot.policy.national_law import LawPackage
from bot.policy.reply import citation
from bot.policy.scope import document_in
from bot.policy.store import Store
from bot.settings import Settings
from tests.policy.law_package import Law, a_law, write_package

MATTER = """\
name: 开花园
group: 花园
door: {office: 花园管理部门}
"""
DOCUMENT = """\
number: 花园法
title: 中华人民共和国花园法
kind: law
level: state
region: "000000"
issuer: 全国人大
valid_from: 2020-07-01
certainty: {text: held, in_force: confirmed}
"""
PROVISION = """\
provisions:
  - slug: open
    matter: opening_gardens
    clause: 第二条
    answer: 开花园要登记。
"""
GARDENS = a_law("中华人民共和国花园法", "为了花园，制定本法。", "开办花园应当向花园主管机关登记。")
TREES = a_law("中华人民共和国树木法", "砍伐古树的，由林业主管部门处罚。", "树木的养护由所有权人负责。")
Lend = Callable[..., Settings]


@pytest.fixture
def lend(empty_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lend:
    """Makes an installation whose data folder holds 花园法 without its words, and a package of laws."""
    files = {
        "matters/grants/opening_gardens.yml": MATTER,
        "documents/000000/花园法/document.yml": DOCUMENT,
        "documents/000000/花园法/provisions/01.yml": PROVISION,
        "national_law.yml": "package: test-laws\n",
    }
    for name, content in files.items():
        (empty_settings.data_dir / name).parent.mkdir(parents=True, exist_ok=True)
        (empty_settings.data_dir / name).write_text(content, "utf-8")

    def make(*laws: Law) -> Settings:
        (tmp_path / "laws.db").unlink(missing_ok=True)
        package: LawPackage | None = write_package(tmp_path / "laws.db", laws) if laws else None
        monkeypatch.setattr("bot.policy.national_documents.installed_laws", lambda name: package)
        return empty_settings

    return make


def test_a_citation_of_a_held_law_opens_verbatim(lend: Lend) -> None:
    store = Store(build_store(lend(GARDENS, TREES)))
    topic = store.topic("opening_gardens")
    assert topic is not None
    (cited,) = [citation(source) for source in topic.sources]
    assert (cited.quote, cited.url, cited.state) == (
        "开办花园应当向花园主管机关登记。",
        "/policy/%E8%8A%B1%E5%9B%AD%E6%B3%95#第二条",
        "in force",
    )


def test_the_data_folder_leads_in_what_it_says_of_a_law(lend: Lend) -> None:
    store = Store(build_store(lend(GARDENS, TREES)))
    own, other = store.document("花园法"), store.document("树木法")
    assert own is not None and other is not None
    assert '"confirmed"' in own["certainty"] and own["validity_note"] == ""
    assert '"unconfirmed"' in other["certainty"] and "test-laws 1.0" in other["validity_note"]
    assert [d["name"] for d in store.documents()] == ["花园法", "树木法"]


@pytest.mark.parametrize(("effective", "age"), [("2018-01-01", "旧"), ("2024-01-01", "新")])
def test_another_version_than_the_data_folder_means_gives_no_words(
    lend: Lend, effective: str, age: str
) -> None:
    law = a_law("中华人民共和国花园法", "别的。", "别的一版。", made=effective, effective=effective)
    store = Store(build_store(lend(law)))
    assert store.clauses("花园法") == []
    assert store.search("别的一版") == []
    said = f"包里是 {effective} 起的一版，比 data/documents 写的（2020-07-01）{age}"
    assert f"{said}；请核对 valid_from：中华人民共和国花园法" in store.meta("laws")


def test_a_law_that_the_data_folder_leaves_out_has_no_words(lend: Lend) -> None:
    place = lend(GARDENS, TREES)
    (place.data_dir / "national_law.yml").write_text(
        "package: test-laws\nleft_out: {树木法: 2026年又修改了}\n", "utf-8"
    )
    store = Store(build_store(place))
    assert store.document("树木法") is None
    assert "2026年又修改了：中华人民共和国树木法" in store.meta("laws")


def test_the_store_is_built_without_the_package(lend: Lend) -> None:
    store = Store(build_store(lend()))
    topic = store.topic("opening_gardens")
    assert topic is not None and [source.quote for source in topic.sources] == [""]
    assert [d["name"] for d in store.documents()] == ["花园法"]
    assert store.search("古树") == [] and store.meta("laws") == ""


def test_a_new_package_makes_a_new_store(lend: Lend) -> None:
    place = lend(GARDENS)
    build_store(place)
    assert is_current(place)
    assert not is_current(lend(GARDENS, TREES))


def test_a_broken_package_keeps_the_old_store(lend: Lend, tmp_path: Path) -> None:
    place = lend(GARDENS)
    before = build_store(place).read_bytes()
    (tmp_path / "laws.db").write_text("broken" * 1000, "utf-8")
    with pytest.raises(StoreError, match="读不了"):
        build_store(place)
    assert place.policy_db.read_bytes() == before


def test_a_malformed_source_file_is_named(lend: Lend) -> None:
    place = lend(GARDENS)
    (place.data_dir / "national_law.yml").write_text("packet: test-laws\n", "utf-8")
    with pytest.raises(PolicyDataError, match=r"national_law\.yml"):
        build_store(place)


def test_articles_of_law_are_found_beside_the_own_documents(lend: Lend) -> None:
    store = Store(build_store(lend(GARDENS, TREES)))
    assert [(p.document, p.clause) for p in store.search("古树被砍伐")] == [("树木法", "第一条")]
    found = store.search("花园登记")
    assert {(p.kind, p.document, p.clause) for p in found[:2]} == {
        ("topic", "花园法", "第二条"),
        ("clause", "花园法", "第二条"),
    }
    assert [p.kind for p in store.search_own("花园登记")] == ["topic"]


def test_only_the_version_in_force_is_found(lend: Lend) -> None:
    old = a_law("商号法", "商号的旧规定。", made="2019-04-23", effective="2019-04-23", status="历史版本")
    new = a_law("商号法", "商号的新规定。", made="2026-06-26", effective="2027-01-01")
    store = Store(build_store(lend(old, new)))
    for day, words in ((dt.date(2026, 12, 31), "旧"), (dt.date(2027, 1, 1), "新")):
        assert [p.text for p in store.search("商号", on=day)] == [f"商号的{words}规定。"]
        assert [c["text"] for c in store.clauses("商号法", on=day)] == [f"商号的{words}规定。"]


def test_words_are_cut_once_for_several_builds(lend: Lend, monkeypatch: pytest.MonkeyPatch) -> None:
    place = lend(GARDENS, TREES)
    first = Store(build_store(place)).search_laws("古树")
    monkeypatch.setattr("bot.policy.law_words._cut", lambda texts: pytest.fail("cut again"))
    assert Store(build_store(place)).search_laws("古树") == first != []


def test_a_clause_asked_for_by_number_is_answered_verbatim(lend: Lend) -> None:
    store = Store(build_store(lend(GARDENS, TREES)))
    reply = answer_clause(store, "树木法", "第二条")
    assert reply is not None and "树木的养护由所有权人负责。" in reply.text


@pytest.mark.parametrize(
    ("text", "document"),
    [("树木法第一条", "树木法"), ("树木法实施条例第一条", None), ("《树木法》的施行细则", None)],
)
def test_a_regulation_under_a_law_is_not_the_law(lend: Lend, text: str, document: str | None) -> None:
    assert document_in(Store(build_store(lend(GARDENS, TREES))), text) == document
