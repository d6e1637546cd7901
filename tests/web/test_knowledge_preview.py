"""An editor asks the candidate before it is published; visitors go on hearing what holds."""

from __future__ import annotations

import time

import pytest
from fastapi.testclient import TestClient

from bot.settings import Settings
from tests.web.knowledge import ANSWER, PAPER, TITLE
from tests.web.test_helpdesk import Console
from tests.web.test_knowledge_desk import FIRST, WRITE, provision, upload
from tests.web.test_knowledge_publishing import place, small, told

__all__ = ["place", "small"]
ASK = f"{FIRST}/preview"


@pytest.fixture
def author(small: TestClient) -> Console:
    author = Console(small, "小编", "editor")
    assert upload(author, "通知.txt", PAPER.encode()).status_code == 303
    assert author.post(WRITE, **provision()).status_code == 303
    return author


def answered(console: Console) -> str:
    """The draft's page once its questions are answered."""
    for _ in range(600):
        if console.get(ASK).json()["state"] != "running":
            return str(console.get(FIRST).text)
        time.sleep(0.2)
    raise TimeoutError


def test_the_candidate_answers_beside_what_visitors_hear(place: Settings, author: Console) -> None:
    assert "还没有学过访客会怎么问" in author.get(FIRST).text
    asked = author.post(ASK, question_0="云上小店开办补助", question_2="zzz")
    assert asked.status_code == 303
    page = answered(author)
    now, _, then = page.partition("发布以后听到的")
    assert ANSWER not in now.rpartition("访客现在听到的")[2] and ANSWER in then
    # What the bot says that it can answer grows by the paper.
    assert TITLE not in page[page.index("<h3>zzz") :].partition("发布以后听到的")[0]
    assert TITLE in page.rpartition("发布以后听到的")[2]
    # This installation has no trained model: that is said, not hidden.
    assert "只是全文检索的回答" in page
    assert told(place) == "" and not place.published_dir.exists()
    author.post(f"{FIRST}/provisions/yun_shang_xiao_dian_kai_ban_bu_zhu/remove", version="2")
    assert "改以前的回答" in author.get(FIRST).text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "至少写一个"),
        ({"question_0": "　 "}, "至少写一个"),
        ({"question_1": "问" * 201}, "最多 200 个字"),
    ],
)
def test_questions_that_can_t_be_asked_come_back(author: Console, fields: dict[str, str], said: str) -> None:
    answer = author.post(ASK, **fields)
    assert answer.status_code == 400 and said in answer.text
    assert all(text.strip() in answer.text for text in fields.values())


def test_an_error_of_the_draft_is_told_instead_of_an_answer(place: Settings, author: Console) -> None:
    drafts = author.browser.app.state.desk.drafts
    held = drafts.get(1)
    wrong = {path: text.replace("1.2万元", "1.5万元", 1) for path, text in held.texts.items()}
    drafts.change(1, 2, "小编", wrong)
    author.post(ASK, question_0="云上小店开办补助")
    page = answered(author)
    assert "改好再问" in page and "发布以后听到的" not in page


def test_only_editors_ask_and_only_before_publication(author: Console, small: TestClient) -> None:
    agent = Console(small, "小李", "agent")
    assert agent.post(ASK, question_0="补多少").status_code == 403
    author.post(f"{FIRST}/drop", version="2")
    assert author.post(ASK, question_0="补多少").status_code == 400
