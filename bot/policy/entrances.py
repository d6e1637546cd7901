"""Where to begin: the main document, the matters offered first, the ways in of the website."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from bot.policy.yaml_files import Strict, read_yaml
from bot.settings import settings


class Opening(Strict):
    """A button and the matter that it leads to."""

    title: str
    matter: str


class Card(Strict):
    """A card on an opening page; `says` is said for the visitor, `icon` stands in icons.svg and names it.

    `menu`: the matters behind it, in order; the first one with a rule is offered as a check.
    """

    icon: str
    title: str
    hint: str
    says: str
    menu: list[str] = []


class WayIn(Strict):
    """Greeting, cards and questions of one opening page."""

    page_title: str
    greeting: str
    lead: str
    cards: list[Card]
    questions: list[str]


class Entrances(Strict):
    """data/entrances.yml. `main_document`: the one that «the document» means where none is named.

    `areas`: what people call an area of matters, in the order of the list of all matters.
    """

    main_document: str
    areas: dict[str, str]
    opening: list[Opening]
    ways_in: dict[str, WayIn]


def entrances() -> Entrances:
    """The file; raises PolicyDataError where it is malformed."""
    return _entrances(settings().data_dir / "entrances.yml")


def main_document() -> str:
    """The number of the document that is meant where none is named."""
    return entrances().main_document


def areas() -> dict[str, str]:
    """Area of matters → what people call it, in the order in which they are listed."""
    return entrances().areas


def openings() -> dict[str, str]:
    """What is on a button → the matter that it asks for."""
    return {opening.title: opening.matter for opening in entrances().opening}


def menus() -> dict[str, Card]:
    """The cards that open a menu, by their icon; a card of several ways in stands once."""
    ways = entrances().ways_in.values()
    return {card.icon: card for way in ways for card in way.cards if card.menu}


@lru_cache(maxsize=4)
def _entrances(path: Path) -> Entrances:
    found: Entrances = read_yaml(path, Entrances)
    return found
