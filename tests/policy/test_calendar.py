"""Three simulated years, day by day: nothing is answered from a clause that isn't in force."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import PolicyDataError
from bot.policy.build import build_store
from bot.policy.eligibility import assess
from bot.policy.matching import match
from bot.policy.store import Store
from bot.settings import Settings, read_settings

DOCUMENT = """\
number: {number}
title: 测试文件
kind: official_paper
level: province
region: "530000"
valid_from: {start}
valid_to: {end}
relations: {relations}
"""
TEXT = """\
测试文件

一、补助

（一）设备补助。对采购方按照成交额的 {rate}% 给予补助，最高可补助 {cap} 万元。
"""
MATTER = "name: 设备补助\n"
PROVISION = """\
provisions:
  - slug: subsidy
    matter: equipment_subsidy
    clause: 一
    answer: 采购方按成交额补助。
    quotes: [对采购方按照成交额的 {rate}% 给予补助，最高可补助 {cap} 万元。]
    rule:
      conditions:
        attribute: deal_role
        value: purchaser
        text: 是采购方
        quote: 对采购方按照成交额的 {rate}% 给予补助
      benefit:
        kind: subsidy
        base: deal_amount
        rate_percent: {rate}
        cap_yuan: {cap}0000
        quote: 按照成交额的 {rate}% 给予补助，最高可补助 {cap} 万元
"""
OLD = {"number": "旧文件", "relations": "[]", "rate": 10, "cap": 500}
NEW = {"number": "新文件", "relations": "[{kind: replaces, document: 旧文件}]", "rate": 8, "cap": 600}
VALID = {
    "旧文件": (dt.date(2023, 3, 1), dt.date(2024, 6, 30)),
    "新文件": (dt.date(2024, 7, 1), dt.date(2025, 9, 30)),
}
BUYER = {"deal_role": "purchaser", "deal_amount": 100_000_000}


def settings_with(folder: Path, valid: dict[str, tuple[dt.date, dt.date]]) -> Settings:
    data = folder / "data"
    (data / "matters/grants").mkdir(parents=True)
    (data / "matters/grants/equipment_subsidy.yml").write_text(MATTER, "utf-8")
    for paper in (OLD, NEW):
        start, end = valid[str(paper["number"])]
        place = data / "documents/530000" / str(paper["number"])
        (place / "provisions").mkdir(parents=True)
        fields = {**paper, "start": start, "end": end}
        for name, content in (
            ("document.yml", DOCUMENT),
            ("text.txt", TEXT),
            ("provisions/01.yml", PROVISION),
        ):
            (place / name).write_text(content.format(**fields), "utf-8")
    return replace(read_settings({}), data_dir=data, policy_db=folder / "policy.db")


def test_every_day_of_three_years(tmp_path: Path) -> None:
    store = Store(build_store(settings_with(tmp_path, VALID)))
    for number in range(3 * 365 + 1):
        day = dt.date(2023, 1, 1) + dt.timedelta(days=number)
        in_force = {name for name, (first, last) in VALID.items() if first <= day <= last}
        found = assess(store, "equipment_subsidy", BUYER, day)
        assert {condition.document for condition in found.conditions} == in_force, day
        assert found.valid == bool(in_force), day
        assert (found.amount and found.amount.text) == {
            "旧文件": "500万元", "新文件": "600万元"
        }.get("".join(in_force)), day  # fmt: skip
        topic = store.topic("equipment_subsidy", on=day)
        assert {provision.document for provision in topic.provisions} == in_force
        assert len(match(store, BUYER, day).matches) == len(in_force), day


@pytest.mark.parametrize(
    ("first", "said"),
    [
        (dt.date(2024, 6, 30), "有效期重叠；请把后者的 valid_to 写成 2024-06-29"),
        (dt.date(2024, 7, 2), "之间有空档；请把 from 写成 2024-07-01"),
        (dt.date(2026, 1, 1), "失效日 2025-09-30 早于生效日 2026-01-01"),
    ],
)
def test_gaps_and_overlaps_are_refused(tmp_path: Path, first: dt.date, said: str) -> None:
    valid = {**VALID, "新文件": (first, VALID["新文件"][1])}
    with pytest.raises(PolicyDataError) as caught:
        build_store(settings_with(tmp_path, valid))
    assert said in str(caught.value) and "document.yml:" in str(caught.value)
    assert not (tmp_path / "policy.db").exists()
