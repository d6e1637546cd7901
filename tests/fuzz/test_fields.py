"""Every field of every route, on both databases; `make fuzz-fields` sends 50,000 and more."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from bot.settings import Settings
from bot.web.app import create_app
from tests.fuzz.fields import Trial
from tests.helpdesk.conftest import (  # noqa: F401
    cheap_hashes,
    prepared_sqlite,
    url,
)
from tests.web.conftest import FakeRasa
from tests.web.test_helpdesk import Console

REQUESTS = int(os.environ.get("FIELD_REQUESTS", "1200"))
SEED = int(os.environ.get("FIELD_SEED", "20"))


@pytest.fixture
def website(built_settings: Settings, url: str, tmp_path: Path) -> Iterator[TestClient]:  # noqa: F811
    own = replace(built_settings, database_url=url, var_dir=tmp_path, rate_limit=0)
    with TestClient(create_app(own, FakeRasa()), raise_server_exceptions=False) as client:  # type: ignore[arg-type]
        yield client


def test_no_text_in_any_field_breaks_a_route_or_a_page(website: TestClient) -> None:
    console = Console(website, "小李", "admin")
    rasa = website.app.state.rasa  # type: ignore[attr-defined]
    rasa.away = "away"
    session = website.post("/api/chat", json={"message": "转人工"}).json()["session"]
    rasa.away = None
    known = {
        "session": [session],
        "number": ["T000001"],
        "correction": ["1"],
        "canned": ["1", "2"],
        "name": ["小李"],
        "act": ["role", "unlock", "on"],
        "verdict": ["approve", "reject"],
    }
    trial = Trial(console.browser, known, console.csrf, SEED)
    # A visitor who clears the conversation would leave nothing to write to.
    trial.routes = [(m, r) for m, r in trial.routes if not (m == "DELETE" and "{session}" in r.path)]
    seen = trial.run(REQUESTS)
    assert sum(seen.values()) == REQUESTS and seen[200] > REQUESTS / 20
    for page in trial.pages():
        assert console.browser.get(page, follow_redirects=False).status_code < 500, page
    for page in ("/helpdesk/tickets/T000001", "/api/tickets/T000001", "/api/tickets", f"/api/chat/{session}"):
        assert console.get(page).status_code == 200, page
