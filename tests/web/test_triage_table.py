"""A table of messages, uploaded to the console and sorted."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from bot.web.helpdesk import triage_table
from tests.web.test_helpdesk import Console

TABLE = "\ufeff编号,留言内容\n1,政府采购补助怎么申请\n2,=1+1\n"


@pytest.fixture
def agent(client: TestClient) -> Console:
    return Console(client, "小李", "agent")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Triage's own process stood in for; the columns it was asked for. tests/helpdesk covers the sorting."""
    asked: list[str] = []

    async def run(source, target, column):  # type: ignore[no-untyped-def]
        asked.append(column)
        lines = source.read_text(encoding="utf-8-sig").splitlines()
        if column not in lines[0].split(","):
            return f"表里没有叫 {column} 的列"
        new = ",category,clauses,departments,urgent,confidence,suggested_reply"
        rows = [f"{line},subsidy,云政发〔2020〕6号 四,省财政厅,false,0.9,您好" for line in lines[1:]]
        target.write_text("\n".join([lines[0] + new, *rows]), encoding="utf-8-sig")
        return ""

    monkeypatch.setattr(triage_table, "_run", run)
    return asked


def upload(agent: Console, content: str | bytes, name: str = "来信.csv", **fields: str):  # type: ignore[no-untyped-def]
    body = content.encode() if isinstance(content, str) else content
    return agent.browser.post(
        "/helpdesk/triage", data={"csrf": agent.csrf, **fields}, files={"table": (name, body)}
    )


def test_a_table_is_shown_sorted_and_in_chinese(agent: Console, quick: list[str]) -> None:
    page = upload(agent, TABLE).text
    assert "政府采购补助怎么申请" in page and "拟答复" in page and "<td>否</td>" in page
    assert "subsidy" not in page and quick[-1] == "留言内容"


def test_it_comes_back_as_csv_that_no_spreadsheet_runs(agent: Console, quick: list[str]) -> None:
    sheet = upload(agent, TABLE, act="download", column="留言内容")
    assert sheet.headers["content-disposition"].endswith('"triage.csv"') and sheet.text.startswith("\ufeff")
    assert "'=1+1" in sheet.text and quick == ["留言内容"]


def test_a_missing_column_is_told_and_what_was_written_stays(agent: Console, quick: list[str]) -> None:
    answer = upload(agent, TABLE, column="没有这列")
    assert answer.status_code == 400 and "没有这列" in answer.text and 'value="没有这列"' in answer.text
    assert "列名" in upload(agent, "甲,乙\n1,2\n").text


@pytest.mark.parametrize("name", ["a.pdf", "a"])
def test_what_is_no_table_is_refused(agent: Console, quick: list[str], name: str) -> None:
    assert upload(agent, "x", name).status_code == 400 and quick == []


def test_two_megabytes_are_taken_here_and_nowhere_else(agent: Console, quick: list[str]) -> None:
    rows = "留言内容\n" + "想借本钱开店\n" * 20_000
    assert upload(agent, rows, act="download").status_code == 200
    assert upload(agent, b"x" * (3 * 1024 * 1024)).status_code == 413
    long = agent.post("/helpdesk/canned", title="长", text="长" * 30_000)
    assert long.status_code == 413


def test_the_table_is_gone_afterwards(agent: Console, quick: list[str], web_settings) -> None:  # type: ignore[no-untyped-def]
    before = {path.name for path in web_settings.var_dir.iterdir()}
    upload(agent, TABLE)
    assert {path.name for path in web_settings.var_dir.iterdir()} == before
