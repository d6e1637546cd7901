"""From a correction to training data, a test case and a verdict on the new model."""

import pytest
import yaml

from bot.helpdesk.conversations import ConversationStore
from bot.helpdesk.database import reading
from bot.helpdesk.gate import compare
from bot.helpdesk.learning import Learning
from bot.helpdesk.tickets import TicketError
from bot.helpdesk.training_data import accept
from bot.helpdesk.unanswered import unanswered

NLU = """version: "3.1"
nlu:
- intent: loans/loan
  examples: |
    - 想贷款

- intent: loans/tax
  examples: |
    - 少交税
"""


@pytest.fixture
def learning(tickets, staff):
    return Learning(tickets.engine)


@pytest.fixture
def data(tmp_path):
    (tmp_path / "nlu").mkdir()
    (tmp_path / "nlu/01.yml").write_text(NLU, encoding="utf-8")
    return {"nlu": tmp_path / "nlu", "learnt": tmp_path / "learnt.yml"}


def test_nobody_approves_what_they_proposed(learning):
    one = learning.propose("想借本钱", "loans/loan", "老王")
    with pytest.raises(TicketError, match="另一位"):
        learning.decide(one, "老王", approve=True)
    learning.decide(one, "小李", approve=True)
    with pytest.raises(TicketError, match="处理过"):
        learning.decide(one, "小李", approve=False)


def test_an_accepted_correction_is_an_example_and_a_case(learning, data):
    one = learning.propose("想借本钱，打13800001111", "loans/loan", "小李", rewording="缺本钱咋办")
    learning.decide(one, "老王", approve=True)
    done = accept(learning.corrections("approved"), **data)
    written = yaml.safe_load((data["nlu"] / "01.yml").read_text(encoding="utf-8"))["nlu"]
    assert written[0]["examples"].splitlines() == ["- 想贷款", "- 想借本钱，打手机号"]
    assert written[1]["examples"].splitlines() == ["- 少交税"]
    assert yaml.safe_load(data["learnt"].read_text(encoding="utf-8")) == [
        {"text": "缺本钱咋办", "intent": "loans/loan"}
    ]
    learning.mark_accepted(done.ids)
    assert learning.corrections("approved") == []


def test_accepting_twice_writes_once_and_names_what_can_t_be_placed(data):
    rows = [
        {"id": 1, "text": "想借本钱", "rewording": "", "intent": "loans/loan"},
        {"id": 2, "text": "别的", "rewording": "", "intent": "loans/gone"},
    ]
    accept(rows, **data)
    done = accept(rows, **data)
    assert done.ids == [1] and "loans/gone" in done.problems[0]
    assert (data["nlu"] / "01.yml").read_text(encoding="utf-8").count("想借本钱") == 1
    assert len(yaml.safe_load(data["learnt"].read_text(encoding="utf-8"))) == 1


@pytest.mark.parametrize(
    ("present", "new", "passes", "better", "worse"),
    [
        ({"a": True, "b": False}, {"a": True, "b": True}, True, ["b"], []),
        ({"a": True, "b": True}, {"a": True, "b": False}, False, [], ["b"]),
        ({"a": True, "b": False}, {"a": False, "b": True}, True, ["b"], ["a"]),
        ({}, {"a": True}, False, [], []),
    ],
)
def test_a_model_that_does_worse_is_not_served(present, new, passes, better, worse):
    verdict = compare(present, new)
    assert (verdict.passes, verdict.better, verdict.worse) == (passes, better, worse)


def test_unanswered_questions_are_grouped_and_counted(tickets, settings):
    store = ConversationStore(settings.database_url)
    for visitor, text in enumerate(
        ["昆明的房租补贴怎么领", "房租补贴怎么领啊昆明", "公积金贷款额度", "昆明房租补贴怎么领 13800001111"]
    ):
        turns = [("visitor", {"kind": "visitor", "text": text}), ("bot", {"kind": "refusal", "text": "没有"})]
        store.append(f"c{visitor}", turns, {"intent": "nlu_fallback", "confidence": 0.1})
    with reading(tickets.engine) as connection:
        first, second = unanswered(connection)
    assert (first.count, len(first.conversations), second.count) == (3, 3, 1)
    assert "13800001111" not in str(first.texts)


@pytest.mark.parametrize(("lost", "passes"), [(3, True), (4, False)])
def test_what_one_sentence_more_turns_either_way_is_noise(lost: int, passes: bool):
    cases = [str(number) for number in range(600)]
    present = dict.fromkeys(cases, True)
    new = {case: int(case) >= lost for case in cases}
    assert compare(present, new).passes is passes
