"""The staff console at /helpdesk and the staff's JSON at /api/tickets and /api/triage."""

from __future__ import annotations

from fastapi import FastAPI

from bot.web.helpdesk.password_work import PasswordWork
from bot.web.limits import MessageLimit


def install(app: FastAPI) -> None:
    """Add the console's routes and the form its errors take."""
    # Imported here: `visitors`, beside this, is used by the chat, which knows no console.
    from bot.web.helpdesk import access, accounts, api, figures, learning, login, queue, second, ticket

    # Ten times this for one address in a minute; an account locks long before.
    app.state.login_tries = MessageLimit(3)
    app.state.password_work = PasswordWork()
    access.install_error_handlers(app)
    for module in (login, second, queue, ticket, learning, figures, accounts, api):
        # Staff's routes are no part of what the website tells everybody that it can do.
        app.include_router(module.router, include_in_schema=False)
