"""The checklist as a page: without scripts, kept with the conversation, gone with it."""

from __future__ import annotations

import datetime as dt
import html
import re
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from bot.policy.checklist import Choices, make_checklist
from bot.policy.store import Store
from bot.settings import Settings
from bot.web.app import create_app
from tests.web.conftest import FakeRasa

LOAN, TAX = "startup_guarantee_loan", "veteran_shop_tax_deduction"
VETERAN = {"veteran": True, "starting_business": True, "industry": "ecommerce"}
PAGE = {"accept": "text/html"}


@pytest.fixture
def token(client: TestClient) -> str:
    """The token of a conversation that the cookie of the test's browser opens."""
    token = str(client.post("/api/chat/session").json()["session"])
    client.post("/checklist", data={"session": token})
    return token


def shown(client: TestClient) -> str:
    answer = client.get("/checklist", headers=PAGE)
    assert answer.status_code == 200
    return html.unescape(answer.text)


def add(client: TestClient, *topics: str) -> None:
    for topic in topics:
        assert client.post("/checklist/add", data={"topic": topic}).status_code == 200


def keys(page: str) -> dict[str, str]:
    """paper → its key, as the page has them."""
    found = re.findall(r'name="paper" value="(\w+)"( checked)?> <span>([^<]+)</span>', page)
    return {text: key for key, _, text in found}


def ticked(page: str) -> list[str]:
    return re.findall(r'name="paper" value="\w+" checked> <span>([^<]+)</span>', page)


def test_a_form_opens_it_and_no_address_holds_the_token(client: TestClient) -> None:
    token = client.post("/api/chat/session").json()["session"]
    answer = client.post("/checklist", data={"session": token}, follow_redirects=False)
    assert answer.status_code == 303 and answer.headers["location"] == "/checklist?opened=1"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "path=/checklist" in cookie and "samesite=lax" in cookie
    assert "清单还是空的" in shown(client)
    assert client.get("/checklist").headers["cache-control"] == "no-store"


def test_without_a_conversation_the_page_says_how_to_come_to_a_list(client: TestClient) -> None:
    page = shown(client)
    assert "清单还是空的" in page and "加进清单" in page and 'href="/matters"' in page
    assert client.post("/checklist", data={"session": ""}, headers=PAGE).status_code == 200


def test_what_fits_and_what_was_added_stand_with_papers_doors_and_days(
    client: TestClient, rasa: FakeRasa, token: str, store: Store
) -> None:
    rasa.told = VETERAN
    add(client, LOAN, TAX)
    page = shown(client)
    made = make_checklist(store, VETERAN, Choices((LOAN, TAX)), dt.date.today())
    assert len(made.entries) > 2
    for entry in made.entries:
        assert f'id="m-{entry.topic.slug}"' in page and entry.topic.name in page
    for part in (made.open, made.papers, made.doors):
        assert part and all(item.text in page for item in part)
    assert all(f"{day.on.year}年" in page for day in made.days)
    assert 'href="tel:12366"' in page and f'href="/?check={LOAN}"' in page
    assert "按您说的：退役军人：是" in page


def test_a_matter_is_taken_off_and_put_back(client: TestClient, rasa: FakeRasa, token: str) -> None:
    rasa.told = VETERAN
    slug = re.findall(r'id="m-(\w+)"', shown(client))[0]
    client.post("/checklist/remove", data={"topic": slug})
    assert f'id="m-{slug}"' not in shown(client)
    answer = client.post("/checklist/add", data={"topic": slug}, follow_redirects=False)
    assert answer.headers["location"] == f"/checklist?opened=1#m-{slug}"
    assert f'id="m-{slug}"' in shown(client)


