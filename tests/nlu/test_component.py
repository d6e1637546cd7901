"""What Rasa's cache knows of our training's inputs, and the intent that Rasa's rules see."""

import pytest

from bot.nlu import component
from bot.nlu.cues import Entity
from bot.nlu.understood import Guess, Understood

SURE = (Guess("incubators/incubators", 0.9), Guess("out_of_scope/health", 0.01))
OUTSIDE = (Guess("out_of_scope/health", 0.9), Guess("incubators/incubators", 0.05))
UNSURE = (Guess("incubators/incubators", 0.2), Guess("registration/capital", 0.15))


@pytest.mark.parametrize(
    ("understood", "intent"),
    [
        (Understood(SURE, "overview", outside=0.01), "incubators"),
        (Understood(OUTSIDE, "overview", outside=0.9), "out_of_scope"),
        (Understood(UNSURE, "overview", outside=0.02), "nlu_fallback"),
        (Understood(SURE, "overview", (Entity("region", "北京", 0, 2),)), "nlu_fallback"),
    ],
)
def test_intent_for_the_rules(understood: Understood, intent: str) -> None:
    assert component._intent(understood) == intent


def test_a_change_of_the_store_is_no_cache_hit(monkeypatch: pytest.MonkeyPatch) -> None:
    before = component.ChineseUnderstanding.fingerprint_addon({})
    assert component.ChineseUnderstanding.fingerprint_addon({}) == before
    real = component.read_topics

    def renamed(store: object) -> object:
        topics = real(store)  # type: ignore[arg-type]
        topics.names["别的名字"] = next(iter(topics.texts))
        return topics

    monkeypatch.setattr(component, "read_topics", renamed)
    assert component.ChineseUnderstanding.fingerprint_addon({}) != before
