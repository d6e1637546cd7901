"""Numbers among values of any type; Python takes True and False for 1 and 0, here they are none."""

from __future__ import annotations

from typing import TypeGuard


def is_whole_number(value: object) -> TypeGuard[int]:
    """Whether a value is an int and no bool."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether a value is an int or a float and no bool."""
    return isinstance(value, int | float) and not isinstance(value, bool)
