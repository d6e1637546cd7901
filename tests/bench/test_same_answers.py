"""What makes messages cheap changes no answer: the same model with Rasa as it is and as we run it."""

from __future__ import annotations

import os

import pytest

from bench.answers import record
from bot.dialogue.patches import without_tensorflow

needs_tensorflow = pytest.mark.skipif(
    not without_tensorflow.installed() and not os.environ.get("CI"),
    reason="没有安装 TensorFlow（uv sync --frozen --extra stock），不和原样的 Rasa 比",
)


@needs_tensorflow
def test_300_questions_and_30_conversations_are_answered_alike(start) -> None:
    plain = record(start("bench.plain_rasa").address)
    ours = record(start("bot.dialogue.server").address)
    assert (len(plain["questions"]), len(plain["conversations"])) == (300, 30)
    different = [text for text, answer in plain["questions"].items() if ours["questions"][text] != answer]
    assert different == []
    assert ours["conversations"] == plain["conversations"]
