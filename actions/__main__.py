"""The action server as one process on loopback: `python -m actions`."""

from __future__ import annotations

import os

from bot.processes import die_with_parent
from bot.settings import settings


def main() -> None:
    """Serve the actions on BOT_ACTION_PORT; loopback only, as nobody but Rasa may call them."""
    die_with_parent()
    os.environ["SANIC_HOST"] = "127.0.0.1"
    from rasa_sdk.endpoint import run

    from actions.replies import store
    from bot.helpdesk.terms import terms
    from bot.helpdesk.tickets import TicketStore

    store()  # a missing store is said at once, not at the first question
    TicketStore(settings())  # tables and dictionary are there before a visitor asks for a person
    terms("转人工")
    run("actions", port=settings().action_port, cors_origins=[])


if __name__ == "__main__":
    main()
