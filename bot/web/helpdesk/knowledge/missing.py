"""What is missing: where the next paper is most needed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from fastapi import APIRouter, Request
from fastapi.responses import Response

from bot.helpdesk.database import now, reading
from bot.helpdesk.figures import most_asked
from bot.helpdesk.knowledge.endings import endings
from bot.helpdesk.unanswered import Group, unanswered
from bot.helpdesk.worktime import local
from bot.policy.store import Store, open_store
from bot.web.helpdesk.access import Editor, desk
from bot.web.helpdesk.knowledge import PATH
from bot.web.helpdesk.render import render

router = APIRouter(prefix=PATH)
_DAYS = 90
# Groups of questions looked at, matters asked most.
_MOST, _MOST_MATTERS = 60, 10


@dataclass
class Gap:
    """Questions nothing answered that are nearest to one matter; `matter` is empty where none is near."""

    matter: str
    groups: list[Group] = field(default_factory=list)

    @property
    def people(self) -> int:
        return len({conversation for group in self.groups for conversation in group.conversations})


@router.get("/missing")
def show_missing(request: Request, session: Editor) -> Response:
    """Questions that nothing answered, what ends soon or has ended, papers without an official address."""
    own = desk(request)
    store = open_store(own.settings.policy_db)
    with reading(own.engine) as connection:
        groups = unanswered(connection, _DAYS)
        asked = most_asked(connection, now() - dt.timedelta(days=_DAYS), now(), _MOST_MATTERS)
    names = {topic.intent: topic.name for topic in store.topics()}
    today, ahead = local(now()).date(), max(_DAYS, own.settings.ending_days)
    named = [d for d in store.documents() if d["named"]]
    context = {
        "today": today.isoformat(),
        "behind": _DAYS,
        "ahead": ahead,
        "told_days": own.settings.ending_days,
        "gaps": gaps(store, groups[:_MOST]),
        "left": len(groups) - _MOST,
        "asked": {names[intent]: count for intent, count in asked.items() if intent in names},
        "ending": endings(store, today - dt.timedelta(days=_DAYS), today + dt.timedelta(days=ahead)),
        "without_address": [d for d in named if not d["official_url"] and not d["valid_to"]],
    }
    return render(request, "knowledge/missing.html", context)


def gaps(store: Store, groups: Sequence[Group]) -> list[Gap]:
    """The groups by the matter that each is likest to ask about, those of most people first."""
    found: dict[str, Gap] = {}
    for group in groups:
        matter = _nearest(store, group.text)
        found.setdefault(matter, Gap(matter)).groups.append(group)
    return sorted(found.values(), key=lambda gap: -gap.people)


def _nearest(store: Store, text: str) -> str:
    """The name of the matter that a question is likest to ask about; empty where none is near."""
    hits = (hit for hit in store.search_own(text, 5) if hit.kind == "topic")
    topics = (store.topic(hit.key) for hit in hits)
    return next((topic.name for topic in topics if topic), "")
