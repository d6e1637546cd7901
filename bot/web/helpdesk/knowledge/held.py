"""What is held already: finding a document and changing it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from bot.cleaning import clean
from bot.helpdesk.knowledge.changes import held_files
from bot.helpdesk.knowledge.drafts import Draft, DraftError
from bot.helpdesk.knowledge.files import folder_of, with_provision, written_provisions
from bot.helpdesk.knowledge.provision_form import new_slug
from bot.policy.documents import read_infos
from bot.policy.store import open_store
from bot.web.helpdesk.access import Editor, Fields, Refused, desk
from bot.web.helpdesk.knowledge import PATH
from bot.web.helpdesk.knowledge.common import DraftId, get_draft, to_draft, version_of
from bot.web.helpdesk.render import render

router = APIRouter(prefix=PATH)
_MOST = 40
_ONE_DAY = dt.timedelta(days=1)


@router.get("/documents")
def find_document(request: Request, session: Editor, q: str = "") -> Response:
    """The documents whose number or title holds what was typed, or that answer the matter of that name."""
    store = open_store(desk(request).settings.policy_db)
    typed = clean(q).strip()[:100]
    asked = [topic.slug for topic in store.topics() if topic.name == typed]
    answer = {p.document for slug in asked for p in store.provisions(slug)}
    named = [d for d in store.documents() if d["named"]]
    found = [d for d in named if typed in d["name"] or typed in d["title"] or d["name"] in answer]
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
    entry, day = entry_of(draft, slug), _day(fields.get("day", ""))
    if entry.get("valid_from") and day <= entry["valid_from"]:
        raise DraftError(f"新的一条要从 {entry['valid_from']} 以后的一天开始；请改日子。")
    taken = {held["slug"] for _, held in written_provisions(draft.files)}
    copy = {**entry, "slug": new_slug(str(entry["matter"]), taken), "valid_from": day}
    files = with_provision(draft.files, slug, {**entry, "valid_to": day - _ONE_DAY})
    files = with_provision(files, copy["slug"], copy)
    desk(request).drafts.change(draft_id, version_of(fields), session.staff, files)
    return to_draft(draft_id, f"/provisions/{copy['slug']}")


def entry_of(draft: Draft, slug: str) -> dict[str, Any]:
    """The provision of that name; 404 where there is none."""
    found = next((entry for _, entry in written_provisions(draft.files) if entry["slug"] == slug), None)
    if found is None:
        raise Refused("没有这条规定。", 404)
    return found


def _day(typed: str) -> dt.date:
    try:
        return dt.date.fromisoformat(typed.strip())
    except ValueError:
        raise DraftError("请写从哪天起，例如 2026-02-01。") from None
