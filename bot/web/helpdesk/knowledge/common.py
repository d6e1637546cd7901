"""What the pages of the knowledge desk share."""

from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import Path as InPath
from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup, escape

from bot.errors import PolicyDataError
from bot.helpdesk.knowledge.drafts import Draft, DraftError
from bot.helpdesk.knowledge.files import DOCUMENT, document_of, dump, folder_of, load
from bot.policy.check import uncovered
from bot.policy.documents import Document
from bot.web.helpdesk.access import Refused, desk
from bot.web.helpdesk.knowledge import PATH

DraftId = Annotated[int, InPath(ge=1, le=2**31 - 1)]
_NAMED = re.compile("“([^”\n]{2,60})”")


def get_draft(request: Request, draft_id: int) -> Draft:
    """The draft of an address; 404 where there is none."""
    found = desk(request).drafts.get(draft_id)
    if found is None:
        raise Refused("没有这份稿子。", 404)
    return found


def version_of(fields: dict[str, str]) -> int:
    """The version that a form was made from; 0, which fits none, where it doesn't say."""
    typed = fields.get("version", "")
    return int(typed) if typed.isdecimal() and len(typed) < 9 else 0


def to_draft(draft_id: int, where: str = "") -> Response:
    return RedirectResponse(f"{PATH}/drafts/{draft_id}{where}", 303)


def content_of(draft: Draft) -> dict[str, Any]:
    """The draft's document.yml."""
    return load(draft.texts[f"{folder_of(draft.texts)}/{DOCUMENT}"])


def document_in(files: dict[str, str | None]) -> Document:
    """The document of a draft's files; DraftError where they can't be read."""
    try:
        return document_of(files)
    except PolicyDataError as error:
        raise DraftError("；".join(plain(problem) for problem in error.problems)) from None


def settled(files: dict[str, str | None]) -> dict[str, str | None]:
    """The files with the sentences noted that no provision is written of yet: only the search finds them."""
    document, folder = document_in(files), folder_of(files)
    content = load(files[f"{folder}/{DOCUMENT}"])
    quoted = any(filed.provision.quotes for filed in document.provisions)
    open_ones = [s for clause in document.structure.clauses for s in uncovered(document, clause)]
    if not (document.info.kind == "official_paper" and quoted):
        open_ones = []
    if open_ones == content.get("unwritten", []):
        return files
    content.pop("unwritten", None)
    content |= {"unwritten": open_ones} if open_ones else {}
    path = f"{folder}/{DOCUMENT}"
    return {**files, path: dump(content, files[path])}


def plain(problem: str) -> str:
    """A complaint of the checks without the place of a file that nobody here sees."""
    return re.sub(r"^\S*?(?:\.yml|documents/\S+?)(?::\d+)?[:：]?\s+", "", problem)


def marked(text: str, doubts: list[str]) -> Markup:
    """A text for a page, with what the doubts name marked where it stands."""
    named = {name for doubt in doubts for name in _NAMED.findall(doubt) if name in text}
    if not named:
        return escape(text)
    parts = re.split(f"({'|'.join(map(re.escape, sorted(named, key=len, reverse=True)))})", text)
    return Markup("").join(
        Markup("<mark>{}</mark>").format(part) if part in named else escape(part) for part in parts
    )