def test_papers_are_ticked_and_unticked_and_no_others(client: TestClient, token: str) -> None:
    add(client, LOAN)
    papers = keys(shown(client))
    client.post("/checklist/papers", data={"paper": [papers["身份证"], papers["营业执照"], "made-up"]})
    assert ticked(shown(client)) == ["身份证", "营业执照"]
    client.post("/checklist/papers", data={"paper": papers["身份证"]})
    assert ticked(shown(client)) == ["身份证"]
    client.post("/checklist/papers")
    assert ticked(shown(client)) == []


def test_whoever_has_no_conversation_begins_one_by_adding(client: TestClient) -> None:
    add(client, LOAN)
    assert f'id="m-{LOAN}"' in shown(client)


def test_adding_from_a_page_joins_the_conversation_of_the_form(client: TestClient, rasa: FakeRasa) -> None:
    token = client.post("/api/chat/session").json()["session"]
    client.post("/checklist/add", data={"topic": LOAN, "session": token})
    client.cookies.clear()
    client.post("/checklist", data={"session": token})
    assert f'id="m-{LOAN}"' in shown(client)


def test_the_chat_without_scripts_opens_the_same_list(client: TestClient) -> None:
    page = client.post("/talk", data={"message": "能贷款吗"}).text
    assert '<form id="checklist" method="post" action="/checklist"' in page
    session = re.search(r'id="checklist".*?name="session" value="([^"]+)"', page)
    assert session
    add(client, LOAN)  # the cookie of /talk is enough
    client.cookies.clear()
    client.post("/checklist", data={"session": html.unescape(session[1])})
    assert f'id="m-{LOAN}"' in shown(client)


def test_a_list_in_the_chat_has_a_button_to_the_page_without_scripts(
    client: TestClient, rasa: FakeRasa
) -> None:
    rasa.answer = {"kind": "smalltalk", "text": "您的清单里有 2 件事", "checklist": {"matters": 2}}
    assert (
        '<button class="button primary" form="checklist">打开清单</button>'
        in client.post("/talk", data={"message": "我的清单"}).text
    )


def test_every_matter_can_be_added_from_its_page(client: TestClient) -> None:
    page = client.get(f"/matter/{TAX}").text
    assert 'action="/checklist/add"' in page and f'name="topic" value="{TAX}"' in page


def test_another_visitor_sees_nothing_of_it(client: TestClient, token: str) -> None:
    add(client, LOAN)
    client.cookies.clear()
    other = client.post("/api/chat/session").json()["session"]
    client.post("/checklist", data={"session": other})
    assert f'id="m-{LOAN}"' not in shown(client)


@pytest.mark.parametrize("way", ["api", "talk"])
def test_a_cleared_conversation_takes_its_list_along(client: TestClient, token: str, way: str) -> None:
    add(client, LOAN)
    if way == "api":
        client.delete("/api/chat/mine", headers={"X-Chat-Session": token})
    else:
        client.post("/talk", data={"session": token, "forget": "1"})
    assert "checklist" not in client.cookies
    again = client.post("/checklist", data={"session": token}, headers=PAGE)
    assert again.status_code == 401 and "已经清除或过期" in again.text
    refused = client.post("/checklist/add", data={"topic": LOAN, "session": token})
    assert refused.status_code == 401 and "checklist" not in client.cookies


@pytest.mark.parametrize("token", ["", "made.up", "x" * 500])
def test_a_foreign_token_opens_and_changes_nothing(client: TestClient, token: str) -> None:
    for path, data in (("/checklist/remove", {"topic": LOAN}), ("/checklist/papers", {})):
        client.cookies.set("checklist", token, path="/checklist")
        answer = client.post(path, data=data)
        assert answer.status_code == 401 and "已经清除或过期" in answer.text
    client.cookies.set("checklist", token, path="/checklist")
    assert client.get("/checklist/calendar.ics").status_code == 401


def test_a_form_of_a_foreign_page_is_refused(client: TestClient, token: str) -> None:
    for path in ("", "/add", "/remove", "/papers"):
        answer = client.post(
            f"/checklist{path}", data={"topic": LOAN}, headers={"origin": "https://evil.example"}
        )
        assert answer.status_code == 403 and "本站自己的页面" in answer.text
    assert f'id="m-{LOAN}"' not in shown(client)


