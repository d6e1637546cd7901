"""Where one question of a message ends and the next begins."""

from __future__ import annotations

import pytest

from bot.nlu.pieces import in_pieces


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("要不要监事，出资几年缴清", ["要不要监事", "出资几年缴清"]),
        ("季度多少免税、超了几个点、能不能开专票", ["季度多少免税", "超了几个点", "能不能开专票"]),
        # A list of things is one question.
        ("利息、期限、额度各是多少", ["利息、期限、额度各是多少"]),
        ("贷款能贷多少另外注册要几天", ["贷款能贷多少", "另外注册要几天"]),
    ],
)
def test_a_message_is_parted_where_its_questions_are(text: str, pieces: list[str]) -> None:
    assert in_pieces(text) == pieces
