"""What conditions may rest on, as a form lists it: the facts of data/attributes with their values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bot.policy.amounts import read_number
from bot.policy.attributes import Attribute, attributes

NUMBERS = frozenset({"amount", "count", "percent", "date"})
YES_NO = {"是": True, "不是": False}
# More choices than these are typed, not ticked.
_MOST_TICKED = 24


def facts() -> dict[str, Attribute]:
    """Label → fact: its question, made unique by its name."""
    found: dict[str, Attribute] = {}
    for attribute in attributes().values():
        label = attribute.question
        found[f"{label}（{attribute.name}）" if label in found else label] = attribute
    return found


def fact_labels() -> dict[str, str]:
    """Name of a fact → its label."""
    return {attribute.name: label for label, attribute in facts().items()}


def countable(*types: str) -> list[str]:
    """The labels of the facts of these types."""
    return [label for label, attribute in facts().items() if attribute.type in types]


def is_ticked(attribute: Attribute) -> bool:
    """Whether its values are ticked in a list; else they are typed."""
    return attribute.type == "choice" and len(attribute.choices) <= _MOST_TICKED


def unit_of(attribute: Attribute) -> str:
    """What a number of it counts."""
    return {"amount": "元，可以写 30万", "percent": "%", "date": "写成 2026-02-01"}.get(
        attribute.type, attribute.unit
    )


def show_value(attribute: Attribute, value: Any, row: int) -> dict[str, str]:
    """The fields of a row that hold a value."""
    values = list(value) if isinstance(value, list | tuple) else [value]
    if is_ticked(attribute):
        return {f"pick_{row}_{one}": "yes" for one in values}
    if attribute.type in {"bool", "choice"}:
        return {f"value_{row}": "、".join(attribute.label(one) for one in values)}
    return {f"value_{row}": str(values[0])}


def read_value(attribute: Attribute, fields: Mapping[str, str], row: int, errors: dict[str, str]) -> Any:
    """The value of a row, several as a list; None and an error where it is none of this fact."""
    typed, place = fields.get(f"value_{row}", "").strip(), f"value_{row}"
    if attribute.type == "choice":
        found = _choices(attribute, fields, row, typed)
        if found:
            return found[0] if len(found) == 1 else found
        errors[place] = "请勾一个或几个。" if is_ticked(attribute) else "请写列表里有的，几个用顿号分开。"
        return None
    if attribute.type == "bool":
        if typed not in YES_NO:
            errors[place] = "请选是或不是。"
        return YES_NO.get(typed)
    value = _day(typed) if attribute.type == "date" else number_in(typed)
    if value is None:
        errors[place] = f"请写一个数（{unit_of(attribute)}）。"
    return value


def number_in(typed: str) -> int | float | None:
    """A number as people write it (30万, 1.2万元, 50%); None where it is none."""
    found = read_number(typed.strip().rstrip("元%％人个次年月天岁户"))
    return None if found is None else plain(found)


def plain(number: Decimal) -> int | float:
    """A number as YAML holds it."""
    return int(number) if number == int(number) else float(number)


def _choices(attribute: Attribute, fields: Mapping[str, str], row: int, typed: str) -> list[str]:
    if is_ticked(attribute):
        return [choice.value for choice in attribute.choices if fields.get(f"pick_{row}_{choice.value}")]
    named = {choice.label: choice.value for choice in attribute.choices}
    parts = [part.strip() for part in typed.replace("，", "、").split("、") if part.strip()]
    return [named[part] for part in parts] if parts and all(part in named for part in parts) else []


def _day(typed: str) -> str | None:
    try:
        return dt.date.fromisoformat(typed).isoformat()
    except ValueError:
        return None
