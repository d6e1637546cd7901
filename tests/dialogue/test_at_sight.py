"""A matter published after the training is understood by its name; what the model knows is left to it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from bot.dialogue.at_sight import with_names
from bot.dialogue.reading import read
from bot.nlu import loaded

NEW, OLD = "grants/cloud_shop", "loans/startup_guarantee_loan"


class Model:
    """Was trained when there was only the loan."""

    def understand(self, text: str) -> Any:
        return SimpleNamespace(best=SimpleNamespace(confidence=1.0 if text == "创业担保贷款" else 0.4))


class Matters:
    """A store of two matters."""

    def topics(self) -> list[Any]:
        return [
            SimpleNamespace(name="云上小店开办补助", other_names=("小店", "云店补助"), intent=NEW),
            SimpleNamespace(name="创业担保贷款", other_names=(), intent=OLD),
        ]


@pytest.fixture(autouse=True)
def model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loaded, "_served", [SimpleNamespace(understanding=Model(), ear=None)])


def heard(text: str, best: str = "out_of_scope/business_advice") -> Any:
    seen = {
        "topic": best, "confidence": 0.9, "decision": "decline", "aspect": "amount",
        "ranking": [{"intent": best, "confidence": 0.9}], "likely": [best], "acts": {"complains": 0.3},
    }  # fmt: skip
    return read(with_names({"understood": seen, "entities": []}, text, Matters()), text)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["云上小店开办补助", "请问云上小店开办補助给多少？", "云店补助"])
def test_a_new_matter_is_heard_by_its_name(text: str) -> None:
    reading = heard(text)
    assert (reading.intent, reading.decision, reading.aspect) == (NEW, "answer", "amount")
    assert reading.does("asks") and reading.acts["complains"] == 0.3
    assert [intent for intent, _ in reading.ranking] == [NEW, "out_of_scope/business_advice"]


@pytest.mark.parametrize("text", ["开网店补多少", "小店", "创业担保贷款"])
def test_what_names_no_new_matter_is_left_to_the_model(text: str) -> None:
    assert heard(text).intent == "out_of_scope/business_advice"
