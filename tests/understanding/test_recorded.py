"""No group of the test questions falls below what was recorded for it."""

import pytest

from bot.evaluation.groups import RECORDED, fallen, shares
from bot.evaluation.questions import ask
from bot.helpdesk.triage.model import load_understanding
from bot.policy.store import Store
from bot.settings import settings
from bot.training import model_path


def test_no_group_falls_below_its_record(store: Store) -> None:
    if not model_path(settings()).is_file():
        pytest.skip("the model of the present inputs is not trained: `bot train`")
    understanding = load_understanding(settings().model_dir)
    assert understanding is not None
    assert RECORDED.is_file()
    assert fallen(shares(ask(understanding, store))) == []
