"""Asking what visitors will be told, before a draft is published."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from bot.helpdesk.knowledge.drafts import DraftError
from bot.helpdesk.knowledge.preview import begin_preview, questions_in
from bot.web.helpdesk.access import Editor, Fields, desk
from bot.web.helpdesk.knowledge import PATH
from bot.web.helpdesk.knowledge.common import DraftId, get_draft, to_draft
from bot.web.helpdesk.knowledge.draft import page

router = APIRouter(prefix=f"{PATH}/drafts/{{draft_id}}/preview")


@router.post("")
def ask(draft_id: DraftId, request: Request, session: Editor, fields: Fields) -> Response:
    """Ask up to three questions in the background; the page comes back with what is wrong with them."""
    own, draft = desk(request), get_draft(request, draft_id)
    try:
        if draft.status not in {"draft", "proposed"}:
            raise DraftError("已经发布或放弃的稿子不用预览：请直接去网站上问。")
        if (draft.preview or {}).get("state") == "running" and fields.get("again") != "yes":
            raise DraftError("上一次问的还在答，请稍等。")
        begin_preview(own.settings, own.drafts, draft, questions_in(fields))
    except DraftError as error:
        asked = {"error": str(error), "questions": [fields.get(f"question_{n}", "") for n in range(3)]}
        return page(request, draft, asked, 400)
    return to_draft(draft_id, "#ask")


@router.get("")
def show_state(draft_id: DraftId, request: Request, session: Editor) -> Response:
    """Whether the questions are still being answered: an open page asks for it."""
    return JSONResponse({"state": (get_draft(request, draft_id).preview or {}).get("state", "")})
