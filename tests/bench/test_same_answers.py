"""What makes messages cheap changes no answer: the same model with Rasa as it is and as we run it."""

from __future__ import annotations

from bench.answers import record


def test_300_questions_and_30_conversations_are_answered_alike(start) -> None:
    plain = record(start("bench.plain_rasa").address)
    ours = record(start("bot.dialogue.server").address)
    assert (len(plain["questions"]), len(plain["conversations"])) == (300, 30)
    different = [text for text, answer in plain["questions"].items() if ours["questions"][text] != answer]
    assert different == []
    assert ours["conversations"] == plain["conversations"]
