"""The website with a Rasa that says what a test wants, as tests/web has it; databases as tests/helpdesk's."""

from tests.helpdesk.conftest import (
    casework,
    empty_url,
    prepared_sqlite,
    settings,
    staff,
    ticket,
    tickets,
    url,
)
from tests.web.conftest import client, rasa, sqlite_only, web_settings

__all__ = [
    "casework",
    "client",
    "empty_url",
    "prepared_sqlite",
    "rasa",
    "settings",
    "sqlite_only",
    "staff",
    "ticket",
    "tickets",
    "url",
    "web_settings",
]
