"""A matter as it is answered: the provisions that apply at a place on a day, put together."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from bot.policy.quantities import quantities, without_references
from bot.policy.regions import region_name
from bot.policy.selection import Provision, Selection, Source, select

T = TypeVar("T")
_MOST_TOGETHER = 3
_DATE = re.compile(r"\d{4}年(?:\d+月(?:\d+日)?)?")


@dataclass(frozen=True)
class Door:
    """Where a person goes first, what to bring, which number to dial; empty where no source says."""

    office: str = ""
    bring: tuple[str, ...] = ()
    hotline: str = ""


@dataclass(frozen=True)
class MatterFacts:
    """A matter as its file has it, with slug and area. `tells`: what it tells of the main document."""

    slug: str
    area: str
    name: str
    group: str
    other_names: tuple[str, ...] = ()
    serves: tuple[str, ...] = ()
    door: Door = Door()
    asks: Mapping[str, str] | None = None
    see_also: tuple[str, ...] = ()
    tells: str = ""
    silent: str = ""
    verdicts: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Topic:
    """The answer unit: a matter seen for a place (None: not known) and a day.

    `answer` is the nearest provision's own; `beside` what further ones say. `aspects` holds what they say
    of single aspects. `provisions` are those in force, the nearest level first; `chosen` tells them with
    what ended, what is to come, what holds elsewhere and what contradicts.
    """

    slug: str
    area: str
    name: str
    theme: str
    answer: str
    other_names: tuple[str, ...]
    serves: tuple[str, ...]
    aspects: Mapping[str, str]
    see_also: tuple[str, ...]
    sources: tuple[Source, ...]
    departments: tuple[str, ...]
    and_others: bool
    door: Door
    asks: Mapping[str, str]
    verdicts: Mapping[str, str]
    tells: str
    silent: str
    beside: tuple[str, ...]
    provisions: tuple[Provision, ...]
    chosen: Selection
    place: str | None
    on: dt.date

    @property
    def intent(self) -> str:
        """The retrieval intent that stands for it."""
        return f"{self.area}/{self.slug}"

    @property
    def lead(self) -> Provision | None:
        """The provision that answers first; None where none is in force here."""
        return self.provisions[0] if self.provisions else None

    @property
    def quoted(self) -> bool:
        """Whether the document that answers first can be quoted: its whole text is held."""
        return self.lead is not None and self.lead.held

    @property
    def valid_from(self) -> str:
        """First day of what answers first (ISO); empty where nothing is in force."""
        return self.lead.valid_from.isoformat() if self.lead else ""

    @property
    def valid_to(self) -> str | None:
        """Last day of what answers first (ISO); None where none is known."""
        return self.lead.valid_to.isoformat() if self.lead and self.lead.valid_to else None


def compose(
    facts: MatterFacts,
    provisions: Iterable[Provision],
    place: str | None,
    on: dt.date,
    dates: Mapping[str, dt.date] | None = None,
) -> Topic:
    """The matter for a place and a day; where nothing holds here, what holds at single places."""
    chosen = select(provisions, place, on, dates)
    told = chosen.told or chosen.elsewhere
    shown = told or chosen.ended or chosen.coming
    return Topic(
        slug=facts.slug,
        area=facts.area,
        name=facts.name,
        theme=facts.group or facts.area,
        answer=_answer(facts, told, shown),
        other_names=facts.other_names,
        serves=facts.serves,
        aspects=_aspects(told),
        see_also=facts.see_also,
        sources=_each_once(source for provision in shown for source in provision.sources),
        departments=_each_once(name for provision in shown for name in provision.departments),
        and_others=any(provision.and_others for provision in shown),
        door=facts.door,
        asks=facts.asks or {},
        verdicts=facts.verdicts or {},
        tells=facts.tells,
        silent=facts.silent,
        beside=tuple(_said_by(p, told[0]) for p in told[1:] if _adds(p, told[0]))[: _MOST_TOGETHER - 1],
        provisions=told,
        chosen=chosen,
        place=place,
        on=on,
    )


def _answer(facts: MatterFacts, told: tuple[Provision, ...], shown: tuple[Provision, ...]) -> str:
    return told[0].answer if told else facts.silent or (shown[0].answer if shown else "")


def _aspects(told: tuple[Provision, ...]) -> dict[str, str]:
    """aspect → what the nearest provision says of it, and what other documents say beside it."""
    found: dict[str, list[Provision]] = {}
    for provision in told:
        for aspect in provision.aspects:
            found.setdefault(aspect, []).append(provision)
    return {
        aspect: "\n".join(dict.fromkeys(_of(aspect, provision, several[0]) for provision in several[:2]))
        for aspect, several in found.items()
    }


def _of(aspect: str, provision: Provision, first: Provision) -> str:
    said = provision.aspects[aspect]
    return said if provision.document == first.document else f"{told_by(provision)}：{said}"


def _adds(provision: Provision, first: Provision) -> bool:
    """Whether it says more than the first one: other figures, or none to compare."""
    own, said = (quantities(_DATE.sub("", without_references(p.answer))) for p in (provision, first))
    return not own or not own <= said


def _said_by(provision: Provision, first: Provision) -> str:
    if provision.document == first.document:
        return provision.answer
    return f"{told_by(provision)}：{provision.answer}"


def told_by(provision: Provision) -> str:
    """Who says it, for a sentence: 国家规定, 云南省2022年文件."""
    place = "国家" if provision.level == "state" else region_name(provision.region)
    if provision.kind == "law":
        return f"《{provision.document}》"
    year = provision.issued[:4] or str(provision.begins.year)
    return f"{place}{year}年文件"


def _each_once(items: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(items))
