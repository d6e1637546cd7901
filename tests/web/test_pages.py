"""The pages as servers and search engines meet them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from bot.policy.entrances import main_document
from bot.policy.national_law import installed_laws
from bot.policy.reply import policy_url
from bot.policy.store import Store
from bot.settings import Settings
from bot.web.app import create_app
from tests.web.conftest import FakeRasa

PAPER = main_document()


def test_a_shared_page_has_its_picture_where_the_address_is_known(
    web_settings: Settings, rasa: FakeRasa, client: TestClient
) -> None:
    assert "og:title" in client.get("/").text and "og:image" not in client.get("/").text
    app = create_app(replace(web_settings, public_url="https://ask.example.cn/"), rasa)  # type: ignore[arg-type]
    with TestClient(app) as known:
        assert 'og:image" content="https://ask.example.cn/static/share.png"' in known.get("/campus").text


HTML = {"accept": "text/html"}


def test_every_clause_and_the_annex_have_the_anchor_that_citations_name(
    client: TestClient, store: Store
) -> None:
    page = client.get(f"/policy/{PAPER}").text
    for clause in store.clauses(PAPER):
        assert f'<article id="{clause["number"]}"' in page
        assert clause["text"].split("\n")[0] in page.replace("&#34;", '"').replace("&#39;", "'")
    assert 'id="附件"' in page


def test_a_law_without_text_has_anchors_for_the_articles_that_guides_cite(
    client: TestClient, store: Store
) -> None:
    name = "市场主体登记管理条例"
    page = client.get(f"/policy/{name}").text
    cited = {s.clause for t in store.topics() for s in t.sources if s.document == name}
    numbers = re.findall(r'<article id="([^"]+)"', page)
    assert set(numbers) == cited
    assert numbers.index("第九条") < numbers.index("第三十一条")


@pytest.mark.skipif(installed_laws() is None, reason="the package of laws is not installed")
def test_a_national_law_can_be_read_whole_and_an_article_opens(client: TestClient, store: Store) -> None:
    page = client.get("/policy/公司法").text
    numbers = re.findall(r'<article id="([^"]+)"', page)
    assert len(numbers) == len(store.clauses("公司法")) > 200
    (article,) = store.clauses("公司法", "第四十七条")
    assert article["text"].splitlines()[0] in page


def test_a_document_describes_itself_to_search_engines(client: TestClient) -> None:
    page = client.get(f"/policy/{PAPER}").text
    found = re.search(r'<script type="application/ld\+json">(.+?)</script>', page)
    assert found
    data = json.loads(found[1])
    assert data["@type"] == "Legislation" and data["legislationIdentifier"] == PAPER
    assert data["legislationDate"] == "2020-02-14"
    assert '<link rel="canonical"' in page and f"（{PAPER}）" in page


def test_the_search_marks_words_and_escapes_what_was_typed(client: TestClient) -> None:
    assert "<mark>贴息</mark>" in client.get("/policy/", params={"q": "贴息"}).text
    page = client.get("/policy/", params={"q": "<script>alert(1)</script>"}).text
    assert "<script>alert" not in page


def test_a_clause_is_given_with_text_departments_and_topics(client: TestClient) -> None:
    clause = client.get("/api/clause", params={"document": PAPER, "clause": "四"}).json()
    assert "500 万元" in clause["text"] and "省财政厅" in clause["departments"]
    assert "首购订购补助" in [t["name"] for t in clause["topics"]]
    assert client.get("/api/clause", params={"document": PAPER, "clause": "九十"}).status_code == 404


def test_a_number_with_a_stroke_has_its_page(
    built_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []

    def context(_store: Store, number: str) -> None:
        shown.append(number)

    monkeypatch.setattr("bot.web.reading.document_context", context)
    with TestClient(create_app(built_settings, FakeRasa())) as client:
        client.get(policy_url("某发/2021/9号"))
    assert shown == ["某发/2021/9号"]


@pytest.mark.parametrize("path", ["/policy/没有这份", "/nowhere", "/static/%00a", "/policy/%00"])
def test_a_missing_page_is_a_page_for_people_and_json_for_programs(client: TestClient, path: str) -> None:
    shown = client.get(path, headers=HTML)
    assert shown.status_code == 404 and "<h1>没有这" in shown.text
    assert client.get(path).json()["error"]["message"].startswith("没有这")


@pytest.mark.parametrize("path", ["/", "/campus", "/startup", "/policy/", f"/policy/{PAPER}", "/embed"])
def test_no_page_has_inline_script_or_style(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", response.text)
    assert all('src="' in s or "ld+json" in s for s in re.findall(r"<script[^>]*>", response.text))
    assert "unsafe" not in response.headers["content-security-policy"]


def test_traditional_chinese_leaves_addresses_and_payloads_alone(client: TestClient) -> None:
    page = client.get("/", params={"lang": "zh-Hant"}).text
    assert "創業貸款" in page and 'data-say="创业贷款"' in page and 'lang="zh-Hant"' in page
    assert 'id="第四条"' in client.get("/policy/公司法", params={"lang": "zh-Hant"}).text
    said = client.post("/api/chat?lang=zh-Hant", json={"session": None, "message": "貸款"}).json()
    (message,) = said["messages"]
    assert message["text"] == "貼息累計不超過3次。" and message["kind"] == "answer"
    assert said["session"].isascii()


def test_scripts_come_in_traditional_chinese_too(client: TestClient) -> None:
    script = client.get("/static/zh-Hant/texts.js")
    assert "轉人工" in script.text and "转人工" not in script.text
    assert client.get("/static/zh-Hant/../../settings.py").status_code == 404


def test_who_may_frame_the_chat_is_a_setting(web_settings: Settings) -> None:
    chosen = replace(web_settings, widget_origins="https://a.example https://b.example")
    with TestClient(create_app(chosen, FakeRasa())) as client:  # type: ignore[arg-type]
        policy = client.get("/embed").headers["content-security-policy"]
        assert "frame-ancestors 'self' https://a.example https://b.example" in policy
        assert "frame-ancestors 'self'" in client.get("/").headers["content-security-policy"]


def test_no_other_site_may_frame_the_chat_by_default(client: TestClient) -> None:
    assert client.get("/embed").headers["content-security-policy"].endswith("frame-ancestors 'self'")


def test_every_site_may_frame_the_chat_where_that_is_set(web_settings: Settings) -> None:
    with TestClient(create_app(replace(web_settings, widget_origins="*"), FakeRasa())) as client:  # type: ignore[arg-type]
        assert "frame-ancestors" not in client.get("/embed").headers["content-security-policy"]


def test_texts_of_the_widget_are_shown_as_text(client: TestClient) -> None:
    chosen = {"title": "<b>咨询</b>", "greeting": "欢迎"}
    page = client.get("/embed", params=chosen, headers={"Sec-Fetch-Dest": "iframe"}).text
    assert "&lt;b&gt;咨询" in page and "<b>咨询" not in page and ">欢迎<" in page


def test_the_form_without_javascript_keeps_the_conversation(client: TestClient, rasa: FakeRasa) -> None:
    page = client.post("/talk", data={"message": "能贴息几次", "session": ""}).text
    token = re.search(r'name="session" value="([^"]+)"', page)
    assert token and "贴息累计不超过3次。" in page
    again = client.post("/talk", data={"say": "转人工", "message": "", "session": token[1]}).text
    assert len({conversation for conversation, _ in rasa.heard}) == 1
    assert again.count('class="message visitor') == 2


def test_forgetting_without_javascript_reaches_rasa_too(client: TestClient, rasa: FakeRasa) -> None:
    page = client.post("/talk", data={"message": "能贴息几次"}).text
    token = re.search(r'name="session" value="([^"]+)"', page)
    assert token
    page = client.post("/talk", data={"session": token[1], "forget": "1"}).text
    assert rasa.forgotten == [rasa.heard[0][0]] and "能贴息几次" not in page


def test_the_form_tells_a_foreign_session_and_keeps_the_words(client: TestClient) -> None:
    response = client.post("/talk", data={"message": "还在吗", "session": "foreign"})
    assert response.status_code == 401 and "还在吗</textarea>" in response.text


@pytest.fixture
def other_site(elsewhere: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(elsewhere, FakeRasa()), raise_server_exceptions=False) as client:
        yield client


def test_an_older_version_shows_its_name_and_validity_not_its_key(other_site: TestClient) -> None:
    old = other_site.get("/policy/外省条例@2020-01-01").text
    shown = re.sub(r"<[^>]+>", " ", old.split("<main")[1])
    assert "外省条例" in shown and "@" not in shown
    assert "2020年1月1日" in shown and "有效至" in shown and "2024年4月30日" in shown
    assert 'href="/policy/%E5%A4%96%E7%9C%81%E6%9D%A1%E4%BE%8B"' in old and "每年开放三天" in shown
    found = re.search(r'<script type="application/ld\+json">(.+?)</script>', old)
    assert found and json.loads(found[1])["legislationIdentifier"] == "外省条例"
    new = other_site.get("/policy/外省条例").text
    assert "每年开放十天" in new and "有效至" not in new and "以前的版本" not in new
    listed = other_site.get("/policy/").text
    assert "有效至 2024年4月30日" in listed and ">外省条例@" not in listed


def test_a_site_with_other_documents_claims_none_of_ours(other_site: TestClient) -> None:
    page = other_site.get("/").text
    assert page.count("data-say=") == page.count('data-say="转人工"') and "云政发" not in page
    for path in ("/campus", "/startup", "/policy/?q=贷款", "/api/suggest?q=dk"):
        assert other_site.get(path).status_code == 200
    assert other_site.get(f"/policy/{PAPER}").status_code == 404
