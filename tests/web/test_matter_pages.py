"""The page of a matter, as people, printers and search engines meet it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from bot.policy.entrances import areas
from bot.policy.matters import AREAS
from bot.policy.store import Store
from bot.policy.topics import Topic
from bot.settings import Settings
from bot.web.app import create_app
from bot.web.matter_view import matter_view
from tests.web.conftest import FakeRasa

HTML = {"accept": "text/html"}


def first(store: Store, fits: object) -> Topic:
    """A matter of the real store that fits; the tests name none by heart."""
    return next(topic for topic in store.topics() if not topic.tells and fits(topic))  # type: ignore[operator]


def page(client: TestClient, topic: Topic) -> str:
    answer = client.get(f"/matter/{topic.slug}")
    assert answer.status_code == 200
    return answer.text.replace("&#34;", '"').replace("&#39;", "'").replace("&amp;", "&")


def test_every_area_has_a_name_and_every_matter_stands_on_the_list(client: TestClient, store: Store) -> None:
    assert set(areas()) == set(AREAS)
    listed = set(re.findall(r'href="/matter/(\w+)"', client.get("/matters").text))
    assert listed == {topic.slug for topic in store.topics() if not topic.tells}


def test_every_matter_has_a_page_that_can_be_made(store: Store) -> None:
    for topic in store.topics():
        view = matter_view(store, topic)
        assert any(view["conclusion"]) and view["where"]["ask"], topic.slug


def test_a_matter_of_several_levels_names_them_from_the_state_down(client: TestClient, store: Store) -> None:
    topic = first(store, lambda t: {"province", "state"} <= {p.level for p in t.provisions})
    shown = page(client, topic)
    assert topic.answer.split("\n")[0] in shown
    assert shown.index("<h3>国家</h3>") < shown.index("<h3>云南省</h3>")
    for source in topic.sources:
        assert source.document in shown
        assert not source.official_url or f'href="{source.official_url}"' in shown


def test_what_has_ended_is_told_as_ended(client: TestClient, store: Store) -> None:
    topic = first(store, lambda t: t.chosen.ended and not t.provisions)
    shown = page(client, topic)
    assert "现在没有在施行" in shown.split("<section")[1]
    assert 'id="ended"' in shown and "为止）" in shown
    assert "看看我符不符合" not in shown


def test_what_no_document_answers_says_so_and_names_the_door(client: TestClient, store: Store) -> None:
    topic = first(store, lambda t: t.silent and not t.provisions)
    shown = page(client, topic)
    assert topic.silent.split("。")[0] in shown
    assert 'id="amount"' not in shown and 'id="conditions"' not in shown
    if topic.door.office:
        assert topic.door.office in shown


def test_a_matter_with_a_rule_leads_to_its_check_and_shows_what_is_asked(
    client: TestClient, store: Store
) -> None:
    topic = first(store, lambda t: store.rule_for(t.slug) and t.provisions)
    assert f'href="/?check={topic.slug}"' in page(client, topic)
    without = first(store, lambda t: not store.decides(t.slug))
    assert "看看我符不符合" not in page(client, without)


def test_a_page_has_a_title_a_description_and_a_share_card_with_whole_addresses(
    web_settings: Settings, rasa: FakeRasa, store: Store
) -> None:
    topic = first(store, lambda t: t.provisions)
    public = replace(web_settings, public_url="https://dcwd.example")
    with TestClient(create_app(public, rasa)) as client:
        shown = page(client, topic)
        assert f"<title>{topic.name} · " in shown
        assert re.search(r'<meta name="description" content=".{10,120}">', shown)
        assert f'<meta property="og:url" content="https://dcwd.example/matter/{topic.slug}">' in shown
        image = re.search(r'og:image" content="https://dcwd\.example(/[^"]+)"', shown)
        assert image and client.get(image[1]).headers["content-type"] == "image/png"
        sitemap = client.get("/sitemap.xml")
        assert sitemap.headers["content-type"].startswith("application/xml")
        assert sitemap.text.count("/matter/") == len([t for t in store.topics() if not t.tells])
        assert "Sitemap: https://dcwd.example/sitemap.xml" in client.get("/robots.txt").text


def test_without_a_public_address_there_is_no_sitemap_and_robots_name_none(client: TestClient) -> None:
    assert client.get("/sitemap.xml").status_code == 404
    robots = client.get("/robots.txt").text
    assert "Sitemap" not in robots and "Disallow: /api/" in robots


@pytest.mark.parametrize("slug", ["no_such_matter", "startup_guarantee", "%3Cscript%3E"])
def test_an_unknown_matter_is_met_kindly(client: TestClient, slug: str) -> None:
    answer = client.get(f"/matter/{slug}", headers=HTML)
    assert answer.status_code == 404
    assert "没有这件事的页面" in answer.text and 'href="/matters"' in answer.text
    assert "<script>" not in answer.text


def test_an_address_cut_off_leads_to_the_matters_that_resemble_it(client: TestClient) -> None:
    assert 'href="/matter/startup_guarantee_loan"' in client.get("/matter/startup_guarantee").text


def test_a_page_needs_no_script_and_loads_little(client: TestClient, store: Store) -> None:
    topic = first(store, lambda t: store.rule_for(t.slug) and t.provisions)
    shown = page(client, topic)
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*ld\+json)", shown)
    assert len(shown.encode()) < 60_000
