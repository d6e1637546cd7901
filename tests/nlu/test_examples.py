"""The training data is sound, and what is unsound is found."""

import json
from pathlib import Path

from bot.nlu.examples import (
    Example,
    alike_across_intents,
    broken_spans,
    known_intents,
    leaks,
    read_examples,
    read_sealed_texts,
    read_test_texts,
    repeated,
    unknown_or_thin,
)
from bot.policy.store import Store

ASKED = "返乡农民工回来开店能贷多少钱政府贴不贴息"


def example(text: str, intent: str = "loans/a") -> Example:
    return Example(text, intent, "a.yml")


def test_the_training_data_is_sound(store: Store) -> None:
    examples = read_examples()
    assert [
        *repeated(examples),
        *alike_across_intents(examples),
        *leaks(examples, [*read_test_texts(), *read_sealed_texts()]),
        *unknown_or_thin(examples, known_intents(store)),
        *broken_spans(examples, store.words),
    ] == []


def test_the_same_words_twice_are_found() -> None:
    assert len(list(repeated([example("創業貸款"), example("创业贷款？")]))) == 1


def test_nearly_the_same_words_for_two_intents_are_found() -> None:
    alike = [example(ASKED), example(ASKED + "啊", "loans/b")]
    assert len(list(alike_across_intents(alike))) == 1
    assert not list(alike_across_intents([alike[0], example(ASKED + "啊")]))


def test_a_test_question_in_the_training_data_is_found() -> None:
    found = list(leaks([example(ASKED + "呢")], [(ASKED, "policy.yml")]))
    assert len(found) == 1 and "policy.yml" in found[0]


def test_sealed_questions_and_turns_are_compared_too(tmp_path: Path) -> None:
    single, turns = {"text": "我这个店能贷多少"}, [{"user": "头一句"}, {"user": "第二句"}]
    lines = "\n".join(json.dumps(case, ensure_ascii=False) for case in (single, {"turns": turns}))
    (tmp_path / "some_questions.jsonl").write_text(lines, encoding="utf-8")
    found = [text for text, _ in read_sealed_texts(tmp_path)]
    assert found == ["我这个店能贷多少", "头一句", "第二句"]


def test_fixed_expressions_may_stand_on_both_sides() -> None:
    assert not list(leaks([example("你好")], [("你好", "smalltalk.yml")]))


def test_what_staff_taught_in_one_wording_may_stand_on_both_sides() -> None:
    assert not list(leaks([example(ASKED)], [(ASKED, "learnt.yml")]))


def test_thin_and_unknown_intents_are_found() -> None:
    found = list(unknown_or_thin([example("借钱")], {"loans/b"}))
    assert any("loans/a 在政策库" in line for line in found)
    assert any("loans/b 只有 0 条" in line for line in found)
