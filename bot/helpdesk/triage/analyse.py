"""A message → `Triage`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from bot.helpdesk.triage.evidence import about_an_office, in_danger
from bot.helpdesk.triage.judgement import blame, urgency
from bot.helpdesk.triage.letters import read_letter
from bot.helpdesk.triage.matters import Found, find_matters
from bot.helpdesk.triage.model import load_understanding
from bot.helpdesk.triage.reply import draft, parts_of
from bot.helpdesk.triage.result import Triage
from bot.helpdesk.triage.scope import within_scope
from bot.helpdesk.triage.search_only import SearchOnly
from bot.policy.store import open_store
from bot.settings import Settings, settings

T = TypeVar("T")
_MOST_DEPARTMENTS = 8
_HEAD, _TAIL = 4000, 1500
# A complaint that names no office is ours only if it is about a matter of ours this surely.
_OURS = 0.2
_LIKELY, _DOUBTFUL = 0.5, 0.2
# One that waits though it can't costs more than one that is read sooner than it need be.
_URGENT = 0.35


def analyse(text: str, where: Settings | None = None) -> Triage:
    """Sort one message of up to a few thousand characters.

    Takes some 30 ms of processor time for a short message, 100 ms for one of 150 characters, once the
    model is loaded, which the first call does in some seconds, or 20 more where `bot prepare` has not
    learnt the judgements: call it in a thread of its own (`asyncio.to_thread`), never on the event loop.
    Without a trained model the store's search stands in, with a lower confidence. Raises StoreError
    where no policy store is there.
    """
    where = where or settings()
    if not text.strip():
        return Triage("other", (), (), False, 0.0, "")
    text = _readable(text)
    store = open_store(where.policy_db)
    model = load_understanding(where.model_dir) or SearchOnly(store)
    letter = read_letter(text)
    blamed = blame(text, letter)
    complaint = blamed >= _LIKELY
    found = find_matters(letter, model, store, complaint)
    ours = about_an_office(text) or within_scope(text, _sureness(found), complaint)
    if complaint and not ours and _sureness(found) < _OURS:
        complaint, found = False, Found(())
    urgent = urgency(text, letter) >= _URGENT
    return Triage(
        category=_category(found, complaint),
        clauses=_unique(c for place in found.places for c in place.clauses),
        departments=_departments(found),
        urgent=urgent,
        confidence=_confidence(found, blamed),
        suggested_reply=draft(store, found, complaint, urgent and in_danger(text)),
        topics=_unique(m.topic.slug for m in found.matters),
        parts=() if complaint else parts_of(store, found),
    )


def _readable(text: str) -> str:
    """The beginning and the end of an overlong message: that is where people say what they want."""
    return text if len(text) <= _HEAD + _TAIL else f"{text[:_HEAD]}\n{text[-_TAIL:]}"


def _category(found: Found, complaint: bool) -> str:
    if complaint:
        return "complaint"
    if not found.matters:
        return "other"
    # Several questions: the one asked first names the category.
    return found.matters[0].place.category


def _departments(found: Found) -> tuple[str, ...]:
    """The nearest department of every place first, then the others in the annex's order."""
    named = [place.departments for place in found.places]
    ranks = range(max((len(names) for names in named), default=0))
    return _unique(names[i] for i in ranks for names in named if i < len(names))[:_MOST_DEPARTMENTS]


def _sureness(found: Found) -> float:
    return min((m.confidence for m in found.matters), default=0.0)


def _confidence(found: Found, blamed: float) -> float:
    """Certainty of the clauses, or that nothing is ours; a doubtful complaint is less sure."""
    sure = _sureness(found) if found.matters else max(found.not_ours, 0.3)
    doubt = 0.85 if abs(blamed - _LIKELY) < _DOUBTFUL else 1.0
    return round(min(sure * doubt, 0.99), 2)


def _unique(items: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(items))
