"""What several machines share of one version is whole, checked, and never mixed with anything else."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from bot import model_files
from bot.errors import UserError
from bot.helpdesk.triage_files import kept_in
from bot.model_files import ModelError
from bot.operations.artefacts import MODEL, STORE, collect
from bot.policy.store import open_store
from bot.settings import Settings
from bot.training import model_path


@pytest.fixture
def with_model(built_settings: Settings, tmp_path: Path) -> Settings:
    """Settings whose model is a stand-in that was noted as trained."""
    own = dataclasses.replace(built_settings, model_dir=tmp_path / "models")
    model = model_path(own)
    model.parent.mkdir()
    model.write_bytes(b"as it was trained")
    model_files.record(model)
    return own


def test_the_folder_holds_one_version(with_model: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "artefacts"
    version = collect(with_model, folder)
    assert model_path(with_model).name == f"{version}.tar.gz"
    model_files.verify(folder / MODEL)
    assert open_store(folder / STORE).clauses("云政发〔2020〕6号", "二十")
    assert list(folder.glob("encoder-*/model.bin")) and kept_in(folder).is_file()
    assert (folder.stat().st_mode & 0o005) == 0o005


def test_a_new_version_replaces_the_old_one(with_model: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "artefacts"
    collect(with_model, folder)
    (folder / "left over").touch()
    model_path(with_model).write_bytes(b"trained anew")
    model_files.record(model_path(with_model))
    collect(with_model, folder)
    assert (folder / MODEL).read_bytes() == b"trained anew"
    assert not (folder / "left over").exists()
    assert [path.name for path in tmp_path.glob(".artefacts-*")] == []


def test_a_damaged_model_is_not_delivered(with_model: Settings, tmp_path: Path) -> None:
    model_path(with_model).write_bytes(b"damaged")
    with pytest.raises(ModelError, match="不一样"):
        collect(with_model, tmp_path / "artefacts")
    assert not (tmp_path / "artefacts").exists()


def test_a_folder_of_other_things_stays(with_model: Settings, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").touch()
    with pytest.raises(UserError, match="换一个新文件夹"):
        collect(with_model, tmp_path)
    assert (tmp_path / "mine.txt").exists()
