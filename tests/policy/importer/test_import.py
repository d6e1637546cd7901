"""Documents that staff add: new, again, in a new version, and read back from the store."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bot.cli.policy import _clauses
from bot.errors import PolicyDataError, UserError
from bot.policy.build import build_store
from bot.policy.importer.folder import TO_CHECK
from bot.policy.importer.importing import Given, import_document
from bot.policy.store import Store
from bot.settings import Settings
from tests.policy.importer.conftest import LAW


def imported_store(place: Settings) -> Store:
    return Store(build_store(place))


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_paper_comes_with_what_it_says_of_itself(place: Settings, paper: Path) -> None:
    info = import_document(str(paper), place).document.info
    assert (info.number, info.title, info.kind, info.issuer) == (
        "某政发〔2021〕9号",
        "某省人民政府关于支持小店发展的意见",
        "official_paper",
        "某省人民政府",
    )
    assert (info.signed, info.published) == (dt.date(2021, 3, 5), dt.date(2021, 3, 9))
    assert info.basis and (info.basis.number, info.basis.title) == ("国发〔2020〕8号", "国务院关于小店的意见")


def test_an_imported_paper_can_be_cited_after_build(place: Settings, paper: Path) -> None:
    import_document(str(paper), place)
    store = imported_store(place)
    clause = store.clauses("某政发〔2021〕9号", "二")[0]
    assert clause["text"] == "小店用电按居民价格计费。"
    assert (clause["departments"], clause["and_others"]) == (["省能源局", "省发展改革委"], 1)
    found = store.search("小店减免租金")[0]
    assert (found.document, found.clause) == ("某政发〔2021〕9号", "一")


def test_a_law_has_one_entry_for_each_article(place: Settings, law: Path) -> None:
    info = import_document(str(law), place).document.info
    clauses = imported_store(place).clauses("小店法")
    assert (info.title, info.valid_from) == ("中华人民共和国小店法（2020年修订）", dt.date(2020, 7, 1))
    assert [c["number"] for c in clauses] == ["第一条", "第二条", "第三条"]
    assert clauses[1]["text"].endswith("（二）有住所。")


def test_dry_run_writes_nothing(place: Settings, paper: Path) -> None:
    assert import_document(str(paper), place, dry_run=True).status == "new"
    assert not list(place.document_dir.rglob("text.txt"))


def test_the_same_document_again_changes_nothing(place: Settings, paper: Path) -> None:
    import_document(str(paper), place)
    before = files_of(place.document_dir)
    paper.write_text(paper.read_text(encoding="utf-8").replace("\n\n", "\n\n\n"), encoding="gb18030")
    assert import_document(str(paper), place).status == "unchanged"
    assert files_of(place.document_dir) == before


def test_a_new_version_ends_the_old_one_the_day_before(place: Settings, law: Path) -> None:
    import_document(str(law), place)
    law.write_text(LAW.replace("三十日", "十日").replace("2020年7月1日", "2022年1月1日"), encoding="utf-8")
    assert import_document(str(law), place).status == "version"
    store = imported_store(place)
    before = store.clauses("小店法", "第二条", on=dt.date(2021, 12, 31))[0]["text"]
    after = store.clauses("小店法", "第二条", on=dt.date(2022, 1, 1))[0]["text"]
    assert ("三十日" in before, "三十日" in after) == (True, False)
    old = store.document("小店法", on=dt.date(2021, 6, 1))
    assert old and (old["name"], old["valid_from"], old["valid_to"]) == ("小店法", "2020-07-01", "2021-12-31")
    assert all("三十日" not in p.text for p in store.search("小店登记"))


def test_a_changed_text_without_a_new_date_begins_today(place: Settings, law: Path) -> None:
    import_document(str(law), place)
    law.write_text(LAW.replace("三十日", "十日"), encoding="utf-8")
    again = import_document(str(law), place)
    assert (again.status, again.document.info.valid_from) == ("version", dt.date.today())
    assert any("--valid-from" in note for note in again.notes)


def test_what_the_official_gives_outweighs_the_text(place: Settings, paper: Path) -> None:
    given = Given(number="某办发〔2022〕1号", title="小店意见", valid_from=dt.date(2022, 2, 2))
    info = import_document(str(paper), place, given).document.info
    assert (info.number, info.title, info.valid_from) == ("某办发〔2022〕1号", "小店意见", given.valid_from)


def test_what_was_doubtful_is_listed_in_the_folder(place: Settings, paper: Path) -> None:
    paper.write_text(paper.read_text(encoding="utf-8").replace("某政发〔2021〕9号", ""), encoding="utf-8")
    imported = import_document(str(paper), place)
    listed = (imported.folder / TO_CHECK).read_text(encoding="utf-8")
    assert any("文号" in note for note in imported.notes)
    assert all(note in listed for note in imported.notes)


def test_provisions_quote_an_article_once_its_law_is_imported(place: Settings, law: Path) -> None:
    before = imported_store(place).topic("shop_registration")
    import_document(str(law), place)
    after = imported_store(place).topic("shop_registration")
    assert before and after
    assert (before.sources[0].quote, after.sources[0].document) == ("", "小店法")
    assert after.sources[0].quote.startswith("小店应当在三十日内登记：")


def test_a_provision_keeps_the_version_that_it_was_written_from(place: Settings, law: Path) -> None:
    law.write_text(LAW.replace("三十日", "十日").replace("2020年7月1日", "2022年1月1日"), encoding="utf-8")
    newer = import_document(str(law), place)
    assert any("核对依据它的规定" in note for note in newer.notes)
    source = imported_store(place).topic("shop_registration").sources[0]  # type: ignore[union-attr]
    assert (source.document, source.clause, source.quote) == ("小店法", "第二条", "")


def test_a_cited_article_that_the_imported_law_lacks_stops_the_build(place: Settings, law: Path) -> None:
    text = LAW.replace("第二条 ", "").replace("第三条", "第二条")
    law.write_text(text.replace("第二条", "第一条之一"), encoding="utf-8")
    import_document(str(law), place)
    with pytest.raises(PolicyDataError, match="小店法 没有“第二条”"):
        build_store(place)


def test_a_number_that_points_out_of_the_folder_stays_inside(place: Settings, paper: Path) -> None:
    imported = import_document(str(paper), place, Given(number="../../外面"))
    assert imported.folder.parent.parent == place.document_dir


@pytest.mark.parametrize("number", ["某" * 300, "\U00020000" * 90])
def test_a_number_longer_than_a_file_system_takes_is_cut(place: Settings, paper: Path, number: str) -> None:
    imported = import_document(str(paper), place, Given(number=number))
    assert imported.folder.is_dir() and len(imported.folder.name.encode()) <= 240
    assert imported.document.info.number == number


def test_marks_that_turn_the_writing_are_in_no_title_or_number(place: Settings, paper: Path) -> None:
    given = Given(number="某政发〔2021〕\u202e9号", title="关于\u202e小店的\u200f意见")
    info = import_document(str(paper), place, given).document.info
    assert (info.number, info.title) == ("某政发〔2021〕9号", "关于小店的意见")


def test_nothing_is_kept_where_no_clause_is_found(place: Settings, tmp_path: Path) -> None:
    path = tmp_path / "talk.txt"
    path.write_text("今天的天气很好，我们和朋友一起去公园，看到了很多花。\n" * 3, encoding="utf-8")
    with pytest.raises(UserError, match="没有认出条款"):
        import_document(str(path), place)
    assert not list(place.document_dir.rglob("text.txt"))


@pytest.mark.parametrize("typed", ["第二条之一", "二条之一", "2条之1"])
def test_an_inserted_article_is_shown(typed: str, place: Settings, law: Path) -> None:
    text = LAW.replace("## 第二章 附则\n\n第三条", "第二条之一 小店可以歇业。\n\n## 第二章 附则\n\n第三条")
    law.write_text(text, encoding="utf-8")
    import_document(str(law), place)
    store = imported_store(place)
    (shown,) = _clauses(store, store.document("小店法") or {}, typed)
    assert (shown["number"], shown["text"]) == ("第二条之一", "小店可以歇业。")
