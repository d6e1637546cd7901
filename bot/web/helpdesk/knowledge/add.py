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
from bot.helpdesk.knowledge.archive import is_archive, papers_in
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
    uploaded = Original(name, content)
    if is_archive(uploaded):
        return await run_in_threadpool(_take_in_several, request, session, uploaded)
    try:
        draft = await run_in_threadpool(_take_in, request, session, fields, uploaded)
    except UserError as error:
        return render(request, "knowledge/add.html", {"error": str(error), "fields": fields}, 400)
    return to_draft(draft)


def _take_in(request: Request, session: Session, fields: dict[str, str], uploaded: Original) -> int:
    address = fields.get("address", "").strip()
    if not uploaded.name and not is_address(address):
        raise DraftError("请选一个文件，或写文件的网址（以 http:// 或 https:// 开头）。")
    original = uploaded if uploaded.name else read_original(address, desk(request).settings)
    return _begin(request, session, original, uploaded.name or address)


def _take_in_several(request: Request, session: Session, archive: Original) -> Response:
    """A draft for each paper of a ZIP; the page names those that were read and those that were not."""
    read, refused = [], []
    try:
        if len(archive.content) > MAX_BYTES:
            raise DraftError(f"{archive.name} {TOO_LARGE}")
        originals = papers_in(archive.name, archive.content)
    except DraftError as error:
        return render(request, "knowledge/add.html", {"error": str(error), "fields": {}}, 400)
    for original in originals:
        try:
            origin = f"{archive.name}：{original.name}"
            read.append((_begin(request, session, original, origin), original.name))
        except UserError as error:
            refused.append((original.name, str(error)))
    return render(
        request, "knowledge/added.html", {"read": read, "refused": refused, "archive": archive.name}
    )


def _begin(request: Request, session: Session, original: Original, origin: str) -> int:
    """A draft with a paper; DraftError where it can't be read."""
    own = desk(request)
    if not original.content.strip():
        raise DraftError(f"{original.name} 是空的；请检查文件。")
    if len(original.content) > MAX_BYTES:
        raise DraftError(f"{original.name} {TOO_LARGE}")
    if is_archive(original):
        raise DraftError(f"{original.name} 又是一个压缩包；请先解开它。")
    held = read_infos(own.settings.document_dir, own.settings.published_dir / "documents")
    paper = read_paper(original, held)
    return own.drafts.begin(
        "paper", paper.title, paper.files, session.staff, doubts=paper.doubts, origin=origin
    )
