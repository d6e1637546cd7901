"""What is held already: finding a document and changing it, and what is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from bot.helpdesk.database import reading
from bot.helpdesk.knowledge.changes import held_files
from bot.helpdesk.knowledge.drafts import Draft, DraftError
from bot.helpdesk.knowledge.files import folder_of, with_provision, written_provisions
from bot.helpdesk.knowledge.provision_form import new_slug
from bot.helpdesk.unanswered import unanswered
from bot.policy.documents import read_infos
from bot.policy.store import Store, open_store
from bot.web.helpdesk.access import Editor, Fields, Refused, desk
from bot.web.helpdesk.knowledge import PATH
from bot.web.helpdesk.knowledge.common import DraftId, get_draft, to_draft, version_of
from bot.web.helpdesk.render import render

router = APIRouter(prefix=PATH)
_MOST = 40
_SOON = dt.timedelta(days=90)
_ONE_DAY = dt.timedelta(days=1)


@router.get("/documents")
def find_document(request: Request, session: Editor, q: str = "") -> Response:
    """The documents whose number or title holds what was typed."""
    store = open_store(desk(request).settings.policy_db)
    typed = q.strip()[:100]
    found = [d for d in store.documents() if d["named"] and (typed in d["name"] or typed in d["title"])]
    return render(
        request, "knowledge/documents.html", {"q": typed, "found": found[:_MOST], "count": len(found)}
    )


@router.post("/documents")
def change_document(request: Request, session: Editor, fields: Fields) -> Response:
    """A draft with the document as it stands; the one under way, where there is one."""
    own, number, begins = desk(request), fields.get("number", ""), fields.get("begins", "")
    documents = read_infos(own.settings.document_dir, own.settings.published_dir / "documents")
    versions = [d for d in documents if d.info.number == number]
    chosen = next((d for d in versions if d.info.valid_from.isoformat() == begins), None)
    if chosen is None:
        raise Refused("没有这份文件，或它的信息读不了。", 404)
    unit = f"documents/{chosen.folder.parent.name}/{chosen.folder.name}"
    for draft in own.drafts.all("draft", "proposed"):
        if folder_of(draft.texts) == unit:
            return to_draft(draft.id)
    files = held_files(own.settings, unit)
    return to_draft(own.drafts.begin("change", chosen.info.title, files, session.staff))


@router.post("/drafts/{draft_id}/provisions/{slug}/from")
def change_from(draft_id: DraftId, slug: str, request: Request, session: Editor, fields: Fields) -> Response:
    """End a provision on the day before, and go to a copy that begins on the day."""
    draft = get_draft(request, draft_id)
    entry, day = _entry(draft, slug), _day(fields.get("day", ""))
    if entry.get("valid_from") and day <= entry["valid_from"]:
        raise DraftError(f"新的一条要从 {entry['valid_from']} 以后的一天开始；请改日子。")
    taken = {held["slug"] for _, held in written_provisions(draft.files)}
    copy = {**entry, "slug": new_slug(str(entry["matter"]), taken), "valid_from": day}
    files = with_provision(draft.files, slug, {**entry, "valid_to": day - _ONE_DAY})
    files = with_provision(files, copy["slug"], copy)
    desk(request).drafts.change(draft_id, version_of(fields), session.staff, files)
    return to_draft(draft_id, f"/provisions/{copy['slug']}")


@router.get("/missing")
def show_missing(request: Request, session: Editor) -> Response:
    """Questions that nothing answered, what ends soon or has ended, papers without an official address."""
    own = desk(request)
    store = open_store(own.settings.policy_db)
    with reading(own.engine) as connection:
        groups = unanswered(connection)
    named = [d for d in store.documents() if d["named"]]
    context = {
        "groups": [(group, nearest(store, group.text)) for group in groups[:_MOST]],
        "ending": sorted(_ending(store, named, dt.date.today()), key=lambda row: row["day"]),
        "without_address": [d for d in named if not d["official_url"] and not d["valid_to"]],
    }
    return render(request, "knowledge/missing.html", context)


def nearest(store: Store, text: str) -> str:
    """The name of the matter that a question is likest to ask about; empty where none is near."""
    hits = (hit for hit in store.search_own(text, 5) if hit.kind == "topic")
    topics = (store.topic(hit.key) for hit in hits)
    return next((topic.name for topic in topics if topic), "")


def _ending(store: Store, named: list[dict[str, Any]], today: dt.date) -> Iterator[dict[str, str]]:
    """Documents and provisions that end within ninety days, or ended within the last ninety."""
    first, last = (today - _SOON).isoformat(), (today + _SOON).isoformat()
    for document in named:
        if document["valid_to"] and first <= document["valid_to"] <= last:
            yield {"day": document["valid_to"], "document": document["name"], "what": document["title"]}
    for topic in store.topics():
        for provision in store.provisions(topic.slug):
            day = provision.valid_to.isoformat() if provision.valid_to else ""
            if day and first <= day <= last:
                yield {"day": day, "document": provision.document, "what": topic.name}


def _entry(draft: Draft, slug: str) -> dict[str, Any]:
    found = next((entry for _, entry in written_provisions(draft.files) if entry["slug"] == slug), None)
    if found is None:
        raise Refused("没有这条规定。", 404)
    return found


def _day(typed: str) -> dt.date:
    try:
        return dt.date.fromisoformat(typed.strip())
    except ValueError:
        raise DraftError("请写从哪天起，例如 2026-02-01。") from None
