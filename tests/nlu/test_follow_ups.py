"""What a follow-up is about: rows that lack something are named, and the weights are learnt."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.errors import PolicyDataError
from bot.nlu.follow_ups import (
    OUTSIDE,
    TALK,
    FollowUp,
    FollowUps,
    Surroundings,
    read_follow_ups,
    third_messages,
)
from bot.nlu.topics import Topics

LABELS = ["loans/rate", "loans/term", "tax/vat", "out_of_scope/health", "smalltalk/thanks"]
TOPICS = Topics(
    names={"利率": "loans/rate", "几年": "loans/term", "增值税": "tax/vat"},
    texts={},
    themes={"loans/rate": "loans", "loans/term": "loans", "tax/vat": "tax"},
    dictionary="",
    around={"loans/rate": ["loans/term"], "tax/vat": []},
    alike={"loans/rate": ["loans/term"]},
    told={"loans/rate": ["amount"], "loans/term": ["time"], "tax/vat": ["amount"]},
)
INTENTS = {"rate": "loans/rate", "term": "loans/term", "vat": "tax/vat"}
WHERE = Surroundings(LABELS, TOPICS)


def seen(*likely: str) -> np.ndarray:
    """(3 × labels): what each view takes the message for."""
    return np.array([[0.9 if label == one else 0.025 for label in LABELS] for one in likely])


def test_a_row_that_lacks_something_is_named(tmp_path: Path) -> None:
    whole, lacking = "{topic: rate, before: 利率多少, text: 那几年, matter: term}", "{topic: rate, text: 哦}"
    rows = f"follow_ups:\n  - {whole}\n  - {lacking}\n"
    (tmp_path / "some.yml").write_text(rows, encoding="utf-8")
    with pytest.raises(PolicyDataError, match="缺 before、matter"):
        read_follow_ups(tmp_path)


def test_the_rows_at_hand_can_be_read() -> None:
    rows = read_follow_ups()
    assert len({row.file for row in rows}) > 1
    assert {OUTSIDE, TALK} <= {row.matter for row in rows}


def test_what_is_none_of_ours_and_talk_are_right_by_their_families() -> None:
    def right(matter: str) -> list[str]:
        meant = WHERE.meant(FollowUp("rate", "利率", "嗯", matter, "some.yml"), INTENTS)
        return [label for label, one in zip(LABELS, meant, strict=True) if one]

    assert right(OUTSIDE) == ["out_of_scope/health"]
    assert right(TALK) == ["smalltalk/thanks"]
    assert right("term") == ["loans/term"]
    assert right("unknown") == []


def test_it_learns_whether_the_message_or_its_neighbourhood_counts() -> None:
    """Alone the messages seem to be about tax; those who labelled them say what lies next to the topic."""
    views = seen("tax/vat", "loans/term", "loans/rate")
    features = WHERE.features(views, "直接减呢", "loans/rate")
    nearby = np.array([label == "loans/term" for label in LABELS])
    alone = np.array([label == "tax/vat" for label in LABELS])
    for right, meant in (("loans/term", nearby), ("tax/vat", alone)):
        learnt = FollowUps.fit([features] * 20, [meant] * 20)
        assert LABELS[int(learnt.probabilities(features).argmax())] == right
        assert learnt.probabilities(features).sum() == pytest.approx(1, abs=1e-4)


def test_where_nothing_is_talked_about_what_was_listed_lies_near() -> None:
    views = seen("tax/vat", "tax/vat", "tax/vat")
    listed, nothing = (
        WHERE.features(views, "直接减呢", "", ["loans/term"]),
        WHERE.features(views, "直接减呢", ""),
    )
    differing = np.flatnonzero((listed != nothing).any(axis=1))
    assert [LABELS[i] for i in differing] == ["loans/term"]


def test_of_a_family_the_matter_whose_documents_say_what_is_asked_is_told_apart() -> None:
    views = seen("tax/vat", "tax/vat", "loans/rate")
    asked = WHERE.features(views, "那要几年", "loans/rate")
    nothing = WHERE.features(views, "那好多人都这样", "loans/rate")
    columns = np.flatnonzero((asked != nothing).any(axis=0))
    told = asked[:, columns]
    rate, term = told[LABELS.index("loans/rate")], told[LABELS.index("loans/term")]
    assert not np.array_equal(rate, term)
    # The term's documents say how long; nobody's name and nobody else's documents do.
    learnt = FollowUps.fit([asked] * 20, [np.array([label == "loans/term" for label in LABELS])] * 20)
    assert LABELS[int(learnt.probabilities(asked).argmax())] == "loans/term"


def test_matters_of_one_thing_are_of_one_family() -> None:
    labels = ["loans/yunling_loan_rate", "loans/yunling_loan_banks", "loans/guarantee_loan_rate"]
    names = {str(i): label for i, label in enumerate(labels)}
    topics = Topics(names, {}, {label: label for label in labels}, "", {}, {}, {})
    views = np.full((3, 3), 1 / 3)
    rate, banks, other = Surroundings(labels, topics).features(views, "哪家", "loans/yunling_loan_rate")
    # The greatest view and all views are alike, so that only their places tell the two neighbours apart.
    assert (banks != other).any() and (rate != banks).any()


def test_the_same_messages_stand_behind_others_about_their_topic() -> None:
    first = FollowUp("rate", "利率多少", "能贷几年", "term", "some.yml")
    second = FollowUp("term", "贷款期限", "逾期呢", "rate", "some.yml")
    elsewhere = replace(first, text="几年到期", file="another.yml")
    assert third_messages([first, second, elsewhere]) == [
        replace(first, before="逾期呢"),
        replace(second, before="能贷几年"),
    ]
