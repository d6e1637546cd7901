"""Provisions: what one document, at one clause, lays down for one matter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from pydantic import Field, root_validator

from bot.policy.references import ClauseRef
from bot.policy.rules import Eligibility
from bot.policy.yaml_files import Strict


class FurtherPlace(Strict):
    """Another clause that a provision rests on; `document` empty: of its own document."""

    document: str = ""
    clause: str


class WrittenProvision(Strict):
    """One entry of a provisions file; its first sentence answers the matter's question.

    `aspects`: aspect → what the document says of it. `by`: the date attribute that chooses (a loan's
    own date) instead of the day of asking. `follows`: said when it has ended. `quotes`: verbatim,
    where the document's text stands in the repository. `defers`: it only says that the rules of another
    level are carried out, so it is told after them.
    """

    slug: str = Field(regex="^[a-z][a-z0-9_]*$")
    matter: str
    clause: str
    more: list[FurtherPlace] = []
    answer: str = Field(min_length=4)
    defers: bool = False
    aspects: dict[str, str] = {}
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    by: str = ""
    follows: str = ""
    quotes: list[str] = []
    rule: Eligibility | None = None

    @root_validator(skip_on_failure=True)
    def _dates_in_order(cls, values: dict[str, Any]) -> dict[str, Any]:
        start, end = values["valid_from"], values["valid_to"]
        if start and end and end < start:
            raise ValueError(f"失效日 {end} 早于生效日 {start}；请改正")
        return values

    def places(self, document: str) -> Iterator[ClauseRef]:
        """Every clause that it rests on, its own first; `document` is the one it stands in."""
        yield ClauseRef(document, self.clause)
        for place in self.more:
            yield ClauseRef(place.document or document, place.clause)


class ProvisionFile(Strict):
    provisions: list[WrittenProvision]
