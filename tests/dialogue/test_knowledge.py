"""What counts as told of a matter."""

from __future__ import annotations

from bot.dialogue.knowledge import Knowledge
from bot.policy.store import Store


def test_what_an_attribute_follows_from_is_heard_in_passing(store: Store) -> None:
    knowledge = Knowledge(store)
    assert {"rent_per_month", "rent_total", "rent_months"} <= set(knowledge.asked_by("vat_rent_received"))
    assert {"rent_total", "rent_months"} <= knowledge.rests_on("vat_rent_received")
