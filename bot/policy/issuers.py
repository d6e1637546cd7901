"""Offices that bear another name today than the one in an older paper."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from pathlib import Path

from bot.policy.yaml_files import Strict, read_yaml
from bot.settings import settings


class Successor(Strict):
    """`now` has taken the place of `name`, proved from the day `since` on by `source`."""

    name: str
    now: str
    since: dt.date
    source: str


class _IssuerFile(Strict):
    successors: list[Successor]


def today_name(office: str, on: dt.date | None = None) -> str:
    """An office for a sentence: today's name, the paper's in brackets; unchanged where they agree."""
    successor = _successors(settings().data_dir / "issuers.yml").get(office)
    if successor is None or (on or dt.date.today()) < successor.since:
        return office
    return f"{successor.now}（文件写的是{office}）"


@lru_cache(maxsize=4)
def _successors(path: Path) -> dict[str, Successor]:
    if not path.exists():
        return {}
    return {entry.name: entry for entry in read_yaml(path, _IssuerFile).successors}
