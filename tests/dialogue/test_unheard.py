"""What a message tells and no fact took up: the table of what no old verdict is said to."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue.unheard import changes_unheard, numbers_unheard
from bot.nlu.facts.fact import Fact

RENT = ("applicant", "rent_per_month", "rent_total", "rent_months")
FIRM = ("employees", "new_hires", "contract_years")
LOAN = ("age", "loan_group", "consumer_debt")


def heard(text: str, **values: Any) -> list[Fact]:
    return [Fact(name, value, (0, len(text)), text, 0.98) for name, value in values.items()]


@pytest.mark.parametrize(
    ("text", "at_stake", "facts", "unheard"),
    [
        # Money, counts, years and shares, whatever the sentence.
        ("明年改成130万", RENT, {}, ["130万"]),
        ("明年改成130万", RENT, {"rent_months": 12}, ["130万"]),
        ("下回再添三个人", FIRM, {}, ["三个人"]),
        ("他今年五十八岁了", LOAN, {}, ["五十八岁"]),
        ("卡上还欠四万二", LOAN, {"loan_group": "veteran"}, ["四万二"]),
        # Taken up by a fact of its kind.
        ("明年改成130万", RENT, {"rent_total": 1300000}, []),
        ("改签成两年", FIRM, {"contract_years": 2}, []),
        ("登记失业四个月", (*LOAN, "rent_months"), {"loan_group": "unemployed"}, []),
        # What can't be of the case, was told before, only counts one, or is asked for.
        ("我排了三次队", LOAN, {}, []),
        ("店里还有五个", ("interest_subsidies",), {}, []),
        ("我们还是五个人", FIRM, {}, []),
        ("就我一个人", FIRM, {}, []),
        ("还差几个人", FIRM, {}, []),
        ("有没有三万我记不得", LOAN, {}, []),
    ],
)
def test_numbers(text: str, at_stake: tuple[str, ...], facts: dict[str, Any], unheard: list[str]) -> None:
    found = numbers_unheard(text, heard(text, **facts), at_stake, {"employees": 5})
    assert [one.said for one in found] == unheard


def test_who_asks_about_the_documents_own_number_tells_none() -> None:
    assert not numbers_unheard("不是10万以内都免吗", (), RENT, {}, "每月不到10万元的免税")
    assert numbers_unheard("我收10万", (), RENT, {}, "每月不到10万元的免税")


def test_what_it_can_be_of_is_told_with_it() -> None:
    (one,) = numbers_unheard("下回再添三个人", (), FIRM, {})
    assert dict(one.meant) == {"employees": 3, "new_hires": 3} and not one.money
    # A sum of another length of time is none of them.
    (one,) = numbers_unheard("一年80万", (), ("sales_month", "sales_quarter", "total_assets"), {})
    assert not one.meant and one.money


@pytest.mark.parametrize(
    ("text", "facts", "changes"),
    [
        ("要是换个做法", {}, True),
        ("不对，说错了，那边不是这样", {}, True),
        ("要是签成两年", {"contract_years": 2}, False),
        ("那就这样", {}, False),
    ],
)
def test_corrections_and_suppositions(text: str, facts: dict[str, Any], changes: bool) -> None:
    assert changes_unheard(text, heard(text, **facts), FIRM) is changes
