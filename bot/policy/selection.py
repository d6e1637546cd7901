"""Which provisions answer a matter, for a place and a day: nearest level first, and what contradicts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from bot.policy.documents import LEVELS
from bot.policy.quantities import quantities, without_references
from bot.policy.references import ClauseRef
from bot.policy.regions import contains
from bot.policy.rule_store import Rule

# Where the visitor's place is unknown: what holds everywhere in the province.
HOME = "530000"
# Aspects whose figures two documents may not state differently without saying so.
_COMPARED = ("amount", "time")


@dataclass(frozen=True)
class Certainty:
    """How sure we are of a document, as in document.yml; `on` is an ISO day or empty."""

    text: str = "held"
    by: str = ""
    on: str = ""
    in_force: str = "unconfirmed"


@dataclass(frozen=True)
class Source:
    """Where a provision rests: a clause or article; `quote` is verbatim, empty where no text is held.

    What is known of its document stands beside it: level, region, the day it was issued (ISO), its state
    (`in force`, `unconfirmed`, `ended`), the issuer's own address.
    """

    document: str
    clause: str
    title: str
    quote: str
    document_title: str = ""
    level: str = ""
    region: str = ""
    date: str = ""
    state: str = ""
    official_url: str = ""

    @property
    def ref(self) -> ClauseRef:
        return ClauseRef(self.document, self.clause)


@dataclass(frozen=True)
class Provision:
    """What one document lays down for one matter, as the store holds it; both days are included.

    `kind` is the document's, `issued` its day (ISO or empty), `begins` its first day. `related`: the
    documents that it, or they, say a relation to. `held`: it can be quoted, not only told in our own words.
    """

    slug: str
    matter: str
    document: str
    clause: str
    level: str
    region: str
    answer: str
    valid_from: dt.date
    valid_to: dt.date | None
    kind: str = "official_paper"
    aspects: Mapping[str, str] = field(default_factory=dict)
    issued: str = ""
    begins: dt.date = dt.date.min
    certainty: Certainty = Certainty()
    by: str = ""
    follows: str = ""
    defers: bool = False
    held: bool = False
    position: int = 0
    related: frozenset[str] = frozenset()
    sources: tuple[Source, ...] = ()
    departments: tuple[str, ...] = ()
    and_others: bool = False
    rule: Rule | None = None

    def valid_on(self, day: dt.date) -> bool:
        """Whether it is in force on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    @property
    def ref(self) -> ClauseRef:
        return ClauseRef(self.document, self.clause)


@dataclass(frozen=True)
class Conflict:
    """Two provisions in force that state different figures of one aspect, no relation being stated."""

    aspect: str
    one: Provision
    other: Provision


@dataclass(frozen=True)
class Selection:
    """`told`: in force here, the nearest level first. `ended`, `coming`: here, but not on that day.

    `elsewhere`: in force for other places only. `conflicts` are among those told.
    """

    told: tuple[Provision, ...] = ()
    ended: tuple[Provision, ...] = ()
    coming: tuple[Provision, ...] = ()
    elsewhere: tuple[Provision, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


def select(
    provisions: Iterable[Provision],
    place: str | None,
    day: dt.date,
    dates: Mapping[str, dt.date] | None = None,
) -> Selection:
    """What answers a matter at a place (a region code; None: anywhere in the province) on a day.

    A provision with `by` is chosen by that date where `dates` holds it, not by the day.
    """
    known = dates or {}
    here: list[Provision] = []
    elsewhere: list[Provision] = []
    for provision in provisions:
        (here if contains(provision.region, place or HOME) else elsewhere).append(provision)

    def at(provision: Provision) -> dt.date:
        return known.get(provision.by, day)

    told = tuple(sorted((p for p in here if p.valid_on(at(p))), key=_nearest_first))
    ended = [p for p in here if p.valid_to is not None and p.valid_to < at(p)]
    return Selection(
        told=told,
        ended=tuple(sorted(ended, key=lambda p: p.valid_to or dt.date.max, reverse=True)),
        coming=tuple(sorted((p for p in here if p.valid_from > at(p)), key=lambda p: p.valid_from)),
        elsewhere=tuple(sorted((p for p in elsewhere if p.valid_on(at(p))), key=_nearest_first)),
        conflicts=tuple(_conflicts(told)),
    )


def _nearest_first(provision: Provision) -> tuple[bool, int, int, str, int]:
    """What only carries out another level's rules last; then the nearest level, the newest document."""
    level = LEVELS.index(provision.level)
    return provision.defers, level, -provision.begins.toordinal(), provision.document, provision.position


def _conflicts(told: tuple[Provision, ...]) -> Iterable[Conflict]:
    for one, other in combinations(told, 2):
        if one.document == other.document or other.document in one.related or one.document in other.related:
            continue
        for aspect in _COMPARED:
            left, right = (quantities(without_references(p.aspects.get(aspect, ""))) for p in (one, other))
            if not (left <= right or right <= left):
                yield Conflict(aspect, one, other)
