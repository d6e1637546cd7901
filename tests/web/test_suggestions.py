"""What is offered while somebody types."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from bot.policy.store import Store
from bot.web.suggestions import LIMIT, SuggestionIndex


@pytest.fixture(scope="module")
def index(store: Store) -> SuggestionIndex:
    return SuggestionIndex(store.topics())


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("cydk", "创业担保贷款"),
        ("cydbdk", "创业担保贷款"),
        ("CYDK", "创业担保贷款"),
        ("chuangye danbao", "创业担保贷款"),
        ("创业担保", "创业担保贷款"),
        ("创业贷款", "创业担保贷款"),
        ("創業貸款", "创业担保贷款"),
        ("ｃｙｄｋ", "创业担保贷款"),
        ("贷款", "创业担保贷款"),
        ("zczb", "注册资本要交多少、几年交齐"),
        ("shougou", "首购订购补助"),
        ("首购订购", "首购订购补助"),
    ],
)
def test_the_topic_meant_comes_first(index: SuggestionIndex, typed: str, expected: str) -> None:
    assert index.find(typed)[0].title == expected


@pytest.mark.parametrize("typed", ["", "   ", "!?", "🙂", "qqqqzz"])
def test_nothing_is_offered_for_nothing(index: SuggestionIndex, typed: str) -> None:
    assert index.find(typed) == []


def test_each_topic_is_offered_once(index: SuggestionIndex) -> None:
    titles = [s.title for s in index.find("c")]
    assert len(titles) == len(set(titles)) == LIMIT


def test_every_name_is_found_by_itself_and_by_its_initials(index: SuggestionIndex, store: Store) -> None:
    names = {t.name for t in store.topics()}
    missed = [n for n in names if n not in {s.title for s in index.find(n, limit=20)}]
    assert missed == []


def test_the_api_gives_title_source_and_what_is_asked(client: TestClient) -> None:
    first = client.get("/api/suggest", params={"q": "cydk"}).json()["suggestions"][0]
    assert first == {
        "title": "创业担保贷款",
        "matched": "创业贷款",
        "source": "云南省政府网站创业担保贷款问答（2024年4月） （三）",
        "text": "创业担保贷款",
    }
