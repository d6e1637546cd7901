"""Topic → category, clauses and departments: the annex's for measures, the law's for guides."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.policy.answers import PAPER
from bot.policy.store import Store, Topic
from bot.settings import ROOT

_LOCAL = "当地"
CATEGORY_FILE = ROOT / "data/helpdesk/categories.yml"


@dataclass(frozen=True)
class Place:
    """Where a topic belongs. `clauses`: what it rests on first; `departments`: the nearest first.

    `local` are those of the departments that are the visitor's own: she is sent to them alone.
    """

    category: str
    clauses: tuple[str, ...]
    departments: tuple[str, ...]

    @property
    def local(self) -> tuple[str, ...]:
        return tuple(name for name in self.departments if name.startswith(_LOCAL))


class Uncovered(KeyError):
    """A topic whose clause or theme `data/helpdesk/categories.yml` does not list."""


def place(store: Store, topic: Topic) -> Place:
    """Category, clauses and departments of a measure or guide; raises Uncovered."""
    entry = _entry(topic)
    clauses = [cite(s.document, s.clause) for s in topic.sources if s.document == PAPER]
    if topic.kind == "measure":
        return Place(
            entry["category"],
            _each_once(*clauses),
            _each_once(
                *_with_provincial(entry.get("departments", [])),
                *_nearest_first(topic.departments, entry.get("lead", [])),
            ),
        )
    # A guide's first source answers the question; the others support it.
    law = [cite(s.document, s.clause) for s in topic.sources if s.document != PAPER]
    related = entry.get("clause")
    clauses += [related] if related else []
    named = list(entry.get("departments", []))
    by_paper = _lead_of_clause(store, clauses[0]) if clauses else []
    return Place(
        entry["category"], _each_once(*law, *clauses), _each_once(*_with_provincial(named), *by_paper)
    )


def fits(topic: Topic, text: str) -> bool:
    """False for a guide on one kind of business or people where the text names none such."""
    named = _entry(topic).get("named")
    return not named or bool(re.search(named, text))


def cite(document: str, clause: str) -> str:
    """A clause as people cite it: 二十 for the paper, 公司法第四十七条 for a law."""
    return clause if document == PAPER else f"{document}{clause}"


def _entry(topic: Topic) -> dict[str, Any]:
    content = _categories()
    if topic.kind == "measure":
        general = content["measures"].get(topic.sources[0].clause)
    else:
        general = content["guides"].get(topic.theme)
    if general is None:
        raise Uncovered(f"{CATEGORY_FILE.name} 没有写“{topic.theme}”（{topic.slug}）归哪一类")
    return {**general, **content["topics"].get(topic.slug, {})}


def _with_provincial(local: list[str]) -> list[str]:
    """The local departments, then those of the province that stand above them."""
    above = _categories()["provincial"]
    return [*local, *(above[name] for name in local if name in above)]


def _each_once(*names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _lead_of_clause(store: Store, number: str) -> list[str]:
    found = store.clauses(PAPER, number)
    if not found:  # a store that holds other documents
        return []
    lead = _categories()["measures"].get(number, {}).get("lead", [])
    ordered = _nearest_first(found[0]["departments"], lead)
    return list(ordered[: max(len(lead), 2)])


def _nearest_first(departments: tuple[str, ...] | list[str], lead: list[str]) -> tuple[str, ...]:
    """The annex's departments, the nearest ahead, the prefectures' governments last among equals."""
    ahead = [name for name in lead if name in departments]
    return (*ahead, *(name for name in departments if name not in ahead))


@lru_cache(maxsize=1)
def _categories(path: Path = CATEGORY_FILE) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content
