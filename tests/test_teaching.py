"""Teaching: a better model stays with its data, a worse one leaves no trace."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from rich.console import Console

from bot import teaching
from bot.errors import UserError
from bot.helpdesk.database import engine
from bot.helpdesk.learning import Learning
from bot.helpdesk.staff import StaffRegister
from bot.settings import Settings

NLU = 'version: "3.1"\nnlu:\n- intent: loans/loan\n  examples: |\n    - 想贷款\n'


@pytest.fixture
def learning(empty_settings: Settings) -> Learning:
    """One approved correction."""
    register = StaffRegister(empty_settings.database_url)
    for name in ("小李", "老王"):
        register.add(name, "supervisor", "correct horse battery", "test")
    learning = Learning(engine(empty_settings.database_url))
    learning.decide(learning.propose("本钱不够咋整", "loans/loan", "小李"), "老王", approve=True)
    return learning


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Training data of the test's own, and models that stand for the present one and the new one."""
    (tmp_path / "nlu").mkdir()
    (tmp_path / "nlu/01.yml").write_text(NLU, encoding="utf-8")
    for name in ("present", "new"):
        (tmp_path / name).write_bytes(b"")
    monkeypatch.setattr(teaching, "NLU", tmp_path / "nlu")
    monkeypatch.setattr(teaching, "LEARNT", tmp_path / "learnt.yml")
    monkeypatch.setattr(teaching, "open_store", lambda path: None)
    monkeypatch.setattr(teaching, "model_path", lambda settings: tmp_path / "present")
    monkeypatch.setattr(teaching, "train", lambda settings, console: tmp_path / "new")
    return tmp_path


def results(monkeypatch: pytest.MonkeyPatch, present: dict[str, bool], new: dict[str, bool]) -> None:
    monkeypatch.setattr(teaching, "measure", lambda path, store: new if path.name == "new" else present)


def test_a_better_model_stays(
    data: Path, learning: Learning, empty_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    results(monkeypatch, {"旧": True, "新": False}, {"旧": True, "新": True, "本钱不够咋整": True})
    lesson = teaching.teach(empty_settings, Console(quiet=True), learning)
    assert lesson.comparison and lesson.comparison.better == ["新"] and lesson.missed == ()
    assert "- 本钱不够咋整" in (data / "nlu/01.yml").read_text(encoding="utf-8")
    assert yaml.safe_load((data / "learnt.yml").read_text(encoding="utf-8"))[0]["intent"] == "loans/loan"
    assert learning.corrections("approved") == [] and (data / "new").exists()


def test_what_the_new_model_still_misses_is_told(
    data: Path, learning: Learning, empty_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    results(monkeypatch, {"旧": True}, {"旧": True, "本钱不够咋整": False})
    assert teaching.teach(empty_settings, Console(quiet=True), learning).missed == ("本钱不够咋整",)


def test_a_worse_model_leaves_no_trace(
    data: Path, learning: Learning, empty_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    results(monkeypatch, {"旧": True, "新": True}, {"旧": False, "新": True})
    with pytest.raises(UserError, match="没有换上"):
        teaching.teach(empty_settings, Console(quiet=True), learning)
    assert (data / "nlu/01.yml").read_text(encoding="utf-8") == NLU
    assert not (data / "learnt.yml").exists() and not (data / "new").exists()
    assert len(learning.corrections("approved")) == 1
