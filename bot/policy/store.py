"""Reading the SQLite policy store, its matters and rules; `bot.policy.build` makes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bot.policy.document_store import DocumentStore
from bot.policy.rule_store import Rule
from bot.policy.search_index import LAWS, Passage, find, rarity
from bot.policy.selection import Provision
from bot.policy.store_rows import Held, read_held
from bot.policy.topics import Topic, compose
from bot.policy.versions import number_of

if TYPE_CHECKING:
    from bot.policy.words import Words


# Matters under one heading that a short question may go between.
_FEW = 12
_MOST_COMPOSED = 4_000


class Store(DocumentStore):
    """Read-only view of a built store; raises StoreError where there is none or it is unreadable."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._composed: dict[tuple[str, str | None, dt.date, tuple[tuple[str, dt.date], ...]], Topic] = {}

    @cached_property
    def words(self) -> Words:
        """Cuts texts as the store's own were cut."""
        # jieba and its dictionary take a second, and a page is shown without them.
        from bot.policy.words import words_for

        return words_for(self._own_words)

    @cached_property
    def _held(self) -> Held:
        """All matters and provisions; read once, a store never changes."""
        return read_held(self._query)

    def topic(
        self,
        slug: str,
        place: str | None = None,
        on: dt.date | None = None,
        dates: Mapping[str, dt.date] | None = None,
    ) -> Topic | None:
        """The matter seen for a place (a region code; None: not known) on a day (today).

        `dates`: what the person said of the dates that may choose a provision (a loan's own).
        """
        facts = self._held.matters.get(slug)
        if facts is None:
            return None
        key = (slug, place, on or dt.date.today(), tuple(sorted((dates or {}).items())))
        if key not in self._composed:
            if len(self._composed) > _MOST_COMPOSED:
                self._composed.clear()
            self._composed[key] = compose(facts, self._held.provisions.get(slug, ()), place, key[2], dates)
        return self._composed[key]

    def topics(self, place: str | None = None, on: dt.date | None = None) -> list[Topic]:
        """All matters, seen for a place on a day (today)."""
        return [topic for slug in self._held.matters if (topic := self.topic(slug, place, on))]

    def areas(self) -> tuple[str, ...]:
        """The areas that hold matters: the families of their intents."""
        return tuple(dict.fromkeys(facts.area for facts in self._held.matters.values()))

    def provisions(self, slug: str) -> tuple[Provision, ...]:
        """Everything that any document lays down for a matter, at any place on any day."""
        return self._held.provisions.get(slug, ())

    def topics_of(self, document: str, clause: str) -> list[Topic]:
        """The matters that rest on one clause or article."""
        rows = self._query(
            "SELECT DISTINCT matter FROM provisions p JOIN sources s ON provision = p.id "
            "JOIN documents ON number = s.document WHERE documents.name = ? AND s.clause = ? "
            "ORDER BY p.document != s.document, p.id",
            number_of(document),
            clause,
        )
        return [topic for row in rows if (topic := self.topic(row["matter"]))]

    def search(self, text: str, limit: int = 5, on: dt.date | None = None) -> list[Passage]:
        """What fits best of all that is in force on a day (today), national law included.

        Where documents of the data folder fit too, the law has half the places at most: a word that is
        everywhere in them is rare in the law, whose articles would take every place.
        """
        own, laws = self.search_own(text, limit, on), self.search_laws(text, limit, on)
        found = [*own, *laws[: limit - min(len(own), (limit + 1) // 2)]]
        return sorted(found, key=lambda passage: -passage.score)[:limit]

    def search_own(self, text: str, limit: int = 5, on: dt.date | None = None) -> list[Passage]:
        """The clauses and matters of the data folder that fit best, everyday words widened."""
        return find(self._query, self.words, text, limit, on)

    def search_laws(self, text: str, limit: int = 5, on: dt.date | None = None) -> list[Passage]:
        """The articles of national law that fit best."""
        return find(self._query, self.words, text, limit, on, LAWS)

    def rules(self, place: str | None = None, on: dt.date | None = None) -> dict[str, Rule]:
        """What decides on each matter, by its slug: the rule in force at a place on a day (today)."""
        # In the store's order: what is chosen among equals must not differ from process to process.
        found = ((slug, self.rule_for(slug, place, on)) for slug in self._held.matters)
        return {slug: rule for slug, rule in found if rule}

    def rule_for(
        self,
        slug: str,
        place: str | None = None,
        on: dt.date | None = None,
        dates: Mapping[str, dt.date] | None = None,
    ) -> Rule | None:
        """The nearest rule in force for a matter; where none is, the one that was or will be.

        `dates`: what the person said of the dates that may choose a rule. None: nothing decides on it.
        """
        facts = self._held.matters.get(slug)
        if facts is None or slug not in self._held.decided:
            return None
        day = on or dt.date.today()
        # The cached view, unless a date of the person's own chooses.
        seen = None if dates else self.topic(slug, place, day)
        topic = seen or compose(facts, self.provisions(slug), place, day, dates)
        chosen = topic.chosen
        candidates = (*topic.provisions, *chosen.ended, *chosen.coming)
        return next((provision.rule for provision in candidates if provision.rule), None)

    def decides(self, slug: str) -> bool:
        """Whether any document of any place and day decides on a matter."""
        return slug in self._held.decided

    def around(self, slug: str) -> frozenset[str]:
        """The matters that one leads to or that lead to it, and those under its heading, if they are few."""
        return self._around.get(slug, frozenset())

    def says_of(self, slug: str) -> str:
        """The matter's names and all that any document says of it, at any place on any day."""
        facts = self._held.matters.get(slug)
        if facts is None:
            return ""
        told = [text for p in self.provisions(slug) for text in (p.answer, *p.aspects.values())]
        return "\n".join([facts.name, *facts.other_names, *told])

    def under_heading(self, slug: str) -> frozenset[str]:
        """The other matters under the heading of one."""
        facts = self._held.matters.get(slug)
        if facts is None or not facts.group:
            return frozenset()
        return frozenset(self._headings[facts.group]) - {slug}

    @cached_property
    def _headings(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for slug, facts in self._held.matters.items():
            found.setdefault(facts.group, []).append(slug)
        return found

    @cached_property
    def _around(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for slug, facts in self._held.matters.items():
            for other in facts.see_also:
                found.setdefault(slug, set()).add(other)
                found.setdefault(other, set()).add(slug)
        for heading, several in self._headings.items():
            if heading and len(several) <= _FEW:
                for slug in several:
                    found.setdefault(slug, set()).update(other for other in several if other != slug)
        return {slug: frozenset(others) for slug, others in found.items()}

    def rarity(self, terms: Iterable[str]) -> dict[str, float]:
        """How telling each word is: the fewer of the data folder's passages hold it, the more."""
        return rarity(self._query, terms)


_open: dict[Path, Store] = {}


def open_store(path: Path) -> Store:
    """The store at `path`, kept open; opened anew once it has been replaced."""
    store = _open.get(path)
    if store is None or store.replaced():
        store = _open[path] = Store(path)
    return store
