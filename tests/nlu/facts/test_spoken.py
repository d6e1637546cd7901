"""What people tell in a chat is heard no worse than on the first run of its held-out sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import settings
from bot.training import model_path
from tests.nlu.facts.spoken import ear_of, means, measure_spoken

# Of the first run, before any kind was mended; 0.99 and 0.92 are the aim.
FIRST_PRECISION, FIRST_RECALL = 0.86, 0.81


def test_spoken_sentences_held_out_are_heard(tmp_path: Path) -> None:
    archive = model_path(settings())
    if not archive.is_file():
        pytest.skip("the model of the present inputs is not trained: `bot train`")
    score = measure_spoken(ear_of(archive, tmp_path))
    assert score.told.total() >= 300
    assert score.precision >= FIRST_PRECISION, score.wrong
    assert score.recall >= FIRST_RECALL, score.wrong


@pytest.mark.parametrize(
    ("name", "heard", "told", "same"),
    [
        ("veteran", True, True, True),
        ("veteran", 1, True, False),
        ("employees", 12, 12, True),
        ("employees", {"at_least": 11, "at_most": 19}, "11..19", True),
        ("employees", 12, "11..19", True),
        ("employees", 120, "~100", False),
        ("employees", {"at_most": 299}, "<300", True),
        ("employees", 300, "<300", False),
        ("deal_amount", {"at_least": 5}, 5, False),
    ],
)
def test_what_counts_as_heard_rightly(name: str, heard: object, told: object, same: bool) -> None:
    assert means(name, heard, told) is same
