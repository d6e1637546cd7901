"""Who may come in, and what each role may do: every staff route stands in this table."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from bot.helpdesk.desk import first_admin_link
from bot.settings import Settings
from tests.web.test_helpdesk import PASSWORD, Console

OPEN = "everybody"
# Whom each role may do the work of.
MAY = {
    "agent": {"staff", "agent"},
    "supervisor": {"staff", "agent", "supervisor"},
    "admin": {"staff", "agent", "supervisor", "admin", "editor"},
    "editor": {"staff", "editor"},
}
TABLE = {
    ("GET", "/helpdesk/login"): OPEN,
    ("POST", "/helpdesk/login"): OPEN,
    ("GET", "/helpdesk/welcome/{token}"): OPEN,
    ("POST", "/helpdesk/welcome/{token}"): OPEN,
    ("POST", "/helpdesk/logout"): "staff",
    ("GET", "/helpdesk/password"): "staff",
    ("POST", "/helpdesk/password"): "staff",
    ("GET", "/helpdesk/second-factor"): "staff",
    ("POST", "/helpdesk/second-factor"): "staff",
    ("GET", "/helpdesk"): "agent",
    ("GET", "/helpdesk/version"): "agent",
    ("GET", "/helpdesk/new"): "agent",
    ("POST", "/helpdesk/new"): "agent",
    ("GET", "/helpdesk/tickets/{number}"): "agent",
    ("POST", "/helpdesk/tickets/{number}/reply"): "agent",
    ("GET", "/helpdesk/tickets/{number}/letter"): "agent",
    ("POST", "/helpdesk/tickets/{number}/note"): "agent",
    ("POST", "/helpdesk/tickets/{number}/assign"): "agent",
    ("POST", "/helpdesk/tickets/{number}/classify"): "agent",
    ("POST", "/helpdesk/tickets/{number}/status"): "agent",
    ("GET", "/helpdesk/chosen"): "agent",
    ("POST", "/helpdesk/chosen/assign"): "agent",
    ("POST", "/helpdesk/chosen/settle"): "agent",
    ("GET", "/helpdesk/chosen/merge"): "agent",
    ("POST", "/helpdesk/chosen/merge"): "agent",
    ("POST", "/helpdesk/chosen/undo"): "agent",
    ("POST", "/helpdesk/tickets/{number}/correct"): "agent",
    ("POST", "/helpdesk/tickets/{number}/presence"): "agent",
    ("GET", "/helpdesk/unanswered"): "agent",
    ("POST", "/helpdesk/unanswered"): "agent",
    ("POST", "/helpdesk/unanswered/aside"): "agent",
    ("GET", "/helpdesk/learning"): "agent",
    ("POST", "/helpdesk/learning/{correction}/{verdict}"): "supervisor",
    ("GET", "/helpdesk/knowledge"): "editor",
    ("GET", "/helpdesk/knowledge/add"): "editor",
    ("POST", "/helpdesk/knowledge/add"): "editor",
    ("GET", "/helpdesk/knowledge/drafts/{draft_id}"): "editor",
    ("POST", "/helpdesk/knowledge/drafts/{draft_id}"): "editor",
    ("POST", "/helpdesk/knowledge/drafts/{draft_id}/propose"): "editor",
    ("GET", "/helpdesk/knowledge/documents"): "editor",
    ("POST", "/helpdesk/knowledge/documents"): "editor",
    ("GET", "/helpdesk/knowledge/missing"): "editor",
    ("POST", "/helpdesk/knowledge/drafts/{draft_id}/provisions/{slug}/from"): "editor",
    ("POST", "/helpdesk/knowledge/drafts/{draft_id}/return"): "editor",
    ("GET", "/helpdesk/knowledge/drafts/{draft_id}/provisions/{slug}/rule"): "editor",
    ("POST", "/helpdesk/knowledge/drafts/{draft_id}/provisions/{slug}/rule"): "editor",
    ("POST", "/helpdesk/knowledge/drafts/{draft_id}/provisions/{slug}/rule/remove"): "editor",
    ("GET", "/helpdesk/knowledge/drafts/{draft_id}/preview"): "editor",
    ("POST", "/helpdesk/knowledge/drafts/{draft_id}/preview"): "editor",
    ("GET", "/helpdesk/knowledge/drafts/{draft_id}/check"): "editor",
    ("POST", "/helpdesk/knowledge/drafts/{draft_id}/check"): "editor",
    ("POST", "/helpdesk/knowledge/drafts/{draft_id}/publish"): "editor",
    ("POST", "/helpdesk/knowledge/drafts/{draft_id}/undo"): "editor",
    ("POST", "/helpdesk/knowledge/drafts/{draft_id}/drop"): "editor",
    ("GET", "/helpdesk/knowledge/drafts/{draft_id}/provisions/{slug}"): "editor",
    ("POST", "/helpdesk/knowledge/drafts/{draft_id}/provisions/{slug}"): "editor",
    ("POST", "/helpdesk/knowledge/drafts/{draft_id}/provisions/{slug}/proof"): "editor",
    ("POST", "/helpdesk/knowledge/drafts/{draft_id}/provisions/{slug}/remove"): "editor",
    ("GET", "/helpdesk/canned"): "agent",
    ("POST", "/helpdesk/canned"): "agent",
    ("POST", "/helpdesk/canned/{canned}/change"): "agent",
    ("POST", "/helpdesk/canned/{canned}/remove"): "agent",
    ("GET", "/helpdesk/triage"): "agent",
    ("POST", "/helpdesk/triage"): "agent",
    ("GET", "/helpdesk/figures"): "agent",
    ("GET", "/helpdesk/figures.csv"): "agent",
    ("GET", "/helpdesk/export.csv"): "supervisor",
    ("GET", "/helpdesk/audit"): "supervisor",
    ("POST", "/helpdesk/tokens/{token}/revoke"): "admin",
    ("GET", "/helpdesk/staff"): "admin",
    ("POST", "/helpdesk/staff"): "admin",
    ("POST", "/helpdesk/staff/{name}/{act}"): "admin",
    ("POST", "/api/triage"): "agent",
    ("GET", "/api/tickets"): "agent",
    ("POST", "/api/tickets"): "agent",
    ("GET", "/api/tickets/{number}"): "agent",
    ("POST", "/api/tickets/{number}/reply"): "agent",
    ("PATCH", "/api/tickets/{number}"): "agent",
}
GUARDED = [(method, path, role) for (method, path), role in TABLE.items() if role != OPEN]


def test_the_table_has_every_staff_route(client: TestClient) -> None:
    found = {
        (method, route.path)
        for route in client.app.routes
        if route.path.startswith(("/helpdesk", "/api/tickets", "/api/triage"))
        for method in route.methods - {"HEAD"}
    }
    assert found == set(TABLE)


def fill(path: str) -> str:
    return (
        re.sub(r"\{(correction|canned|draft_id)\}", "1", path)
        .replace("{number}", "T000001")
        .replace("{", "")
        .replace("}", "")
    )


def body(path: str) -> dict:
    return {"json": {"text": "a", "question": "a"}} if path.startswith("/api/") else {}


def test_visitors_are_refused_everywhere(client: TestClient) -> None:
    session = client.post("/api/chat", json={"session": None, "message": "你好"}).json()["session"]
    strangers = [{}, {"Cookie": f"helpdesk={session}"}, {"Authorization": f"Bearer {session}"}]
    for method, path, _ in GUARDED:
        for headers in strangers:
            answer = client.request(method, fill(path), headers=headers, follow_redirects=False, **body(path))
            if method == "GET" and path.startswith("/helpdesk"):
                assert answer.status_code == 303, path
                assert answer.headers["location"].startswith("/helpdesk/login"), path
            else:
                assert answer.status_code == 401, path


@pytest.mark.parametrize("role", MAY)
def test_each_role_may_do_what_the_table_says_and_no_more(client: TestClient, role: str) -> None:
    console = Console(client, f"某{role}", role)
    for method, path, wanted in GUARDED:
        if path in {"/helpdesk/logout", "/helpdesk/password"}:
            continue
        answer = console.browser.request(
            method, fill(path), headers={"X-CSRF-Token": console.csrf}, **body(path)
        )
        allowed = wanted in MAY[role]
        assert (answer.status_code != 403) == allowed, (method, path, answer.status_code)
        assert answer.status_code < 500, (method, path)


def test_nothing_is_changed_without_the_page_s_token(client: TestClient) -> None:
    console = Console(client, "某某", "admin")
    for method, path, _ in GUARDED:
        if method != "GET":
            answer = console.browser.request(method, fill(path), **body(path))
            assert answer.status_code == 403, path


def test_the_cookie_is_kept_from_scripts_and_from_plain_http(client: TestClient) -> None:
    client.app.state.desk.register.add("小李", "agent", PASSWORD, "test")
    fields = {"name": "小李", "password": PASSWORD}
    for scheme, secure in (("http", False), ("https", True)):
        browser = TestClient(client.app, base_url=f"{scheme}://testserver", follow_redirects=False)
        cookie = browser.post("/helpdesk/login", data=fields).headers["set-cookie"].lower()
        assert "httponly" in cookie and "samesite=lax" in cookie and ("secure" in cookie) == secure


def test_five_failures_lock_the_account(client: TestClient) -> None:
    client.app.state.desk.register.add("小李", "agent", PASSWORD, "test")
    wrong, right = ({"name": "小李", "password": word} for word in ("wrong password", PASSWORD))
    for _ in range(5):
        assert client.post("/helpdesk/login", data=wrong).status_code == 401
    answer = client.post("/helpdesk/login", data=right)
    assert answer.status_code == 401 and "锁定" in answer.text
    client.app.state.desk.register.unlock("小李", "test")
    assert client.post("/helpdesk/login", data=right, follow_redirects=False).status_code == 303


def test_a_form_from_another_site_does_not_sign_in(client: TestClient) -> None:
    client.app.state.desk.register.add("小李", "agent", PASSWORD, "test")
    fields = {"name": "小李", "password": PASSWORD, "next": "//evil.example"}
    foreign = client.post("/helpdesk/login", data=fields, headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403
    own = client.post("/helpdesk/login", data=fields, follow_redirects=False)
    assert own.headers["location"] == "/helpdesk"


def test_signing_out_or_being_switched_off_ends_the_session(client: TestClient) -> None:
    boss, agent = Console(client, "管理员甲", "admin"), Console(client, "小李", "agent")
    cookie = agent.browser.cookies["helpdesk"]
    agent.post("/helpdesk/logout")
    agent.browser.cookies.set("helpdesk", cookie)
    assert agent.get("/helpdesk").status_code == 303
    other = Console(client, "小赵", "agent")
    assert boss.post("/helpdesk/staff/小赵/off").status_code == 303
    assert other.get("/helpdesk").status_code == 303
    assert "最后一位管理员" in boss.post("/helpdesk/staff/管理员甲/off").text


def test_the_first_admin_comes_by_a_link_that_works_once(client: TestClient, web_settings: Settings) -> None:
    link = first_admin_link(web_settings)
    path = link[link.index("/helpdesk") :]
    weak = {"name": "站长", "password": "short", "again": "short"}
    assert client.post(path, data=weak).status_code == 400
    good = {"name": "站长", "password": PASSWORD, "again": PASSWORD}
    assert client.post(path, data=good, follow_redirects=False).status_code == 303
    assert client.get(path).status_code == 404
    assert first_admin_link(web_settings) is None
    assert client.app.state.desk.register.accounts()[0]["role"] == "admin"
