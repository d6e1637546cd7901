"""What counts as a number among values of any type."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bot.number_types import is_number, is_whole_number


@pytest.mark.parametrize(
    ("value", "number", "whole"),
    [
        (0, True, True),
        (-3, True, True),
        (0.5, True, False),
        (True, False, False),
        (False, False, False),
        ("3", False, False),
        (None, False, False),
        (Decimal(3), False, False),
    ],
)
def test_true_and_false_are_no_numbers(value: Any, number: bool, whole: bool) -> None:
    assert is_number(value) is number
    assert is_whole_number(value) is whole
