"""What a clause denies to be so, it doesn't state."""

from __future__ import annotations

import pytest

from bot.nlu.facts.clauses import clauses
from bot.nlu.facts.denied import without_denied
from bot.nlu.facts.fact import Fact

Heard = list[tuple[str, object]]


@pytest.mark.parametrize(
    ("text", "heard", "kept"),
    [
        ("他家不是事业单位", [("payer_kind", "institution")], []),
        ("欠钱的是事业单位", [("payer_kind", "institution")], [("payer_kind", "institution")]),
        # The denial beside it speaks of the same.
        (
            "那边是个小作坊，不是大企业",
            [("payer_kind", "smaller_firm"), ("seller_is_small", True)],
            [("payer_kind", "smaller_firm")],
        ),
        ("没分公司", [("business_kind", "branch")], []),
        # A number in bounds is no choice.
        ("销售额二十来万", [("sales_month", {"at_least": 180000})], [("sales_month", {"at_least": 180000})]),
        ("我不是大企业", [("seller_is_small", True)], [("seller_is_small", True)]),
        ("没办税务登记", [("tax_period", "per_time")], [("tax_period", "per_time")]),
    ],
)
def test_denied_choices(text: str, heard: Heard, kept: Heard) -> None:
    parts = clauses(text)
    spans = [parts[min(i, len(parts) - 1)] for i in range(len(heard))]
    facts = [
        Fact(name, value, (part.start, part.end), part.text, 0.6)
        for (name, value), part in zip(heard, spans, strict=True)
    ]
    found = list(without_denied(facts, parts))
    assert [(fact.attribute, fact.value) for fact in found] == kept
    assert all(fact.certainty > 0.9 for fact in found if len(heard) > len(kept))
