"""The list of measures for a person."""

from __future__ import annotations

from bot.dialogue.step import Step
from tests.actions.conftest import Run, fact


def test_what_there_is_for_somebody_is_listed_in_order(run: Run) -> None:
    done = run(Step("match"), text="我是退役军人，有什么政策", facts=[fact("veteran", True)])
    (message,) = done.messages
    assert message["kind"] == "match" and message["matches"]
    assert done.slots["offered"] == [m["slug"] for m in message["matches"]]
    assert done.slots["profile"] == {"veteran": True}
