"""Trying a draft, publishing it, undoing what was published."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from starlette.background import BackgroundTask

from bot.helpdesk.knowledge import candidate
from bot.helpdesk.knowledge.drafts import DraftError, insist_second_person
from bot.helpdesk.tickets import TicketError
from bot.web.helpdesk.access import Editor, Fields, desk
from bot.web.helpdesk.knowledge import PATH
from bot.web.helpdesk.knowledge.common import DraftId, document_in, get_draft, to_draft, version_of
from bot.web.helpdesk.knowledge.draft import page
from bot.web.lookups import warm

router = APIRouter(prefix=f"{PATH}/drafts/{{draft_id}}")


@router.post("/propose")
def propose(draft_id: DraftId, request: Request, session: Editor, fields: Fields) -> Response:
    """Send it to a second person; meanwhile it is tried."""
    own, draft = desk(request), get_draft(request, draft_id)
    document_in(draft.files)
    own.drafts.propose(draft_id, version_of(fields), session.staff)
    candidate.begin_check(own.settings, own.drafts, get_draft(request, draft_id))
    return to_draft(draft_id, "#next")


@router.post("/check")
def check(draft_id: DraftId, request: Request, session: Editor, fields: Fields) -> Response:
    """Try it, in the background."""
    own, draft = desk(request), get_draft(request, draft_id)
    if draft.status not in {"draft", "proposed"}:
        raise DraftError("只有还没有发布的稿子才要检查。")
    if (draft.checked or {}).get("state") == "running" and fields.get("again") != "yes":
        raise DraftError("正在检查，请稍等。")
    candidate.begin_check(own.settings, own.drafts, draft)
    return to_draft(draft_id, "#next")


@router.get("/check")
def show_state(draft_id: DraftId, request: Request, session: Editor) -> Response:
    """Whether the check is still running: an open page asks for it."""
    return JSONResponse({"state": (get_draft(request, draft_id).checked or {}).get("state", "")})


@router.post("/publish")
def publish(draft_id: DraftId, request: Request, session: Editor, fields: Fields) -> Response:
    """Swap the tried candidate in; the page comes back with the reason where that can't be."""
    own, draft = desk(request), get_draft(request, draft_id)
    insist_second_person(draft, session.staff)
    if draft.version != version_of(fields):
        return page(
            request,
            draft,
            {"error": "稿子刚刚改过，请看过新的再发布。", "reason": fields.get("reason", "")},
            409,
        )
    try:
        candidate.publish(
            own.settings, own.engine, own.drafts, draft, session.staff, fields.get("reason", "")
        )
    except TicketError as error:
        typed = {"error": str(error), "reason": fields.get("reason", "")}
        return page(request, get_draft(request, draft_id), typed, 409)
    response = to_draft(draft_id)
    # The next visitor need not wait until the new store's words are loaded.
    response.background = BackgroundTask(warm, own.settings)
    return response


@router.post("/undo")
def undo(draft_id: DraftId, request: Request, session: Editor) -> Response:
    """A draft that takes back what this one published; it is tried and published like any other."""
    own, draft = desk(request), get_draft(request, draft_id)
    restored = candidate.begin_undo(own.settings, own.drafts, draft, session.staff)
    candidate.begin_check(own.settings, own.drafts, get_draft(request, restored))
    return to_draft(restored, "#next")
