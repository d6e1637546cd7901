"""Sums that are told month by month, on top of what is known, or in place of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from bot.dialogue import hearing
from bot.dialogue.state import State
from bot.nlu import loaded
from bot.nlu.facts.fact import Fact
from bot.policy.bounds import as_amount, quantities

CANDIDATES = ("sales_month", "sales_quarter", "annual_sales", "total_assets")


class Deaf:
    """An ear that hears no fact: what is left is the arithmetic of this module."""

    def hear(self, *_: Any) -> list[Fact]:
        return []


@pytest.fixture(autouse=True)
def deaf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loaded, "ear", Deaf)


def told(text: str, known: dict[str, Any]) -> list[tuple[str, Any, bool, bool]]:
    facts: Sequence[Fact] = hearing.hear_facts(text, State(people={"me": known}), CANDIDATES, {})
    return [(f.attribute, f.value, f.adds, f.corrects) for f in facts]


@pytest.mark.parametrize(
    ("text", "known", "heard"),
    [
        ("四月8万、五月9万、六月10万", {}, [("sales_quarter", 270000, False, False)]),
        # Two months are no quarter, and neither of them is the month that is asked.
        ("四月8万、五月9万", {}, []),
        ("还有一笔漏了，两千", {"sales_month": 97000}, [("sales_month", 2000, True, False)]),
        ("退了两千", {"sales_month": 97000}, []),
        ("另外五千", {"sales_month": 97000, "total_assets": 900000}, []),
        (
            "8000万是全集团的，本公司5000万",
            {"annual_sales": 80000000},
            [("annual_sales", 50000000, False, True)],
        ),
        ("8000万是全集团的", {"annual_sales": 80000000}, []),
    ],
)  # fmt: skip
def test_sums(text: str, known: dict[str, Any], heard: list[tuple[str, Any, bool, bool]]) -> None:
    assert told(text, known) == heard


@pytest.mark.parametrize(
    ("text", "sum_of"), [("9月11万", 110000), ("9月11号5万", 50000), ("8、9月要交", None)]
)
def test_a_day_swallows_no_sum_and_a_small_bare_number_is_none(text: str, sum_of: int | None) -> None:
    sums = [amount.exact for q in quantities(text) if (amount := as_amount(q))]
    assert sums == ([sum_of] if sum_of else [])
