"""What several machines share of one version: model, policy store, encoder and what triage has learnt."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from bot import model_files
from bot.errors import UserError
from bot.helpdesk.triage import arrays
from bot.helpdesk.triage.judgement import judges
from bot.helpdesk.triage_files import kept_in
from bot.nlu.encoder import Encoder
from bot.operations.databases import copy_sqlite
from bot.settings import Settings
from bot.training import model_path

MODEL = "current.tar.gz"
STORE = "policy.db"


def collect(settings: Settings, folder: Path) -> str:
    """Make `folder` hold the artefacts of the present data; the name of the model's version.

    A folder that is there is replaced as a whole, at the end. UserError where the model is missing or
    not the one that was trained, or where `folder` is something else than artefacts.
    """
    model = model_path(settings)
    model_files.verify(model)
    if folder.exists() and not (folder / MODEL).is_file() and any(folder.iterdir()):
        raise UserError(f"{folder} 里是别的东西；请换一个新文件夹")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".artefacts-") as name:
        draft = Path(name) / "new"
        draft.mkdir()
        shutil.copyfile(model, draft / MODEL)
        model_files.record(draft / MODEL)
        copy_sqlite(settings.policy_db, draft / STORE)
        Encoder.open(draft)
        arrays.keep(kept_in(draft), judges(settings.encoder_cache))
        for path in (draft, *draft.rglob("*")):
            # Read by other users: the containers' own.
            path.chmod(0o755 if path.is_dir() else 0o644)
        if folder.exists():
            folder.rename(Path(name) / "old")
        draft.rename(folder)
    return model.name.removesuffix(".tar.gz")
