"""A candidate store: built and tried beside the present one, in a process of its own.

`python -m bot.publishing PRESENT FOLDER…` builds the store of the settings (BOT_PUBLISHED_DIR and
BOT_POLICY_DB name the candidate's own) and writes a report as JSON: what is wrong, what got worse against
the store PRESENT, which model goes on serving. FOLDERs are the documents whose figures are proved.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.errors import PolicyDataError
from bot.evaluation.candidate import worse_questions, worse_rules
from bot.policy.build import build_store
from bot.policy.check import check_part
from bot.policy.documents import read_infos
from bot.policy.knowledge import read_part
from bot.policy.store import Store
from bot.settings import Settings, settings
from bot.training import model_path


def try_out(own: Settings, present: Path, folders: list[Path]) -> dict[str, Any]:
    """The report: `problems` leave no store behind; `worse` are the names of cases."""
    try:
        prove(own, folders)
        build_store(own)
    except PolicyDataError as error:
        return {"problems": error.problems}
    before, after = Store(present), Store(own.policy_db)
    cases = own.data_dir / "cases"
    rules, worse = worse_rules(before, after, cases)
    model = model_path(replace(own, policy_db=present))
    questions, beside = (
        worse_questions(before, after, cases, model, own.encoder_cache) if model.is_file() else (0, [])
    )
    return {
        "problems": [],
        "worse": [*worse, *beside],
        "rules": rules,
        "questions": questions,
        "models": [model.name, model_path(own).name],
    }


def prove(own: Settings, folders: list[Path]) -> None:
    """Raises PolicyDataError where a figure of these documents does not stand where it is said to."""
    others = read_infos(own.document_dir, own.published_dir / "documents")
    check_part(read_part(own.data_dir, folders, own.published_dir), others, own.proof_dirs)


if __name__ == "__main__":
    print(
        json.dumps(
            try_out(settings(), Path(sys.argv[1]), [Path(f) for f in sys.argv[2:]]), ensure_ascii=False
        )
    )
