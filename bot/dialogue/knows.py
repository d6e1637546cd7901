"""What routing asks of the knowledge, and nothing of how it is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from bot.dialogue.reading import Reading
from bot.dialogue.state import State
from bot.nlu.facts.fact import Fact


class Knows(Protocol):
    """What routing asks of the knowledge."""

    def matter(self, intent: str) -> str:
        """Slug of the matter behind a full intent; empty where it is none."""

    def decides(self, matter: str) -> bool:
        """Whether the store can decide on it for a person."""

    def grants(self, matter: str) -> bool:
        """Whether it decides on something definite: money, a tax, a permission, and no mere support."""

    def rests_on(self, matter: str) -> frozenset[str]:
        """The attributes that the decision on it rests on; none where nothing decides."""

    def settles(self, matter: str, told: Sequence[Fact], known: Mapping[str, Any]) -> bool:
        """Whether what was told now, with what is known of a person, decides on a matter."""

    def reckons_with(self, matter: str) -> frozenset[str]:
        """The attributes that only the sum rests on."""

    def measures(self, matter: str) -> frozenset[str]:
        """The numbers that it sets limits to, or that these are worked out from."""

    def instalment_named(self, matter: str, text: str) -> bool:
        """Whether a message of a few words names a time at which a part of its sum falls due."""

    def related(self, matter: str) -> frozenset[str]:
        """The matters that it leads to."""

    def holding(self, matter: str, aspect: str, text: str) -> str:
        """The matter of its family that says what a message asks of it; itself where it or nobody does."""

    def following(self, matter: str, aspect: str, text: str) -> str:
        """The matter that tells what follows from it where a message asks that; itself where none does."""

    def states(self, matter: str, aspect: str, text: str) -> bool:
        """Whether a document states an aspect of a matter, and a penalty where a message asks for one."""

    def in_context(self, text: str, state: State) -> tuple[tuple[str, float], ...]:
        """(full intent, probability), best first, of a message after what was said before."""

    def of_topic(self, text: str, state: State) -> tuple[tuple[str, float], ...]:
        """The same, of a message behind the name of what is talked about."""

    def sets_apart(self, text: str, matter: str, other: str) -> bool:
        """Whether some word of a message speaks of one matter and not of the other."""

    def alarm(self, reading: Reading) -> str:
        """Why a person is needed at once: danger, urgent, complains or progress; empty where none is."""
