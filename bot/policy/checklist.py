"""What somebody takes along: the matters that fit, what is open, papers, doors and days, each once."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bot.policy.assessment import NO, YES, Assessment
from bot.policy.attributes import attributes
from bot.policy.conditions import FAILED, Profile
from bot.policy.eligibility import assess, dates_in, place_in
from bot.policy.matching import fitting
from bot.policy.papers import Bring, beside_for_papers, to_bring
from bot.policy.rules import BENEFIT_KINDS
from bot.policy.store import Store
from bot.policy.topics import Door, Topic, told_by

# Who has no licence yet gets it first, then what shows who one is, then the money; taxes come with the trade.
_AREAS_IN_ORDER = (
    "registration", "employment", "campus", "incubators", "loans", "grants", "tax", "innovation", "finance",
    "supervision", "papers",
)  # fmt: skip
# Forms that are written anew for each matter, though they bear one name.
_FORMS = ("申请书", "申请表", "承诺书")
# Of more than these nobody takes papers along; the rest is one question away in the chat.
MOST_FITTING = 10
NO_DOOR = "当地主管部门（文件没有写具体窗口）"


@dataclass(frozen=True)
class Choices:
    """What the visitor changed: matters (slugs) added and taken off, papers (their keys) ticked."""

    added: tuple[str, ...] = ()
    removed: frozenset[str] = frozenset()
    ticked: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Entry:
    """A matter of the list. `verdict` is yes, no, unknown, or empty where nothing decides on it here.

    `kind` and `amount`: what it gives, in a few words; `open`: what has to be found out, as questions;
    `failed`: the conditions that are not met, in the document's words.
    """

    topic: Topic
    added: bool
    verdict: str = ""
    kind: str = ""
    amount: str = ""
    open: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    bring: Bring = Bring()
    door: Door = Door()

    @property
    def gives(self) -> str:
        """贷款贴息，如果符合：累计3次; empty for whom it is not."""
        hope = "" if self.verdict == YES else "如果符合："
        return f"{self.kind}，{hope}{self.amount}" if self.amount else self.kind


@dataclass(frozen=True)
class Shared:
    """One thing that matters of the list have in common; `key` is its name in addresses and databases."""

    text: str
    matters: tuple[Topic, ...]
    key: str = ""
    ticked: bool = False
    hotline: str = ""


@dataclass(frozen=True)
class EndingDay:
    """The last day of what a document lays down for a matter; `by` says whose document that is."""

    on: dt.date
    topic: Topic
    by: str


@dataclass(frozen=True)
class Checklist:
    """Everything of the list, each thing once; `more`: how many further matters fit."""

    entries: tuple[Entry, ...] = ()
    open: tuple[Shared, ...] = ()
    papers: tuple[Shared, ...] = ()
    said_of_papers: tuple[Shared, ...] = ()
    doors: tuple[Shared, ...] = ()
    days: tuple[EndingDay, ...] = ()
    more: int = 0


def make_checklist(store: Store, profile: Profile, choices: Choices, on: dt.date) -> Checklist:
    """The list for what a person surely told (attribute → value) and chose, on a day."""
    fits = [slug for slug in fitting(store, profile, on) if slug not in choices.removed]
    shown = dict.fromkeys([*fits[:MOST_FITTING], *choices.added])
    topics = [t for slug in shown if (t := store.topic(slug, place_in(profile), on, dates_in(profile)))]
    made = (_entry(store, topic, topic.slug in choices.added, profile, on) for topic in topics)
    entries = tuple(sorted(made, key=_rank))
    going = [entry for entry in entries if entry.verdict != NO]
    papers = _each_once((paper, e) for e in going for paper in e.bring.papers)
    return Checklist(
        entries=entries,
        open=_each_once((text, e) for e in going for text in e.open),
        papers=tuple(replace(paper, ticked=paper.key in choices.ticked) for paper in papers),
        said_of_papers=_each_once((e.bring.said, e) for e in going if e.bring.said),
        doors=_doors(going),
        days=tuple(sorted(_days(going, on), key=lambda day: (day.on, day.topic.name))),
        more=sum(slug not in shown for slug in fits),
    )


def _entry(store: Store, topic: Topic, added: bool, profile: Profile, on: dt.date) -> Entry:
    """A matter with its verdict; what no rule in force decides here has none."""
    beside = beside_for_papers(store, topic)
    door = topic.door if topic.door.office else beside.door if beside else Door()
    common = Entry(topic, added, bring=to_bring(store, topic), door=door)
    rule = store.rule_for(topic.slug, place_in(profile), on, dates_in(profile))
    assessed = assess(store, topic.slug, profile, on) if rule and topic.provisions else None
    if assessed is None or not assessed.valid:
        return common
    return replace(
        common,
        verdict=assessed.verdict,
        kind="" if assessed.verdict == NO else BENEFIT_KINDS[assessed.benefit],
        amount=assessed.amount.text if assessed.amount and assessed.verdict != NO else "",
        open=_open(assessed),
        failed=tuple(dict.fromkeys(c.text for c in assessed.conditions if c.state == FAILED))
        if assessed.verdict == NO
        else (),
    )


def _rank(entry: Entry) -> tuple[bool, bool, bool]:
    """What the visitor chose goes first, a sum before a service, what is not theirs last."""
    return entry.verdict == NO, not entry.added, not entry.amount


def _open(assessed: Assessment) -> tuple[str, ...]:
    """The fewest facts still needed, each as the question that finds it out, else as the condition."""
    catalogue = attributes()
    texts = {c.attribute: c.text for c in reversed(assessed.conditions)}
    return tuple(
        catalogue[name].question if catalogue[name].askable else f"{texts.get(name, name)}（由部门认定）"
        for name in assessed.missing
    )


def _each_once(said: Iterable[tuple[str, Entry]]) -> tuple[Shared, ...]:
    """Each text once, with all the matters that it was said for."""
    found: dict[str, Shared] = {}
    for text, entry in said:
        key = _key(text, entry.topic)
        before = found.get(key, Shared(text, (), key))
        found[key] = replace(before, matters=(*before.matters, entry.topic))
    return tuple(found.values())


def _key(text: str, topic: Topic) -> str:
    named = f"{topic.slug} {text}" if text.endswith(_FORMS) else text
    return hashlib.sha256(named.encode()).hexdigest()[:16]


def _doors(going: Iterable[Entry]) -> tuple[Shared, ...]:
    """Where to go, each door once, in the order of going; what names no door comes last."""
    in_order = sorted(
        going, key=lambda entry: (not entry.door.office, _AREAS_IN_ORDER.index(entry.topic.area))
    )
    hotlines = {entry.door.office: entry.door.hotline for entry in in_order if entry.door.hotline}
    doors = _each_once((entry.door.office or NO_DOOR, entry) for entry in in_order)
    return tuple(replace(door, hotline=hotlines.get(door.text, "")) for door in doors)


def _days(going: Iterable[Entry], on: dt.date) -> Iterator[EndingDay]:
    """When what is laid down ends; a provision that another date chooses (a loan's own) ends no offer."""
    for entry in going:
        lead = entry.topic.lead
        if lead and lead.valid_to and lead.valid_to >= on and not lead.by:
            yield EndingDay(lead.valid_to, entry.topic, told_by(lead))
