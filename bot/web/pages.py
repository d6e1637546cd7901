"""The pages that people read: the chat, the documents, each clause with an anchor."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates

from bot.errors import StoreError
from bot.policy.answers import PAPER, opening_buttons, policy_url
from bot.policy.store import Store, open_store
from bot.web.errors import ApiError

router = APIRouter(default_response_class=HTMLResponse)
templates = Jinja2Templates(directory=Path(__file__).parent / "templates")
templates.env.globals["policy_url"] = policy_url

# What people ask most, one for each entrance and a few beside.
QUESTIONS = (
    "首次创业缺本钱，能贷款吗？",
    "创业担保贷款贴息最多能享受几次？",
    "注册公司要准备哪些材料？",
    "在校大学生创业有什么支持？",
    "回老家创业有什么政策？",
    "孵化器能帮我做什么？",
)


@router.get("/")
async def chat_page(request: Request) -> HTMLResponse:
    """The chat, with what it can do, the entrances and the questions most asked."""
    paper = _store(request).document(PAPER)
    context = {"entrances": opening_buttons(), "questions": QUESTIONS, "paper": paper}
    return templates.TemplateResponse(request, "chat.html", context)


@router.get("/policy/")
@router.get("/policy", include_in_schema=False)
async def policy_list(request: Request, q: str = "") -> HTMLResponse:
    """All documents; with `q` the passages that fit it."""
    store = _store(request)
    found = store.search(q[:100], 20) if q.strip() else []
    context = {"documents": store.documents(), "q": q, "found": found}
    return templates.TemplateResponse(request, "policies.html", context)


@router.get("/policy/{number}")
async def policy_page(request: Request, number: str) -> HTMLResponse:
    """One document: its clauses with anchors and departments, the measures or guides resting on them."""
    store = _store(request)
    info = store.document(number)
    if info is None:
        raise ApiError(404, "no_such_document", "没有这份文件。")
    clauses = store.clauses(number)
    topics: dict[str, list] = {}
    for topic in store.topics():
        for clause in dict.fromkeys(s.clause for s in topic.sources if s.document == number):
            topics.setdefault(clause, []).append(topic)
    chapters = {chapter["id"]: chapter for chapter in store.chapters(number)}
    context = {"info": info, "clauses": clauses, "chapters": chapters, "topics": topics}
    return templates.TemplateResponse(request, "policy.html", context)


def _store(request: Request) -> Store:
    try:
        return open_store(request.app.state.settings.policy_db)
    except StoreError as error:
        raise ApiError(503, "no_store", str(error), {"Retry-After": "5"}) from error
