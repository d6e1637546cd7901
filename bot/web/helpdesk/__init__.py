"""The staff console at /helpdesk and the staff's JSON at /api/tickets and /api/triage."""

from __future__ import annotations

from fastapi import FastAPI, Request

from bot.helpdesk.roles import at_least
from bot.web.helpdesk.password_work import PasswordWork
from bot.web.limits import MessageLimit


def install(app: FastAPI) -> None:
    """Add the console's routes and the form its errors take."""
    # Imported here: `visitors`, beside this, is used by the chat, which knows no console.
    from bot.web.helpdesk import (
        access,
        accounts,
        api,
        chosen,
        figures,
        knowledge,
        learning,
        login,
        queue,
        second,
        ticket,
        triage_table,
    )

    # Ten times this for one address in a minute; an account locks long before.
    app.state.login_tries = MessageLimit(3)
    app.state.password_work = PasswordWork()
    access.install_error_handlers(app)
    for module in (
        login,
        second,
        queue,
        chosen,
        ticket,
        learning,
        figures,
        accounts,
        api,
        triage_table,
        *knowledge.modules(),
    ):
        # Staff's routes are no part of what the website tells everybody that it can do.
        app.include_router(module.router, include_in_schema=False)


async def body_limit(request: Request) -> int:
    """How many bytes a request may bring: an editor's papers and staff's tables are larger than all else."""
    from bot.web.helpdesk import triage_table
    from bot.web.helpdesk.access import find_session
    from bot.web.helpdesk.knowledge import PATH, UPLOAD, UPLOAD_BYTES, WRITTEN_BYTES

    path = request.url.path
    session = await find_session(request) if path.startswith((PATH, triage_table.PATH)) else None
    if session and path == triage_table.PATH and at_least(session.role, "agent"):
        return triage_table.MOST_BYTES
    if session is None or not path.startswith(PATH) or not at_least(session.role, "editor"):
        return 0
    return UPLOAD_BYTES if path == UPLOAD else WRITTEN_BYTES
