"""What the desk published lies beside the data, stands for what it names, and gives way to git."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bot.policy.build import build_store, fingerprint, is_current
from bot.policy.published import drop_settled, export
from bot.policy.store import Store
from bot.settings import Settings, read_settings
from tests.policy.test_invented_paper import FILES, SOURCES

PAPER = "documents/530100/昆政发〔2030〕1号"


@pytest.fixture
def place(tmp_path: Path) -> Settings:
    for root, files in (("data", FILES), ("sources", SOURCES)):
        for name, text in files.items():
            (tmp_path / root / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / root / name).write_text(text, encoding="utf-8")
    return replace(
        read_settings({}),
        data_dir=tmp_path / "data",
        var_dir=tmp_path / "var",
        policy_db=tmp_path / "policy.db",
    )


def publish(place: Settings) -> Path:
    """A copy of the city's paper in which the sum is another."""
    target = place.published_dir / PAPER
    shutil.copytree(place.data_dir / PAPER, target)
    path = target / "provisions/grant.yml"
    path.write_text(path.read_text("utf-8").replace("补2000元", "补3000元"), encoding="utf-8")
    return target


def told(place: Settings) -> str:
    (provision,) = [p for p in Store(place.policy_db).provisions("first_shop_grant") if p.level == "city"]
    return provision.answer


def test_what_is_published_stands_for_what_the_data_holds(place: Settings) -> None:
    build_store(place)
    assert "2000元" in told(place) and is_current(place)
    publish(place)
    assert not is_current(place)
    build_store(place)
    assert "3000元" in told(place) and is_current(place)
    shutil.rmtree(place.published_dir)
    build_store(place)
    assert "2000元" in told(place)


def test_a_matter_and_a_paper_may_be_only_published(place: Settings) -> None:
    matter = place.published_dir / "matters/grants/second_shop_grant.yml"
    matter.parent.mkdir(parents=True)
    matter.write_text("name: 第二家店补贴\nsilent: 没有查到。\n", encoding="utf-8")
    build_store(place)
    assert Store(place.policy_db).topic("second_shop_grant")


def test_once_the_data_holds_the_same_it_gives_way(place: Settings) -> None:
    target, before = publish(place), fingerprint(place)
    assert drop_settled(place.published_dir, place.data_dir, place.document_dir) == [PAPER]
    assert target.exists()
    written = export(place.published_dir, place.data_dir, place.document_dir)
    assert place.data_dir / PAPER / "provisions/grant.yml" in written
    build_store(place)
    assert "3000元" in told(place) and not target.exists() and fingerprint(place) != before
