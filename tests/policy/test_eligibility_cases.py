"""Every case of tests/eligibility comes out as written."""

from __future__ import annotations

import pytest

from bot.policy.store import Store
from tests.policy.cases import Case, read_cases

CASES = list(read_cases())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.measure}: {case.name}")
def test_case(store: Store, case: Case) -> None:
    assert case.differences(store.rules()) == {}


def test_every_measure_has_a_case(store: Store) -> None:
    assert {case.measure for case in CASES} == {topic.slug for topic in store.topics("measure")}
