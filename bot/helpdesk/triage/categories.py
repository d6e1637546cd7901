"""Matter → category, clauses and departments: the annex's where the paper speaks, the law's elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from bot.policy.entrances import main_document
from bot.policy.references import ClauseRef
from bot.policy.store import Store
from bot.policy.topics import Topic
from bot.policy.yaml_files import plain_yaml
from bot.settings import ROOT

T = TypeVar("T")
_LOCAL = "当地"
CATEGORY_FILE = ROOT / "data/helpdesk/categories.yml"


@dataclass(frozen=True)
class Place:
    """Where a matter belongs. `clauses`: what it rests on first; `departments`: the nearest first.

    `local` are those of the departments that are the visitor's own: she is sent to them alone.
    """

    category: str
    clauses: tuple[ClauseRef, ...]
    departments: tuple[str, ...]

    @property
    def local(self) -> tuple[str, ...]:
        return tuple(name for name in self.departments if name.startswith(_LOCAL))


class Uncovered(KeyError):
    """A matter whose heading and area `data/helpdesk/categories.yml` does not list."""


def place(store: Store, topic: Topic) -> Place:
    """Category, clauses and departments of a matter; raises Uncovered."""
    entry = _entry(topic)
    cited = [source.ref for source in topic.sources]
    own = [
        *([topic.door.office] if topic.door.office else []),
        *_with_provincial(entry.get("departments", [])),
    ]
    if topic.departments:
        lead = _nearest_first(topic.departments, entry.get("lead", []))
        return Place(entry["category"], _each_once(*cited), _each_once(*own, *lead))
    # The first source answers the question; what the main document says of the same matter comes last.
    paper = main_document()
    elsewhere = [ref for ref in cited if ref.document != paper]
    beside = [ref for ref in cited if ref.document == paper]
    if entry.get("related") and store.clauses(paper, entry["related"]):
        beside.append(ClauseRef(paper, entry["related"]))
    by_paper = _lead_of_clause(store, beside[0]) if beside else []
    return Place(entry["category"], _each_once(*elsewhere, *beside), _each_once(*own, *by_paper))


def fits(topic: Topic, text: str) -> bool:
    """False for a matter of one kind of business or people where the text names none such."""
    named = _entry(topic).get("named")
    return not named or bool(re.search(named, text))


def cite(ref: ClauseRef) -> str:
    """A clause as people cite it: the bare number in the main document, else behind the name."""
    return ref.clause if ref.document == main_document() else f"{ref.document}{ref.clause}"


def _entry(topic: Topic) -> dict[str, Any]:
    content = _categories()
    general = content["groups"].get(topic.theme) or content["areas"].get(topic.area)
    if general is None:
        raise Uncovered(f"{CATEGORY_FILE.name} 没有写“{topic.theme}”（{topic.slug}）归哪一类")
    return {**general, **content["topics"].get(topic.slug, {})}


def _with_provincial(local: list[str]) -> list[str]:
    """The local departments, then those of the province that stand above them."""
    above = _categories()["provincial"]
    return [*local, *(above[name] for name in local if name in above)]


def _each_once(*items: T) -> tuple[T, ...]:
    return tuple(dict.fromkeys(items))


def _lead_of_clause(store: Store, ref: ClauseRef) -> list[str]:
    found = store.clauses(ref.document, ref.clause)
    if not found:  # a store that holds other documents
        return []
    lead = _categories()["groups"].get(found[0]["title"], {}).get("lead", [])
    ordered = _nearest_first(found[0]["departments"], lead)
    return list(ordered[: max(len(lead), 2)])


def _nearest_first(departments: tuple[str, ...] | list[str], lead: list[str]) -> tuple[str, ...]:
    """The annex's departments, the nearest ahead, the prefectures' governments last among equals."""
    ahead = [name for name in lead if name in departments]
    return (*ahead, *(name for name in departments if name not in ahead))


@lru_cache(maxsize=1)
def _categories(path: Path = CATEGORY_FILE) -> dict[str, Any]:
    content: dict[str, Any] = plain_yaml(path)
    return content
