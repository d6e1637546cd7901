"""Every case of data/cases/rules comes out as written."""

from __future__ import annotations

import pytest

from bot.policy.cases import Case, read_cases
from bot.policy.store import Store

CASES = list(read_cases())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.matter}: {case.name}")
def test_case(store: Store, case: Case) -> None:
    assert case.differences(case.rule(store)) == {}


def test_everything_that_decides_has_a_case(store: Store) -> None:
    assert {case.matter for case in CASES} == {t.slug for t in store.topics() if store.decides(t.slug)}
