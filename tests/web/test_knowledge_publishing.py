"""From a draft to what visitors are told: tried, approved by a second person, swapped in, taken back.

On a small installation of invented papers, so that a store is built in a moment.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from bot.helpdesk import audit
from bot.helpdesk.database import reading
from bot.policy.answers import answer_topic
from bot.policy.build import build_store, is_current
from bot.policy.store import open_store
from bot.settings import ROOT, Settings, read_settings
from bot.web.app import create_app
from tests.policy.test_invented_paper import FILES, SOURCES
from tests.web.conftest import FakeRasa
from tests.web.knowledge import ANSWER, NUMBER, PAPER, QUOTE
from tests.web.test_helpdesk import Console
from tests.web.test_knowledge_desk import FIRST, WRITE, provision, upload

# Of this invented matter a case is kept that a paper of another level can upset.
CASES = """\
- matter: first_shop_grant
  day: 2030-06-01
  cases:
    - {case: 在曲靖一次性补, profile: {place: "530300"}, verdict: 符合, amount: "1,000元（一次性）"}
"""


@pytest.fixture
def place(tmp_path: Path) -> Settings:
    data = tmp_path / "data"
    for root, files in (("data", FILES), ("sources", SOURCES)):
        for name, text in files.items():
            (tmp_path / root / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / root / name).write_text(text, encoding="utf-8")
    for name in ("attributes", "lookups"):
        shutil.copytree(ROOT / "data" / name, data / name)
    for name in ("regions.yml", "issuers.yml", "entrances.yml", "words.yml"):
        shutil.copy(ROOT / "data" / name, data / name)
    case = data / "cases/rules/grants/first_shop_grant.yml"
    case.parent.mkdir(parents=True)
    case.write_text(CASES, encoding="utf-8")
    own = replace(
        read_settings({}),
        data_dir=data,
        var_dir=tmp_path / "var",
        database_url=f"sqlite:///{tmp_path}/helpdesk.db",
        rate_limit=0,
        sources_dir=tmp_path / "sources",
        laws_dir=tmp_path / "laws",
        model_dir=tmp_path / "models",
        policy_db=tmp_path / "policy.db",
    )
    build_store(own)
    return own


@pytest.fixture
def small(place: Settings, rasa: FakeRasa) -> Iterator[TestClient]:
    with TestClient(create_app(place, rasa), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def author(small: TestClient) -> Console:
    """Has written a provision of the invented paper and sent it to a second person."""
    author = Console(small, "小编", "editor")
    assert upload(author, "通知.txt", PAPER.encode()).status_code == 303
    assert author.post(WRITE, **provision()).status_code == 303
    assert author.post(f"{FIRST}/propose", version="2").status_code == 303
    return author


@pytest.fixture
def second(small: TestClient) -> Console:
    return Console(small, "大编", "editor")


def tried(console: Console, address: str = FIRST) -> str:
    """The draft's page once the check is done."""
    # A check takes seconds, on a busy machine minutes.
    for _ in range(7500):
        if console.get(f"{address}/check").json()["state"] != "running":
            return str(console.get(address).text)
        time.sleep(0.2)
    raise TimeoutError(address)


def told(place: Settings) -> str:
    """What is answered on the invented matter; empty where there is none."""
    store = open_store(place.policy_db)
    topic = next((t for t in store.topics() if t.name == "云上小店开办补助"), None)
    return answer_topic(store, topic).text if topic else ""


def test_a_second_person_publishes_and_it_is_told_with_document_and_date(
    place: Settings, author: Console, second: Console
) -> None:
    page = tried(second)
    assert "没有变差的" in page and "审核通过，发布" in page and told(place) == ""
    own = author.post(f"{FIRST}/publish", version="2")
    assert own.status_code == 409 and "另一位" in own.text
    assert "不能发布它" in author.get(FIRST).text
    assert second.post(f"{FIRST}/publish", version="2").status_code == 303
    assert ANSWER in told(place) and "2026" in told(place)
    reply = second.browser.get(f"/policy/{NUMBER}")
    assert reply.status_code == 200 and QUOTE in reply.text
    # A restart finds the store current, and the files as git would hold them.
    assert is_current(place)
    written = place.published_dir / f"documents/530000/{NUMBER}"
    assert (written / "text.txt").read_text("utf-8") == PAPER
    assert "quotes:" in (written / "provisions/desk.yml").read_text("utf-8")
    assert "unwritten:" in (written / "document.yml").read_text("utf-8")
    assert "大编" in second.get(FIRST).text
    with reading(second.browser.app.state.desk.engine) as connection:
        assert audit.verify(connection).whole
        assert audit.entries(connection)[0]["action"] == "published"


def test_what_was_published_can_be_taken_back(place: Settings, author: Console, second: Console) -> None:
    tried(second)
    second.post(f"{FIRST}/publish", version="2")
    answer = author.post(f"{FIRST}/undo")
    where = answer.headers["location"].partition("#")[0]
    assert "撤销" in tried(author, where)
    # It restores what was approved before, so whoever wrote it may put it into force.
    assert author.post(f"{where}/publish", version="1").status_code == 303
    assert told(place) == "" and is_current(place)
    assert "后来撤销" in author.get("/helpdesk/knowledge").text
    assert author.post(f"{FIRST}/undo").status_code == 409


