"""The desk's first page, and papers that come in by file or address."""

from __future__ import annotations

import datetime as dt

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from bot.cleaning import clean
from bot.errors import UserError
from bot.helpdesk.database import now
from bot.helpdesk.knowledge.drafts import DraftError
from bot.helpdesk.knowledge.endings import endings
from bot.helpdesk.knowledge.paper import read_paper
from bot.helpdesk.sessions import Session
from bot.helpdesk.worktime import local
from bot.policy.documents import read_infos
from bot.policy.importer.importing import read_original
from bot.policy.importer.source import MAX_BYTES, TOO_LARGE, Original, is_address
from bot.policy.store import open_store
from bot.web.helpdesk.access import Editor, Fields, desk
from bot.web.helpdesk.knowledge import PATH, UPLOAD
from bot.web.helpdesk.knowledge.common import to_draft
from bot.web.helpdesk.render import render

router = APIRouter()


@router.get(PATH)
def show_desk(request: Request, session: Editor) -> Response:
    """Drafts under way, those that wait for a second person, what was published."""
    own, today = desk(request), local(now()).date()
    drafts, days = own.drafts, own.settings.ending_days
    store = open_store(own.settings.policy_db)
    context = {
        "ending": endings(store, today, today + dt.timedelta(days=days)) if days else [],
        "told_days": days,
        "drafting": drafts.all("draft"),
        "proposed": drafts.all("proposed"),
        "done": drafts.all("published", "withdrawn", limit=30),
    }
    return render(request, "knowledge/desk.html", context)


@router.get(UPLOAD)
def add_page(request: Request, session: Editor) -> Response:
    return render(request, "knowledge/add.html", {"fields": {}})


@router.post(UPLOAD)
async def add_paper(request: Request, session: Editor, fields: Fields) -> Response:
    """Read a paper into a new draft; the form comes back with the reason where that can't be."""
    given = (await request.form()).get("file")
    upload = given if isinstance(given, UploadFile) and given.filename else None
    content = await upload.read() if upload else b""
    name = clean((upload.filename or "") if upload else "").rpartition("/")[2]
    try:
        draft = await run_in_threadpool(_take_in, request, session, fields, Original(name, content))
    except UserError as error:
        return render(request, "knowledge/add.html", {"error": str(error), "fields": fields}, 400)
    return to_draft(draft)


def _take_in(request: Request, session: Session, fields: dict[str, str], uploaded: Original) -> int:
    own = desk(request)
    address = fields.get("address", "").strip()
    if not uploaded.name and not is_address(address):
        raise DraftError("请选一个文件，或写文件的网址（以 http:// 或 https:// 开头）。")
    if uploaded.name and not uploaded.content.strip():
        raise DraftError(f"{uploaded.name} 是空的；请检查文件。")
    if len(uploaded.content) > MAX_BYTES:
        raise DraftError(f"{uploaded.name} {TOO_LARGE}")
    original = uploaded if uploaded.name else read_original(address, own.settings)
    held = read_infos(own.settings.document_dir, own.settings.published_dir / "documents")
    paper = read_paper(original, held)
    origin = uploaded.name or address
    return own.drafts.begin(
        "paper", paper.title, paper.files, session.staff, doubts=paper.doubts, origin=origin
    )
