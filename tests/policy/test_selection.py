"""Which provisions answer: a table of places and days, of ended rules, of contradictions."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from bot.policy.selection import Provision, select

DAY = dt.date(2026, 11, 27)
_REGIONS = {"state": "000000", "province": "530000", "city": "530100", "county": "530127"}


def provision(name: str, level: str = "state", begin: str = "2020-01-01", **more: Any) -> Provision:
    """A provision of a document of its own, which begins on the provision's first day."""
    start = dt.date.fromisoformat(begin)
    end = more.pop("end", None)
    return Provision(
        slug=name,
        matter="loan",
        document=more.pop("document", name),
        clause="一",
        level=level,
        region=more.pop("region", _REGIONS[level]),
        answer=name,
        valid_from=start,
        valid_to=dt.date.fromisoformat(end) if end else None,
        begins=start,
        **more,
    )


STATE = provision("state")
PROVINCE = provision("province", "province")
CITY = provision("city", "city")
COUNTY = provision("county", "county")
OTHER = provision("other", "city", region="530500")
OLD = provision("old", end="2023-09-30")
NEW = provision("new", begin="2023-10-01")
LATER = provision("later", begin="2027-01-01")
BEFORE = provision("before", end="2023-09-30", by="loan_date")
AFTER = provision("after", begin="2023-10-01", by="loan_date")
DEFERRING = provision("deferring", "province", defers=True)


@pytest.mark.parametrize(
    ("held", "place", "day", "told"),
    [
        # Nearest level first, and only what holds where the person is.
        ([STATE, PROVINCE, CITY, COUNTY], "530127", DAY, ["county", "city", "province", "state"]),
        ([STATE, PROVINCE, CITY, COUNTY], "530100", DAY, ["city", "province", "state"]),
        ([STATE, CITY, OTHER], "530502", DAY, ["other", "state"]),
        # The place isn't known: what holds everywhere in the province.
        ([COUNTY, STATE, CITY, PROVINCE], None, DAY, ["province", "state"]),
        ([CITY], None, DAY, []),
        # In force on the day: the last and the first day count.
        ([OLD, NEW], None, DAY, ["new"]),
        ([OLD, NEW], None, dt.date(2023, 9, 30), ["old"]),
        ([OLD, NEW], None, dt.date(2023, 10, 1), ["new"]),
        ([OLD], None, DAY, []),
        ([LATER], None, DAY, []),
        ([LATER], None, dt.date(2027, 1, 1), ["later"]),
        # Of one level the newest document first.
        ([STATE, NEW], None, DAY, ["new", "state"]),
        # What only carries out the rules of others comes behind them.
        ([DEFERRING, STATE], None, DAY, ["state", "deferring"]),
    ],
)
def test_what_is_told(held: list[Provision], place: str | None, day: dt.date, told: list[str]) -> None:
    assert [p.slug for p in select(held, place, day).told] == told


@pytest.mark.parametrize(
    ("dates", "told"),
    [
        ({}, ["after"]),
        ({"loan_date": dt.date(2023, 8, 15)}, ["before"]),
        ({"loan_date": dt.date(2023, 9, 30)}, ["before"]),
        ({"loan_date": dt.date(2023, 10, 1)}, ["after"]),
        ({"other_date": dt.date(2023, 8, 15)}, ["after"]),
    ],
)
def test_a_date_of_its_own_chooses(dates: dict[str, dt.date], told: list[str]) -> None:
    assert [p.slug for p in select([BEFORE, AFTER], None, DAY, dates).told] == told


def test_what_ended_what_is_to_come_and_what_holds_elsewhere() -> None:
    found = select([OLD, LATER, CITY, OTHER, NEW], "530100", DAY)
    names = [[p.slug for p in part] for part in (found.told, found.ended, found.coming, found.elsewhere)]
    assert names == [["city", "new"], ["old"], ["later"], ["other"]]


def figure(name: str, amount: str, **more: Any) -> Provision:
    return provision(name, aspects={"amount": amount}, **more)


@pytest.mark.parametrize(
    ("one", "other", "conflict"),
    [
        (figure("a", "最多20万元。"), figure("b", "最多30万元。"), True),
        (figure("a", "最多30万元。"), figure("b", "最高300000元。"), False),
        # One says more than the other, neither something else.
        (figure("a", "最多30万元。"), figure("b", "个人30万元，企业400万元。"), False),
        (figure("a", "最多20万元。"), figure("b", "最多30万元。", related=frozenset({"a"})), False),
        (figure("a", "最多20万元。", document="x"), figure("b", "最多30万元。", document="x"), False),
        (figure("a", "最多20万元。", end="2023-09-30"), figure("b", "最多30万元。"), False),
    ],
)
def test_two_figures_without_a_stated_relation_contradict(
    one: Provision, other: Provision, conflict: bool
) -> None:
    found = select([one, other], None, DAY).conflicts
    assert [(c.aspect, {c.one.slug, c.other.slug}) for c in found] == (
        [("amount", {"a", "b"})] if conflict else []
    )