def test_what_gets_worse_is_named_and_needs_a_reason(
    place: Settings, small: TestClient, second: Console
) -> None:
    author = Console(small, "小编", "editor")
    base = place.data_dir / "documents/530000/云政发〔2029〕8号"
    files = {
        f"documents/530000/云政发〔2029〕8号/{path.relative_to(base)}": path.read_text("utf-8")
        for path in base.rglob("*.yml")
    }
    changed = {path: text.replace("fixed_yuan: 1000", "fixed_yuan: 500") for path, text in files.items()}
    # 500 stands in the paper, but in another clause: the figure is not proved.
    drafts = small.app.state.desk.drafts
    wrong = drafts.begin("change", "改错", changed, author_name(author))
    author.post(f"/helpdesk/knowledge/drafts/{wrong}/propose", version="1")
    page = tried(second, f"/helpdesk/knowledge/drafts/{wrong}")
    assert "fixed_yuan 的数 500 不在所引条文里" in page and "审核通过，发布" not in page
    assert second.post(f"/helpdesk/knowledge/drafts/{wrong}/publish", version="1").status_code == 409
    dropped = {path: re.sub(r"    rule:\n.*\n", "", text) for path, text in files.items()}
    less = drafts.begin("change", "规则去掉", dropped, author_name(author))
    address = f"/helpdesk/knowledge/drafts/{less}"
    author.post(f"{address}/propose", version="1")
    page = tried(second, address)
    assert "first_shop_grant：在曲靖一次性补" in page
    silent = second.post(f"{address}/publish", version="1")
    assert silent.status_code == 409 and "写明为什么" in silent.text
    assert second.post(f"{address}/publish", version="1", reason="规则另有文件").status_code == 303
    assert "规则另有文件" in second.get(address).text


def test_what_was_tried_before_another_publication_is_tried_again(
    place: Settings, author: Console, second: Console, small: TestClient
) -> None:
    tried(second)
    (place.published_dir / "matters/grants").mkdir(parents=True)
    (place.published_dir / "matters/grants/other.yml").write_text(
        "name: 别的事\nsilent: 没有查到。\n", "utf-8"
    )
    late = second.post(f"{FIRST}/publish", version="2")
    assert late.status_code == 409 and "再检查一次" in late.text and told(place) == ""
    assert second.post(f"{FIRST}/check", version="2").status_code == 303
    tried(second)
    assert second.post(f"{FIRST}/publish", version="2").status_code == 303
    assert ANSWER in told(place) and (place.published_dir / "matters/grants/other.yml").is_file()


def author_name(console: Console) -> str:
    return "小编"


def test_a_document_that_is_held_is_changed_from_a_day_on(place: Settings, small: TestClient) -> None:
    author, second = Console(small, "小编", "editor"), Console(small, "大编", "editor")
    assert "云政发〔2029〕8号" in author.get("/helpdesk/knowledge/documents?q=开店补贴").text
    answer = author.post("/helpdesk/knowledge/documents", number="云政发〔2029〕8号", begins="2029-01-01")
    assert answer.headers["location"] == FIRST and "和现在的一样" in author.get(FIRST).text
    # Asked for again, it is the draft under way.
    again = second.post("/helpdesk/knowledge/documents", number="云政发〔2029〕8号", begins="2029-01-01")
    assert again.headers["location"] == FIRST
    assert author.post(f"{FIRST}/provisions/grant/from", version="1", day="后年").status_code == 409
    begun = author.post(f"{FIRST}/provisions/grant/from", version="1", day="2031-01-01")
    new = begun.headers["location"]
    assert new == f"{FIRST}/provisions/first_shop_grant"
    fields = {
        "version": "2", "clause": "三（二）", "matter": "首次开店补贴", "valid_from": "2031-01-01",
        "answer": "首次开店的一次性补1000元，2031年起在网上申请。", "aspect_amount": "一次性1000元。",
    }  # fmt: skip
    assert author.post(new, **fields).status_code == 303
    page = author.get(FIRST).text
    assert "到 2030-12-31 止" in page and "从 2031-01-01 起" in page and "2031年起在网上申请" in page
    author.post(f"{FIRST}/propose", version="3")
    assert "没有变差的" in tried(second)
    assert second.post(f"{FIRST}/publish", version="3").status_code == 303
    store = open_store(place.policy_db)
    for day, online in ((dt.date(2030, 12, 31), False), (dt.date(2031, 1, 1), True)):
        topic = store.topic("first_shop_grant", "530300", day)
        assert topic and ("网上申请" in topic.answer) == online
    # What the data holds shows again once it is taken back.
    undo = author.post(f"{FIRST}/undo").headers["location"].partition("#")[0]
    assert "2031年起在网上申请" in tried(author, undo)
    author.post(f"{undo}/publish", version="1")
    assert not (place.published_dir / "documents/530000/云政发〔2029〕8号").exists()


def test_what_ends_soon_stands_on_the_desk(place: Settings, small: TestClient) -> None:
    soon = replace(place, ending_days=365 * 20)
    with TestClient(create_app(soon, FakeRasa()), raise_server_exceptions=False) as client:  # type: ignore[arg-type]
        editor = Console(client, "小编", "editor")
        assert "最早的是 2030-08-20 的昆政发〔2030〕1号" in editor.get("/helpdesk/knowledge").text
        assert "2030-08-20" in editor.get("/helpdesk/knowledge/missing").text
    assert "项到期，最早" not in Console(small, "大编", "editor").get("/helpdesk/knowledge").text
