"""The command line prints what the contract says, and one clear line where it can't."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from bot.settings import ROOT, Settings


def bot(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `bot` as a person would."""
    return subprocess.run(
        [sys.executable, "-c", "from bot.cli.main import main; main()", *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, **environment},
        timeout=120,
    )


@pytest.fixture
def built(built_settings: Settings) -> dict[str, str]:
    return {"BOT_POLICY_DB": str(built_settings.policy_db)}


def test_show_one_clause_as_json(built: dict[str, str]) -> None:
    shown = json.loads(bot("policy", "show", "云政发〔2020〕6号", "四", "--json", **built).stdout)
    assert set(shown) >= {"document", "title", "clauses"}
    (clause,) = shown["clauses"]
    assert set(clause) == {"number", "title", "text", "departments"}
    assert (clause["number"], clause["title"]) == ("四", "加大政府采购支持")
    assert "省财政厅" in clause["departments"]


def test_show_the_whole_document(built: dict[str, str]) -> None:
    shown = json.loads(bot("policy", "show", "云政发〔2020〕6号", "--json", **built).stdout)
    assert len(shown["clauses"]) == 24
    assert "责任部门：" in bot("policy", "show", "云政发〔2020〕6号", **built).stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("policy", "show", "云政发〔1999〕1号"), "没有“云政发〔1999〕1号”这份文件"),
        (("policy", "show", "云政发〔2020〕6号", "二十五"), "没有“二十五”这一条"),
    ],
)
def test_what_is_not_there_is_one_clear_line(
    built: dict[str, str], arguments: tuple[str, ...], said: str
) -> None:
    result = bot(*arguments, **built)
    assert result.returncode == 2
    assert said in result.stderr and "Traceback" not in result.stderr


def test_a_missing_store_says_how_to_build_it() -> None:
    result = bot("policy", "list", BOT_POLICY_DB="/nonexistent/policy.db")
    assert result.returncode == 2 and "bot policy build" in result.stderr


def test_a_port_in_use_is_said_at_once(built: dict[str, str]) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = bot("serve", BOT_PORT=str(port), **built)
    assert result.returncode == 2
    assert f"端口 {port} 用不了" in result.stderr and "Traceback" not in result.stderr


def test_settings_lists_every_variable() -> None:
    shown = bot("settings", COLUMNS="200").stdout
    for name in (
        "BOT_PORT",
        "BOT_DATA_DIR",
        "BOT_POLICY_DIR",
        "BOT_POLICY_DB",
        "DATABASE_URL",
        "BOT_RATE_LIMIT",
    ):
        assert name in shown


def test_policy_check_passes() -> None:
    assert "没有问题" in bot("policy", "check").stdout
