"""What counts as told of a matter."""

from __future__ import annotations

from bot.dialogue.knowledge import Knowledge
from bot.policy.store import Store


def test_what_an_attribute_follows_from_is_heard_in_passing(store: Store) -> None:
    knowledge = Knowledge(store)
    assert {"rent_per_month", "rent_total", "rent_months"} <= set(knowledge.asked_by("vat_rent_received"))
    assert {"rent_total", "rent_months"} <= knowledge.rests_on("vat_rent_received")


def test_dates_and_suppositions_set_no_matters_apart(store: Store) -> None:
    knowledge = Knowledge(store)
    apart = knowledge.sets_apart
    assert not apart("假如三月八号认下来，打哪个月起免", "vat_threshold", "incubator_tax_relief")
    assert apart("办个体户执照带些什么材料", "registration_materials", "guarantee_loan_materials")
