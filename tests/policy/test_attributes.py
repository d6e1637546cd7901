"""What is known of a person, as it is told back to them."""

from __future__ import annotations

from typing import Any

import pytest

from bot.policy.attributes import attributes

CATALOGUE = attributes()


@pytest.mark.parametrize(
    ("name", "value", "label"),
    [
        ("interest_subsidies", {"at_least": 2, "at_most": 3}, "2到3次"),
        ("interest_subsidies", {"at_most": 2}, "最多2次"),
        ("interest_subsidies", {"at_least": 3}, "至少3次"),
        ("interest_subsidies", {"at_least": 2, "at_most": 4, "about": 3}, "约3次"),
        ("deal_amount", {"at_most": "49999999.99"}, "不到5,000万元"),
        ("deal_amount", {"at_least": 50_000_000, "at_most": "59999999.99"}, "5,000万元以上，不到6,000万元"),
        ("deal_amount", {"at_least": 3_000_000, "at_most": 5_000_000}, "300到500万元"),
        ("deal_amount", {"at_least": 450_000, "at_most": 550_000, "about": 500_000}, "约50万元"),
        ("years_since_graduation", {"at_least": "6.01", "at_most": 7}, "超过6年，最多7年"),
        ("deal_amount", {"at_least": "20000.01"}, "超过2万元"),
        ("loan_date", {"at_least": "2024-05-01", "at_most": "2024-05-31"}, "2024-05-01到2024-05-31"),
        ("deal_amount", "1234.5", "1,234.5元"),
        ("loan_rate", "4.35", "4.35%"),
        ("veteran", False, "不是"),
        ("deal_role", "seller", "销售方（卖方）"),
        ("deal_role", "dont_know", "不清楚"),
    ],
)
def test_a_value_is_told_as_it_was_said(name: str, value: Any, label: str) -> None:
    assert CATALOGUE[name].label(value) == label


@pytest.mark.parametrize("attribute", CATALOGUE.values(), ids=lambda a: a.name)
def test_no_two_buttons_of_a_question_say_the_same(attribute: Any) -> None:
    says = [says for says, _ in attribute.options()]
    assert says[-1] == "不知道" and len(set(says)) == len(says)
