"""What the load says."""

from __future__ import annotations

from itertools import islice

from bench.messages import MIXTURE, conversations, load, questions


def test_there_are_300_questions_and_30_conversations() -> None:
    assert len(set(questions())) == 300
    assert len(conversations()) == 30


def test_the_mixture_is_the_stated_one() -> None:
    assert sum(MIXTURE.values()) == 100
    asked = set(questions())
    said = [text for _, text in islice(load(7), 5000)]
    share = sum(text in asked for text in said) / len(said)
    assert abs(share - 0.6) < 0.03


def test_a_visit_has_ten_messages_and_a_seed_says_the_same_again() -> None:
    visits = list(islice(load(7), 30))
    assert [number for number, (fresh, _) in enumerate(visits) if fresh] == [0, 10, 20]
    assert visits == list(islice(load(7), 30))
