"""A person is asked for or needed, or offered after two declines."""

from __future__ import annotations

import pytest

from bot.dialogue.step import Step
from bot.helpdesk.tickets import TicketStore
from bot.settings import Settings
from tests.actions.conftest import LOAN, Run

WANTED = Step("hand_over", reason="visitor")


def test_the_question_before_the_request_is_kept_with_its_departments(run: Run, own: Settings) -> None:
    done = run(WANTED, text="转人工", before=("创业担保贷款贴息几次",), slots={"topic": LOAN})
    kept = TicketStore(own).get(1)
    assert kept and kept["question"] == "创业担保贷款贴息几次" and kept["origin"] == "visitor"
    assert kept["understanding"]["about"] == f"loans/{LOAN}" and kept["departments"]
    assert [turn["text"] for turn in kept["transcript"]] == ["创业担保贷款贴息几次", "转人工"]
    (message,) = done.messages
    assert message["kind"] == "handoff" and message["ticket"] == "T000001" in message["text"]
    assert done.slots == {"declined": 0}


@pytest.mark.parametrize(
    ("reason", "said"),
    [("danger", "110"), ("urgent", "很急"), ("complains", "反映"), ("progress", "进度"), ("visitor", "")],
)
def test_what_to_do_now_comes_before_the_number(run: Run, own: Settings, reason: str, said: str) -> None:
    done = run(Step("hand_over", reason=reason), text="有人骗我先交保证金")
    assert done.kinds == ["handoff"] and said in done.text and done.messages[0]["ticket"] in done.text
    kept = TicketStore(own).get(1)
    assert kept and kept["question"] == "有人骗我先交保证金"


@pytest.mark.parametrize(
    ("text", "before", "topic", "offered", "after"),
    [
        ("量子纠缠补贴的贝尔态", 0, "nlu_fallback", False, {"declined": 1}),
        ("量子纠缠补贴的贝尔态", 1, "nlu_fallback", True, {"declined": 0}),
        ("量子纠缠补贴的贝尔态", 1, "out_of_scope/vat_and_invoices", True, {"declined": 0}),
        ("asdf", 1, "out_of_scope/gibberish", False, {}),
        ("今天天气怎么样", 1, "out_of_scope/tourism_and_life", False, {}),
        ("😀😀", 1, "nlu_fallback", False, {}),
    ],
)
def test_the_second_decline_in_a_row_offers_a_person_and_opens_nothing(
    run: Run, own: Settings, text: str, before: int, topic: str, offered: bool, after: dict[str, int]
) -> None:
    seen = {"topic": topic, "confidence": 0.3}
    done = run(Step("search"), text=text, slots={"declined": before}, understood=seen)
    assert done.slots == after and ("要不要转给工作人员" in done.text) == offered
    assert TicketStore(own).get(1) is None
    if offered:
        assert done.messages[-1]["buttons"][0]["command"] == {"do": "hand_over"}