@pytest.mark.parametrize("data", [{}, {"topic": ""}, {"topic": "nowhere"}, {"topic": "<script>"}])
def test_a_matter_that_does_not_exist_changes_nothing(
    client: TestClient, token: str, data: dict[str, str]
) -> None:
    for path in ("/checklist/add", "/checklist/remove"):
        answer = client.post(path, data=data)
        assert answer.status_code == 404 and "清单没有改" in answer.text


def test_while_nobody_can_tell_the_facts_what_was_added_is_shown(
    client: TestClient, rasa: FakeRasa, token: str
) -> None:
    rasa.told = VETERAN
    add(client, LOAN)
    rasa.away = "down"
    page = shown(client)
    assert "暂时读不到" in page and f'id="m-{LOAN}"' in page and "按您说的" not in page


def test_changes_are_counted_against_the_pace(web_settings: Settings, rasa: FakeRasa) -> None:
    app = create_app(replace(web_settings, rate_limit=3), rasa)  # type: ignore[arg-type]
    with TestClient(app) as client:
        token = client.post("/api/chat/session").json()["session"]
        answers = [
            client.post("/checklist/add", data={"topic": LOAN, "session": token}, follow_redirects=False)
            for _ in range(5)
        ]
    assert [a.status_code for a in answers] == [303, 303, 303, 429, 429]
    assert "发得太快了" in answers[-1].text and answers[-1].headers["retry-after"]


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_the_days_come_as_a_calendar_file(client: TestClient, token: str, store: Store) -> None:
    add(client, TAX, LOAN)
    answer = client.get("/checklist/calendar.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"
    assert all(len(line.encode()) <= 75 for line in answer.text.split("\r\n"))
    lines = unfolded(answer.text)
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-2:] == ["END:VCALENDAR", ""]
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 1
    assert "DTSTART;VALUE=DATE:20271231" in lines and "DTEND;VALUE=DATE:20280101" in lines
    name = store.topic(TAX)
    assert name and f"SUMMARY:{name.name}：现在的规定到今天为止" in lines
    assert not any("退役军人：是" in line for line in lines)


def test_traditional_characters_reach_the_page_and_leave_keys_alone(client: TestClient, token: str) -> None:
    add(client, LOAN)
    plain = keys(shown(client))
    page = client.get("/checklist", params={"lang": "zh-Hant"}).text
    assert "我的清單" in page and set(plain.values()) == set(re.findall(r'name="paper" value="(\w+)"', page))
    answer = client.post("/checklist/papers", params={"lang": "zh-Hant"}, follow_redirects=False)
    assert answer.headers["location"].startswith("/checklist?opened=1&lang=zh-Hant")


def test_search_engines_are_kept_away(client: TestClient) -> None:
    assert "Disallow: /checklist" in client.get("/robots.txt").text
    assert 'name="robots" content="noindex"' in client.get("/checklist").text


def test_a_question_and_facts_have_their_buttons_without_scripts(client: TestClient, rasa: FakeRasa) -> None:
    edit: dict[str, Any] = {"do": "ask", "attribute": "veteran"}
    row = {"attribute": "veteran", "label": "退役军人", "value": "是", "edit": edit, "forget": None}
    rasa.answer = {"kind": "smalltalk", "text": "记下的情况", "profile": [row]}
    page = html.unescape(client.post("/talk", data={"message": "我的情况"}).text)
    assert '"command": {"attribute": "veteran", "do": "ask"}' in page
    rasa.answer = {"kind": "question", "text": "是吗？", "progress": {"topic": "x", "asked": 2, "most": 8}}
    assert "第 2 问，最多 8 问" in client.post("/talk", data={"message": "查"}).text
