"""What of a topic is asked."""

import pytest

from bot.nlu.aspects import aspect_label, find_aspect


@pytest.mark.parametrize(
    ("written", "aspect"),
    [
        ("众创空间补助有多少钱", "amount"),
        ("贷款要什么材料", "materials"),
        ("这个归哪个部门管", "department"),
        ("多久能办下来", "time"),
        ("孵化器是什么", "overview"),
        ("原文怎麼說", "original"),
    ],
)
def test_aspect(written: str, aspect: str) -> None:
    assert find_aspect(written) == aspect


def test_unknown_aspect_has_no_label() -> None:
    assert aspect_label("amount")
    assert aspect_label("nonsense") == ""
