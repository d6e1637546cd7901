"""Columns whose texts are cleaned on the way in, whoever writes them and whatever asks for them.

So no row can be written that a page can't show, and a search for what no text can hold finds nothing
instead of failing.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import types

from bot.cleaning import clean, clean_deeply


class _Cleaned(types.TypeDecorator):
    def process_bind_param(self, value: Any, _dialect: Any) -> Any:
        return clean(value) if isinstance(value, str) else value


class String(_Cleaned):
    """VARCHAR; no longer than PostgreSQL will take: tests/helpdesk/test_columns.py compares."""

    impl = types.String
    cache_ok = True


class Text(_Cleaned):
    """Text of any length."""

    impl = types.Text
    cache_ok = True


class JSON(types.TypeDecorator):
    """JSON whose every text is cleaned."""

    impl = types.JSON
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Any) -> Any:
        return clean_deeply(value)
