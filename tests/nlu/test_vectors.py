"""TF-IDF rows."""

from pathlib import Path

import numpy as np

from bot.nlu.vectors import Vectors

DOCUMENTS = [["c:贷", "c:款"], ["c:贷", "w:贷款"], ["c:款", "c:贷", "w:贷款"]]


def test_rows_have_length_one_and_unseen_features_are_dropped() -> None:
    vectors = Vectors.fit(DOCUMENTS, min_count=2)
    rows = vectors.transform([["c:贷", "c:没见过"], ["c:没见过"]])
    assert np.allclose(np.sqrt(rows.multiply(rows).sum(axis=1)).ravel(), [1, 0])


def test_rare_features_weigh_more() -> None:
    vectors = Vectors.fit(DOCUMENTS, min_count=1)
    row = vectors.transform([["c:贷", "c:款"]]).toarray()[0]
    assert row[vectors.vocabulary["c:款"]] > row[vectors.vocabulary["c:贷"]]


def test_loaded_as_saved(tmp_path: Path) -> None:
    vectors = Vectors.fit(DOCUMENTS, min_count=1)
    vectors.save(tmp_path)
    loaded = Vectors.load(tmp_path)
    assert (loaded.transform(DOCUMENTS) != vectors.transform(DOCUMENTS)).nnz == 0
