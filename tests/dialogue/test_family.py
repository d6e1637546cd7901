"""Which matter of a family tells what an errand takes."""

from __future__ import annotations

import pytest

from bot.dialogue.family import holding
from bot.dialogue.knowledge import Knowledge
from bot.policy.store import Store


@pytest.mark.parametrize(
    ("matter", "aspect", "tells"),
    [
        ("startup_guarantee_loan", "materials", "guarantee_loan_materials"),
        ("guarantee_loan_other_loans", "materials", "guarantee_loan_materials"),
        ("guarantee_loan_materials", "materials", "guarantee_loan_materials"),
        # Its own way of doing it is nearer, and its name asks for another thing.
        ("guarantee_loan_term", "how_to_apply", "guarantee_loan_apply"),
        ("tech_sme_conditions", "how_to_apply", "tech_sme_how_to_enter"),
        ("graduate_subsidy_steps", "materials", "graduate_subsidy_materials"),
        ("graduate_startup_subsidy", "materials", "graduate_subsidy_materials"),
        # The papers of persons are none of a firm's, and those of one tax relief none of another's.
        ("guarantee_loan_firm", "materials", "guarantee_loan_firm"),
        ("hire_veteran_tax_deduction", "materials", "hire_veteran_tax_deduction"),
        ("yunling_loan_who", "materials", "yunling_loan_who"),
        # Sums and times differ from matter to matter.
        ("guarantee_loan_other_loans", "time", "guarantee_loan_other_loans"),
    ],
)
def test_holding(store: Store, matter: str, aspect: str, tells: str) -> None:
    assert holding(store, matter, aspect) == tells


def test_a_penalty_is_told_by_the_matter_of_it(store: Store) -> None:
    knowledge = Knowledge(store)
    assert knowledge.holding("street_vendor_rules", "amount", "逮到要罚几多") == "penalty_unregistered"
    assert knowledge.holding("annual_report_period", "amount", "不报罚好多") == "annual_report_late_penalty"
    assert knowledge.holding("penalty_unregistered", "amount", "罚几多") == "penalty_unregistered"
    assert knowledge.holding("annual_report_period", "time", "几号前") == "annual_report_period"
