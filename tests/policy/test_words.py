"""The dictionary is read from nowhere that another user can write to, and is the same in every process."""

from __future__ import annotations

import marshal
import os
import stat
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from bot.policy import words
from bot.policy.words import Words
from bot.settings import ROOT, Settings, read_settings


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings whose var folder is new; the shared folder for temporary files holds a planted dictionary."""
    shared = tmp_path / "tmp"
    shared.mkdir()
    (shared / "jieba.cache").write_bytes(
        marshal.dumps(({"创业担保": 10**9, "创": 0, "创业": 0, "创业担": 0}, 10**9))
    )
    monkeypatch.setattr(tempfile, "tempdir", str(shared))
    own = replace(read_settings({}), var_dir=tmp_path / "var")
    monkeypatch.setattr(words, "settings", lambda: own)
    return own


def test_a_planted_dictionary_is_not_read(place: Settings) -> None:
    assert Words([], {}).cut("创业担保贷款") == ["创业", "担保", "贷款"]


def test_the_dictionary_is_kept_where_only_its_owner_writes(place: Settings) -> None:
    Words([], {}).cut("贷款")
    folder = place.var_dir / "jieba"
    assert (folder / "jieba.cache").is_file()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert Words([], {}).cut("创业担保贷款") == ["创业", "担保", "贷款"]


@pytest.mark.parametrize("mode", [0o777, 0o770])
def test_a_folder_that_others_write_to_is_not_used(mode: int, place: Settings) -> None:
    folder = place.var_dir / "jieba"
    folder.mkdir(parents=True)
    os.chmod(folder, mode)
    assert Words([], {}).cut("贷款") == ["贷款"]
    assert list(folder.iterdir()) == []


def test_every_process_cuts_alike() -> None:
    """What is learnt in one process is read in another, and sets have another order in each."""
    code = (
        "import hashlib; from bot.policy.words import Words, read_thesaurus;"
        "words = Words(['开公司', '想开', '创业担保贷款', '担保贷'], read_thesaurus());"
        "print(hashlib.sha256(repr(sorted(words.frequencies.items())).encode()).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(found) == 1
