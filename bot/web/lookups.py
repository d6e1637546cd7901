"""Small questions that the pages ask while one types or reads: suggestions, one clause."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request

from bot.errors import StoreError
from bot.policy.store import open_store
from bot.settings import Settings
from bot.web.api_error import ApiError
from bot.web.pages import store_of
from bot.web.reading import clause_view
from bot.web.suggestions import suggestions_for

_LONGEST = 40

router = APIRouter(prefix="/api")


@router.get("/suggest")
def suggest(request: Request, q: str = "") -> dict[str, Any]:
    """Topics whose name, pinyin or initials fit what is being typed."""
    index = suggestions_for(store_of(request))
    return {"suggestions": [asdict(s) for s in index.find(q[:_LONGEST])]}


@router.get("/clause")
def clause(request: Request, document: str, clause: str = "") -> dict[str, Any]:
    """One clause as citations open it: text, departments, the topics that rest on it."""
    found = clause_view(store_of(request), document, clause)
    if found is None:
        raise ApiError(404, "no_such_clause", "没有找到这一条。")
    return found


def warm(settings: Settings) -> None:
    """Load what search and suggestions need ahead of the first question; not where there is no store yet."""
    with suppress(StoreError):
        store = open_store(settings.policy_db)
        store.search("贷款", 1)
        suggestions_for(store).find("贷款")
