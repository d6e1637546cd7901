"""The pages that people read: the chat with its entrances, the documents, each clause with an anchor."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from bot.errors import StoreError
from bot.policy.commands import check as to_check
from bot.policy.entrances import main_document
from bot.policy.reply import policy_url
from bot.policy.store import Store, open_store
from bot.web import reading
from bot.web.api_error import ApiError
from bot.web.entrances import ENTREPRENEURS, EVERYBODY, STUDENTS, Entrance
from bot.web.rendering import templates
from bot.web.texts import snippet

T = TypeVar("T")
router = APIRouter(default_response_class=HTMLResponse)
# A whole law takes a while to lay out.
_READING = ThreadPoolExecutor(1, thread_name_prefix="reading")
STATIC = Path(__file__).parent / "static"
# Loaded side by side, so that nested imports cost no further round trips.
_MODULES = tuple(
    sorted(p.name for p in STATIC.glob("*.js") if p.name not in {"appearance.js", "main.js", "widget.js"})
)


@router.get("/")
async def chat_page(request: Request, q: str = "", check: str = "") -> HTMLResponse:
    """The chat, with what it can do, the entrances and the questions most asked; `check`: a matter's slug."""
    return show_chat(request, EVERYBODY, draft=q[:1000], check=_offered_check(store_of(request), check))


@router.get("/campus")
async def campus_page(request: Request, q: str = "") -> HTMLResponse:
    """The chat as students meet it."""
    return show_chat(request, STUDENTS, draft=q[:1000])


@router.get("/startup")
async def startup_page(request: Request, q: str = "") -> HTMLResponse:
    """The chat as entrepreneurs meet it."""
    return show_chat(request, ENTREPRENEURS, draft=q[:1000])


def show_chat(request: Request, entrance: Entrance, draft: str = "", **more: Any) -> HTMLResponse:
    """The chat page; `more` may hold `session` and `messages` of a conversation, or `embedded`."""
    store = store_of(request)
    context = {
        "chat": True,
        "site": request.app.state.settings.public_url.rstrip("/"),
        "entrance": entrance,
        "draft": draft,
        "paper": store.document(main_document()),
        "laws": sum(d["kind"] == "law" for d in store.documents()),
        "modules": _MODULES,
        "messages": [],
        **more,
    }
    return templates.TemplateResponse(request, "chat.html", context)


def _offered_check(store: Store, slug: str) -> dict[str, Any] | None:
    """The button that begins the check of a matter; None where nothing decides on it."""
    topic = store.topic(slug) if slug else None
    if topic is None or store.rule_for(slug) is None:
        return None
    return {"name": topic.name, "say": f"{topic.name}：我符合吗", "command": to_check(slug)}


@router.get("/policy", include_in_schema=False)
async def policy_list_address(request: Request) -> RedirectResponse:
    """The address without its stroke."""
    # Without the host: that is the client's word.
    return RedirectResponse("/policy/" + (f"?{request.url.query}" if request.url.query else ""), 308)


@router.get("/policy/")
async def policy_list(request: Request, q: str = "") -> HTMLResponse:
    """All documents; with `q` the passages that fit it, its words marked."""
    return await apart(_policy_list, request, q)


def _policy_list(request: Request, q: str) -> HTMLResponse:
    # Imported when the first question is cut: it brings jieba.
    from bot.policy.words import STOPWORDS

    store = store_of(request)
    q = q.strip()[:100]
    terms = [t for t in store.words.search_terms(q) if t not in STOPWORDS] or [q]
    found = [
        {
            "document": p.document,
            "clause": p.clause,
            "name": p.title.split("，")[0],
            "snippet": snippet(p.text, terms),
        }
        for p in (store.search(q, 20) if q else [])
    ]
    context = {"documents": store.documents(), "q": q, "terms": terms, "found": found}
    return templates.TemplateResponse(request, "policies.html", context)


@router.get("/policy/{number:path}")
async def policy_page(request: Request, number: str) -> HTMLResponse:
    """One document: its clauses with anchors and departments, the measures or guides resting on them."""
    return await apart(_policy_page, request, number)


def _policy_page(request: Request, number: str) -> HTMLResponse:
    store = store_of(request)
    context = reading.document_context(store, number)
    if context is None:
        raise ApiError(404, "no_such_document", "没有这份文件。")
    # The host of a request is the client's word; without BOT_PUBLIC_URL the address goes without one.
    address = request.app.state.settings.public_url.rstrip("/") + policy_url(number)
    context |= {
        "canonical": address,
        "structured": reading.structured_data(context["info"], address),
    }
    return templates.TemplateResponse(request, "policy.html", context)


async def apart(make: Callable[..., T], *given: Any) -> T:
    """Made in one of a few threads: a crowd of readers keeps nobody waiting who asks something."""
    return await asyncio.get_running_loop().run_in_executor(_READING, make, *given)


def store_of(request: Request) -> Store:
    """The policy store; 503 where it can't be read."""
    try:
        return open_store(request.app.state.settings.policy_db)
    except StoreError as error:
        raise ApiError(503, "no_store", str(error), {"Retry-After": "5"}) from error
