"""What the bot itself offers as an answer, on a button or as an example, is heard as that answer."""

from __future__ import annotations

from typing import Any

import pytest

from bot.nlu.facts.hearing import Context, Ear
from bot.policy.attributes import Attribute, attributes
from bot.policy.conditions import DONT_KNOW

ASKED = [attribute for attribute in attributes().values() if attribute.askable]
NUMBERS = [attribute for attribute in ASKED if attribute.type in {"amount", "count", "percent", "date"}]


def meant(attribute: Attribute, says: str) -> Any:
    """The value that a button stands for."""
    plain = {"不知道": DONT_KNOW} | ({"是": True, "不是": False} if attribute.type == "bool" else {})
    return plain[says] if says in plain else next(c.value for c in attribute.choices if c.label == says)


@pytest.mark.parametrize("attribute", ASKED, ids=lambda a: a.name)
def test_every_button_is_heard_as_its_value(ear: Ear, context: Context, attribute: Attribute) -> None:
    for says, _ in attribute.options():
        facts = ear.hear(says, attribute.name, (attribute.name,), context)
        assert {f.attribute: f.value for f in facts}.get(attribute.name) == meant(attribute, says), says


@pytest.mark.parametrize("attribute", NUMBERS, ids=lambda a: a.name)
def test_every_example_of_a_number_is_heard(ear: Ear, context: Context, attribute: Attribute) -> None:
    facts = ear.hear(attribute.example, attribute.name, (attribute.name,), context)
    assert attribute.name in {f.attribute for f in facts}


@pytest.mark.parametrize(
    ("text", "value"),
    [("2000万", 20_000_000), ("1900万", 19_000_000), ("2026万元", 20_260_000), ("2000元", 2000)],
)
def test_a_sum_that_looks_like_a_year_is_a_sum(ear: Ear, context: Context, text: str, value: int) -> None:
    facts = ear.hear(text, "deal_amount", ("deal_amount",), context)
    assert {f.attribute: f.value for f in facts} == {"deal_amount": value}


def test_none_of_these_speaks_of_the_question_alone(ear: Ear, context: Context) -> None:
    facts = ear.hear("都不是", "vocational_status", ("vocational_status",), context)
    assert {f.attribute for f in facts} == {"vocational_status"}
