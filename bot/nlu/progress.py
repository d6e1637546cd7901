"""How far a training is, told to whoever shows it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

Show = Callable[[int, int, str], None]
_show: Show | None = None


def report(done: int, total: int, what: str) -> None:
    """`done` of `total` steps are through; `what` is under way (Chinese, shown to people)."""
    if _show:
        _show(done, total, what)


@contextlib.contextmanager
def shown_by(show: Show) -> Iterator[None]:
    """Reports go to `show` while the context lasts."""
    global _show
    _show = show
    try:
        yield
    finally:
        _show = None
