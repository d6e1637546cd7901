"""The chat on other people's pages: the script they embed, and the page in its frame."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse

from bot.web.entrances import ENTREPRENEURS, EVERYBODY, STUDENTS
from bot.web.pages import show_chat
from bot.web.security import frame_policy

_SCRIPT = Path(__file__).parent / "static" / "widget.js"
_ENTRANCES = {"campus": STUDENTS, "startup": ENTREPRENEURS}
_LONGEST_TEXT = 120
_FRAMES = {"iframe", "frame"}

router = APIRouter()


@router.get("/widget.js")
async def widget_script() -> FileResponse:
    """The script; any page may load it, which pages may show the chat is BOT_WIDGET_ORIGINS' matter."""
    headers = {"Cache-Control": "max-age=300", "Cross-Origin-Resource-Policy": "cross-origin"}
    return FileResponse(_SCRIPT, media_type="text/javascript", headers=headers)


@router.get("/embed")
async def embedded_chat(
    request: Request,
    title: str = "",
    greeting: str = "",
    lead: str = "",
    placeholder: str = "",
    entrance: str = "",
) -> HTMLResponse:
    """The chat inside the widget's frame, with the texts that the host page chose.

    The browser says that it is for a frame, and lets only BOT_WIDGET_ORIGINS show it in one. Opened by
    itself, the page has our own texts: nobody puts words on the official address.
    """
    if request.headers.get("sec-fetch-dest") not in _FRAMES:
        title = greeting = lead = placeholder = ""
    chosen = _ENTRANCES.get(entrance, EVERYBODY)
    page = show_chat(
        request,
        replace(
            chosen,
            greeting=greeting[:_LONGEST_TEXT] or chosen.greeting,
            lead=lead[:_LONGEST_TEXT] or chosen.lead,
        ),
        embedded=True,
        title=title[:_LONGEST_TEXT],
        placeholder=placeholder[:_LONGEST_TEXT],
    )
    page.headers["Vary"] = "Sec-Fetch-Dest"
    page.headers["Content-Security-Policy"] = frame_policy(request.app.state.settings.widget_origins)
    return page
