"""Facts that follow from other facts."""

from __future__ import annotations

import pytest

from bot.policy.attributes import Attribute, attributes
from bot.policy.conditions import DONT_KNOW
from bot.policy.derived import completed, following, part_to_ask


def amount(name: str, *formula: str) -> Attribute:
    return Attribute(name=name, type="amount", question="多少？", example="1", formula=list(formula))


CATALOGUE = {
    a.name: a
    for a in (
        amount("total"),
        amount("months"),
        amount("monthly", "total / months"),
        amount("net", "month / (1 + 0.01 * taxed)", "quarter / (1 + 0.01 * taxed)"),
        amount("month"),
        amount("quarter"),
        Attribute(name="taxed", type="bool", question="含税吗？", example="含"),
    )
}


@pytest.mark.parametrize(
    ("profile", "name", "expected"),
    [
        ({"total": 1080000, "months": 12}, "monthly", "90000"),
        ({"total": 1080000}, "monthly", None),
        ({"total": 1080000, "months": DONT_KNOW}, "monthly", None),
        ({"total": 1080000, "months": 0}, "monthly", None),
        ({"total": 1080000, "months": 12, "monthly": 5}, "monthly", 5),
        ({"month": 101000, "taxed": True}, "net", "100000"),
        ({"quarter": 300000, "taxed": False}, "net", "300000"),
        ({"month": {"at_least": 400000}, "taxed": True}, "net", None),
        # With or without tax.
        ({"month": 101000}, "net", {"at_least": "100000", "at_most": "101000"}),
        ({"month": 101000, "taxed": DONT_KNOW}, "net", {"at_least": "100000", "at_most": "101000"}),
        ({"taxed": True}, "net", None),
    ],
)
def test_what_follows(profile: dict[str, object], name: str, expected: object) -> None:
    assert completed(profile, CATALOGUE).get(name) == expected


def test_asks_for_the_part_that_is_missing() -> None:
    assert part_to_ask("monthly", {"total": 1080000}, CATALOGUE) == "months"
    assert part_to_ask("monthly", {}, CATALOGUE) == "monthly"


@pytest.mark.parametrize(
    ("profile", "name", "expected"),
    [
        ({"applicant": "individual_business"}, "borrower", "person"),
        ({"applicant": "enterprise"}, "borrower", None),
        ({"applicant": "individual", "borrower": "small_micro"}, "borrower", "small_micro"),
        ({"applicant": "enterprise", "enterprise_size": "small"}, "borrower", "small_micro"),
        ({"applicant": "enterprise", "enterprise_size": "large"}, "borrower", "larger"),
        ({"guarantee_loan": "never"}, "interest_subsidies", 0),
        ({"guarantee_loan": "repaid"}, "interest_subsidies", None),
        ({"legal_business": True, "place": "530581"}, "registered_in_yunnan", True),
        # Where the licence is from isn't known.
        ({"legal_business": True}, "registered_in_yunnan", None),
        ({"legal_business": True, "place": DONT_KNOW}, "registered_in_yunnan", None),
        ({"legal_business": False, "place": "530581"}, "registered_in_yunnan", False),
        (
            {"legal_business": True, "place": "530581", "registered_in_yunnan": False},
            "registered_in_yunnan",
            False,
        ),
        ({"legal_business": False}, "registered_locally", False),
    ],
)
def test_what_is_where_others_are_known(profile: dict[str, object], name: str, expected: object) -> None:
    assert completed(profile, attributes()).get(name) == expected


@pytest.mark.parametrize(
    ("years", "study"),
    [(3, "graduate"), ({"at_least": "2.01", "at_most": "2.99"}, "graduate"), (DONT_KNOW, None), (None, None)],
)
def test_whoever_tells_how_long_ago_they_graduated_is_a_graduate(years: object, study: object) -> None:
    assert following(attributes()["study"], {"years_since_graduation": years}) == study
