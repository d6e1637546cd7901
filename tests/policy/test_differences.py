"""How far numbers are from limits and sums, on both sides of each."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bot.policy.conditions import Group, Leaf
from bot.policy.differences import differences, to_reach
from bot.policy.rule_store import Benefit


def leaf(attribute: str, operator: str, value: Any, text: str) -> Leaf:
    return Leaf(attribute, operator, value, text, "", "", "", 0, 0)


PROFIT = leaf("profit_year", "at_most", 3_000_000, "不超过300万元")
ASSETS = leaf("total_assets", "at_most", 50_000_000, "资产不超过5000万元")
LIMITS = Group("all", (PROFIT, ASSETS))
SHARE = Group(
    "any",
    (
        leaf("new_hire_share", "at_least", 10, "占10%以上"),
        Group(
            "all",
            (
                leaf("employees", "more_than", 100, "超过100人"),
                leaf("new_hire_share", "at_least", 5, "占5%以上"),
            ),
        ),
    ),
)
BELOW = leaf("sales_month", "less_than", 100_000, "不到10万元")


@pytest.mark.parametrize(
    ("node", "profile", "lines"),
    [
        (LIMITS, {"profit_year": 3_200_000}, ["超了20万元：“不超过300万元”，您这边是320万元。"]),
        (LIMITS, {"profit_year": 2_900_000}, ["没超，离上限还有10万元：“不超过300万元”，您这边是290万元。"]),
        (LIMITS, {"profit_year": 3_000_000}, ["没超，正好到上限：“不超过300万元”，您这边是300万元。"]),
        (BELOW, {"sales_month": 100_000}, ["正好到线，已经算超了：“不到10万元”，您这边是10万元。"]),
        # Of two alternatives the nearer one is what is lacking.
        (SHARE, {"employees": 130, "new_hires": 4}, ["还差3人：“占5%以上”，要7人，您有4人。"]),
        (SHARE, {"employees": 60, "new_hires": 4}, ["还差2人：“占10%以上”，要6人，您有4人。"]),
        # What was said in bounds or isn't known has no distance.
        (LIMITS, {"profit_year": {"at_least": 2_000_000}}, []),
        (SHARE, {"employees": 60}, []),
        (None, {"employees": 60}, []),
    ],
)  # fmt: skip
def test_distance_from_limits(node: Any, profile: dict[str, Any], lines: list[str]) -> None:
    assert differences(node, profile) == lines


def test_the_limit_asked_about_comes_alone() -> None:
    told = {"profit_year": 2_900_000, "total_assets": 40_000_000}
    assert len(differences(LIMITS, told)) == 2
    assert len(differences(LIMITS, told, sums=[Decimal(3_000_000)])) == 1
    assert len(differences(LIMITS, told, names=["total_assets"])) == 1


def test_enough_is_said_with_the_fewest() -> None:
    lines = differences(SHARE, {"employees": 130, "new_hires": 9}, names=["new_hires"])
    assert "够了：“占5%以上”，最少要7人，您有9人。" in lines


PARTNERS = Benefit("loan", formula="min(qualified_partners * 300000 * 1.1, 4000000)", says="33万元")


@pytest.mark.parametrize(
    ("profile", "target", "text"),
    [
        ({"qualified_partners": 2}, 1_000_000, "要到100万元，得4人（3人是99万元），您说2人，还差2人。"),
        ({"qualified_partners": 4}, 1_000_000, "要到100万元，得4人（3人是99万元），您说4人，够了。"),
        ({}, 990_000, "要到99万元，得3人（2人是66万元）。"),
        ({}, 4_000_001, "到不了4,000,001元：最多400万元（33万元）。"),
    ],
)  # fmt: skip
def test_people_for_a_sum(profile: dict[str, Any], target: int, text: str) -> None:
    assert to_reach(PARTNERS, profile, Decimal(target)).removesuffix("算法：33万元。") == text


def test_no_people_make_a_sum_of_something_else() -> None:
    assert to_reach(Benefit("subsidy", fixed_yuan=1000), {}, Decimal(2000)) == ""
