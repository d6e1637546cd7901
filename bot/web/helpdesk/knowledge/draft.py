"""A draft's page: the text as read beside what was recognised, and what becomes of the draft."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from bot.errors import PolicyDataError
from bot.helpdesk.casework import Conflict
from bot.helpdesk.knowledge import document_form
from bot.helpdesk.knowledge.changes import changes_of
from bot.helpdesk.knowledge.drafts import Draft, DraftError
from bot.helpdesk.knowledge.files import document_of, folder_of, with_document, written_provisions
from bot.policy.check import uncovered
from bot.policy.documents import Document
from bot.policy.regions import regions
from bot.policy.store import open_store
from bot.web.helpdesk.access import Editor, Fields, desk
from bot.web.helpdesk.knowledge import PATH
from bot.web.helpdesk.knowledge.common import (
    DraftId,
    content_of,
    get_draft,
    marked,
    settled,
    to_draft,
    version_of,
)
from bot.web.helpdesk.knowledge.provision import new_matters
from bot.web.helpdesk.render import render

router = APIRouter(prefix=f"{PATH}/drafts/{{draft_id}}")
_LONGEST_TEXT = 300_000


@router.get("")
def show_draft(draft_id: DraftId, request: Request, session: Editor) -> Response:
    """What it holds, and what can be done with it."""
    return page(request, get_draft(request, draft_id))


@router.post("")
def save_document(draft_id: DraftId, request: Request, session: Editor, fields: Fields) -> Response:
    """Correct what is known of the document, and its text; what was typed comes back with what is wrong."""
    draft = get_draft(request, draft_id)
    content, errors = document_form.read(fields, content_of(draft))
    text = fields["text"].replace("\r\n", "\n").strip() + "\n" if "text" in fields else None
    if text is not None and len(text) > _LONGEST_TEXT:
        errors["text"] = f"原文太长，最多 {_LONGEST_TEXT} 个字。"
    typed: dict[str, Any] = {"fields": fields, "errors": errors}
    if errors:
        return page(request, draft, {**typed, "error": "有几处要改，见下面红字；您填的都还在。"}, 400)
    try:
        files = settled(with_document(draft.files, content, text, moves=draft.kind == "paper"))
        desk(request).drafts.change(draft_id, version_of(fields), session.staff, files, content["title"])
    except Conflict as error:
        return page(request, draft, {**typed, "error": str(error)}, 409)
    except DraftError as error:
        return page(request, draft, {**typed, "error": str(error)}, 400)
    return to_draft(draft_id)


@router.post("/return")
def send_back(draft_id: DraftId, request: Request, session: Editor, fields: Fields) -> Response:
    """Give it back to its author."""
    desk(request).drafts.send_back(draft_id, version_of(fields), session.staff, fields.get("remark", ""))
    return to_draft(draft_id)


@router.post("/drop")
def drop(draft_id: DraftId, request: Request, session: Editor, fields: Fields) -> Response:
    """Give it up."""
    desk(request).drafts.drop(draft_id, version_of(fields), session.staff)
    return RedirectResponse(PATH, 303)


def page(request: Request, draft: Draft, extra: dict[str, Any] | None = None, status: int = 200) -> Response:
    own = desk(request)
    context: dict[str, Any] = {
        "draft": draft,
        "fields": {},
        "errors": {},
        "form": document_form,
        "changes": [],
    }
    try:
        context["changes"] = changes_of(own.settings, draft)
        if folder_of(draft.texts):
            context |= {
                "fields": document_form.shown(content_of(draft)),
                "places": [document_form.region_label(code) for code in regions()],
                **_document(request, draft, document_of(draft.files)),
            }
    except PolicyDataError as error:
        context["error"] = "；".join(error.problems)
    return render(request, "knowledge/draft.html", {**context, **(extra or {})}, status)


def _document(request: Request, draft: Draft, document: Document) -> dict[str, Any]:
    store = open_store(desk(request).settings.policy_db)
    names = {topic.slug: topic.name for topic in store.topics()}
    entries = [entry for _, entry in written_provisions(draft.files)]
    return {
        "document": document,
        "text": marked(document.text, draft.doubts),
        "numbers": [d["name"] for d in store.documents() if d["named"]],
        "provisions": entries,
        "matters": names,
        "new_matters": new_matters(draft),
        "uncovered": {
            clause.number: list(uncovered(document, clause)) for clause in document.structure.clauses
        },
    }
