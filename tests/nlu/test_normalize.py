"""Normalised text points back into what was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.normalize import normalize


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("創業貸款", "创业贷款"),
        ("营 业 执 照", "营业执照"),
        ("ＡＢＣ１２", "abc12"),
        ("怎么办？？？！！", "怎么办？！"),
        ("daikuan怎么弄😭", "贷款怎么弄"),
    ],
)
def test_one_spelling(written: str, plain: str) -> None:
    assert normalize(written).text == plain


def test_span_covers_the_written_word() -> None:
    written = "😭想 要 daikuan 开店"
    message = normalize(written)
    start = message.text.index("贷款")
    left, right = message.span(start, start + 2)
    assert written[left:right] == "daikuan"


@given(st.text(max_size=60))
def test_every_character_has_its_origin_in_order(written: str) -> None:
    message = normalize(written)
    assert len(message.text) == len(message.origin)
    assert all(0 <= index < len(written) for index in message.origin)
    assert list(message.origin) == sorted(message.origin)
