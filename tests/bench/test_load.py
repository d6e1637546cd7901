"""What the load says."""

from __future__ import annotations

import re
from itertools import islice

import pytest

from bench.messages import LOADS, MIXTURE, VISITS, conversations, load, questions


def test_there_are_300_questions_and_30_conversations() -> None:
    assert len(set(questions())) == 300
    assert len(conversations()) == 30


def test_the_mixture_is_the_stated_one() -> None:
    assert sum(MIXTURE.values()) == sum(VISITS.values()) == 100
    asked = set(questions())
    said = [text for _, text in islice(load(7), 5000)]
    share = sum(text in asked for text in said) / len(said)
    assert abs(share - 0.6) < 0.03


def test_a_visit_has_ten_messages_and_a_seed_says_the_same_again() -> None:
    visits = list(islice(load(7), 30))
    assert [number for number, (fresh, _) in enumerate(visits) if fresh] == [0, 10, 20]
    assert visits == list(islice(load(7), 30))


@pytest.mark.parametrize("kind", list(LOADS))
def test_every_message_is_filled_in(kind: str) -> None:
    said = [text for _, text in islice(load(3, kind), 500)]
    assert all(text.strip() and not re.search("[{}]", text) for text in said)


def test_new_messages_are_new_over_a_whole_run() -> None:
    repeating = {text for seed in range(40) for _, text in islice(load(seed), 500)}
    said = [text for seed in range(1, 6) for _, text in islice(load(seed * 1000, "new"), 2000)]
    assert len(repeating) < 400
    assert len(set(said)) > 0.98 * len(said)
    assert not set(said[:2000]) & repeating


def test_conversations_are_seldom_the_same() -> None:
    talks, talk = [], []
    for fresh, text in islice(load(1, "talks"), 10_000):
        if fresh and talk:
            talks.append(tuple(talk))
            talk = []
        talk.append(text)
    assert len(set(talks)) > len(talks) / 2
    assert {len(found) for found in talks} <= {5, 6}


def test_the_mixed_load_has_all_three_kinds_of_visit() -> None:
    known = {text for seed in range(40) for _, text in islice(load(seed), 500)}
    said = [text for _, text in islice(load(5, "mixed"), 3000)]
    assert 0.2 < sum(text in known for text in said) / len(said) < 0.6
    assert len({text for _, text in islice(load(5, "mixed"), 10_000)} - known) > 2000
