"""Where one question of a message ends and the next begins."""

from __future__ import annotations

import pytest

from bot.nlu.pieces import asks, in_pieces


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


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("听说摆摊也要交增值税，是真的嘎", ["听说摆摊也要交增值税，是真的嘎"]),
        ("合作社分红不用交税，国家怎么规定的", ["合作社分红不用交税，国家怎么规定的"]),
        ("招人有补贴，有这回事没，要带什么去", ["招人有补贴，有这回事没", "要带什么去"]),
    ],
)
def test_who_asks_whether_it_is_true_asks_of_what_stands_before(text: str, pieces: list[str]) -> None:
    assert in_pieces(text) == pieces


@pytest.mark.parametrize(
    "piece",
    ["贷款我整得成不", "我这种给够得着", "我家给得享受", "要几个工作日", "是这样噶", "注册要好几天还是几天"],
)
def test_what_asks(piece: str) -> None:
    assert asks(piece)


@pytest.mark.parametrize("piece", ["在外头打工十几年", "接了几单活路", "哪怕少贷点", "前几年回来养羊"])
def test_what_asks_nothing(piece: str) -> None:
    assert not asks(piece)
