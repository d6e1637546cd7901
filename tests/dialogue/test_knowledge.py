"""What counts as told of a matter."""

from __future__ import annotations

import pytest

from bot.dialogue.knowledge import Knowledge
from bot.policy.store import Store


def test_what_an_attribute_follows_from_is_heard_in_passing(store: Store) -> None:
    knowledge = Knowledge(store)
    assert {"rent_per_month", "rent_total", "rent_months"} <= set(knowledge.asked_by("vat_rent_received"))
    assert {"rent_total", "rent_months"} <= knowledge.rests_on("vat_rent_received")


@pytest.mark.parametrize(
    ("matter", "aspect", "text", "told_by"),
    [
        ("individual_business_annual_report", "overview", "摊子没填，后果重不", "annual_report_late_penalty"),
        ("registered_capital", "overview", "认的钱一直不到账要咋个样", "penalty_unpaid_capital"),
        ("change_time_limit", "amount", "搬完没去改，挨罚多少", "penalty_no_change"),
        # What a matter says itself, and what isn't asked, stays with it.
        ("company_not_cancelled", "overview", "公司扔那不注销会怎样", "company_not_cancelled"),
        ("cross_region_enforcement", "overview", "外县的人来罚我，合规矩吗", "cross_region_enforcement"),
        ("registered_capital", "overview", "认缴是怎么回事", "registered_capital"),
    ],
)  # fmt: skip
def test_what_follows_is_told_by_the_matter_about_it(
    store: Store, matter: str, aspect: str, text: str, told_by: str
) -> None:
    assert Knowledge(store).following(matter, aspect, text) == told_by
