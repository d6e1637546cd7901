"""One fact that a message states."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

ME = "me"


@dataclass(frozen=True)
class Fact:
    """A value of an attribute that a message states.

    `value`: bool, choice, number (int, or text where it has decimals), date (YYYY-MM-DD), DONT_KNOW, or
    {"at_least", "at_most", "about"} where it was said in bounds. `who`: "me", or another person in
    the message's own words (我表弟). `span`: [start, end) in the message. `certainty`: 0 to 1.
    `vague`: said roughly or hedged. `hypothetical`: a plan or supposition. `corrects`: takes back
    what was said before. `adds`: the number comes on top of what is known (再过两年).
    """

    attribute: str
    value: Any
    span: tuple[int, int]
    said: str
    certainty: float
    who: str = ME
    vague: bool = False
    hypothetical: bool = False
    corrects: bool = False
    adds: bool = False

    def as_json(self) -> dict[str, Any]:
        """As it travels in an event."""
        return asdict(self)
