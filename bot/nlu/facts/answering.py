"""A message as the answer to an open question, or as the correction of the one before."""

from __future__ import annotations

from collections.abc import Iterable

from bot.nlu.facts.fact import ME, Fact
from bot.nlu.facts.hearing import Context, Ear
from bot.policy.attributes import Unclear, attributes, read_value
from bot.policy.reading import Answer, is_correction

_NOTHING_TO_CORRECT = Unclear("没看明白要改哪一条", "不对，是两次")


def read_answer(
    ear: Ear,
    text: str,
    asked: str | None,
    previous: str | None,
    others: Iterable[str] = (),
    context: Context | None = None,
) -> Answer | Unclear:
    """The visitor's own facts of a message; Unclear, with a polite retry, where nothing could be read.

    `asked`: the open question. `previous`: what was told last, which a bare correction takes back.
    `others`: attributes that matter beside it.
    """
    correcting = is_correction(text) and not _plain_no(ear, text, asked)
    open_question = previous if correcting and previous else asked
    heard = ear.hear(text, open_question, tuple(others), context)
    if correcting and previous and not _mine(heard):
        heard = ear.hear(text, asked, tuple(others), context)
    facts = {fact.attribute: fact.value for fact in _mine(heard)}
    if facts:
        first = open_question if open_question in facts else next(iter(facts))
        return Answer(facts, first, _changed(facts) if correcting else "")
    if asked is None or correcting:
        return _NOTHING_TO_CORRECT
    reading = read_value(attributes()[asked], text)
    if isinstance(reading, Unclear):
        return reading
    attribute = attributes()[asked]
    return Unclear("没听清楚", attribute.example)


def _mine(facts: list[Fact]) -> list[Fact]:
    return [fact for fact in facts if fact.who == ME and not fact.hypothetical]


def _plain_no(ear: Ear, text: str, asked: str | None) -> bool:
    """«不是» alone answers a question; with more behind it, it corrects."""
    return asked is not None and any(f.attribute == asked and f.value is False for f in ear.hear(text, asked))


def _changed(facts: dict[str, object]) -> str:
    catalogue = attributes()
    return f"好的，改成：{'、'.join(catalogue[name].label(value) for name, value in facts.items())}。"
