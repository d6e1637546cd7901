"""Who takes part is counted with whoever speaks, and nobody who only comes along."""

from __future__ import annotations

import pytest

from bot.nlu.facts.clauses import clauses
from bot.nlu.facts.members import COOPERATIVE, PARTNERS, taking_part


def told(text: str, *wanted: str) -> dict[str, int]:
    return {name: number for name, number, _ in taking_part(clauses(text), wanted)}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("和三个战友合伙开汽修厂", 4),
        ("我约了另外两个老乡一起养蜂", 3),
        ("我跟我嫂子合开的", 2),
        ("我跟表弟三个人合办", 3),
        ("我们五个凑钱开民宿", 5),
        ("我们俩合伙", 2),
        ("我跟朋友一起来问问", None),
        ("和两个同学一起毕业的", None),
        ("我跟银行贷的款", None),
        ("三个人", None),
    ],
)
def test_partners_are_counted_with_oneself(text: str, number: int | None) -> None:
    assert told(text, PARTNERS[0]) == ({} if number is None else {PARTNERS[0]: number})


@pytest.mark.parametrize(
    ("text", "members", "farmers", "bodies"),
    [
        ("九个人，七个是种三七的农民，两个是县城的居民", 9, 7, None),
        ("一共九个，八个是种三七的农民", 9, 8, None),
        ("八户农户外加一家茶厂", 9, 8, 1),
        ("我们十个人，三个是城里的", 10, 7, None),
        ("五个都是农民", None, 5, None),
        ("要几个农民才够", None, None, None),
    ],
)
def test_members_of_a_cooperative(
    text: str, members: int | None, farmers: int | None, bodies: int | None
) -> None:
    expected = dict(zip(COOPERATIVE, (members, farmers, bodies), strict=True))
    found = told(text, *COOPERATIVE)
    assert found == {name: number for name, number in expected.items() if number is not None}
