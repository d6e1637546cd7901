"""The ways in: for everybody, for students, for entrepreneurs. The same bot behind each."""

from __future__ import annotations

from dataclasses import dataclass

from bot.policy.commands import Command, menu
from bot.policy.entrances import Card, entrances


@dataclass(frozen=True)
class EntranceTopic:
    """A card on the opening page; `says` is said for the visitor, `icon` stands in icons.svg.

    `command` opens its menu; None where what is said is read.
    """

    icon: str
    title: str
    hint: str
    says: str
    command: Command | None


@dataclass(frozen=True)
class Entrance:
    """Greeting, cards and questions of one way in."""

    page_title: str
    greeting: str
    lead: str
    topics: tuple[EntranceTopic, ...]
    questions: tuple[str, ...]


def _card(card: Card) -> EntranceTopic:
    command = menu(card.icon) if card.menu else None
    return EntranceTopic(card.icon, card.title, card.hint, card.title if command else card.says, command)


def _way_in(name: str) -> Entrance:
    way = entrances().ways_in[name]
    cards = (_card(card) for card in way.cards)
    return Entrance(way.page_title, way.greeting, way.lead, tuple(cards), tuple(way.questions))


EVERYBODY = _way_in("everybody")
STUDENTS = _way_in("students")
ENTREPRENEURS = _way_in("entrepreneurs")
