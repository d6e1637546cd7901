"""What a message means only beside what was told before it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue.by_what_is_known import as_a_foreigner, by_what_is_known, graver_of_the_two
from bot.dialogue.people import SURELY_HEARD
from bot.dialogue.state import ME, State
from bot.dialogue.sums import with_sums
from bot.nlu.facts.fact import Fact

LOANS = ("other_loans", "consumer_debt")


def state(asked: str = "", **known: Any) -> State:
    return State(people={ME: known}, check={"asked": asked, "topic": "guarantee_loan_who"})


@pytest.mark.parametrize(
    ("text", "before", "told"),
    [
        ("媳妇也没得", state(other_loans="none"), {"other_loans": "none"}),
        # What is known of the visitor's own stands.
        ("我爱人也没有贷款", state(other_loans="allowed"), {"other_loans": "allowed"}),
        ("我还没结婚", state("other_loans", other_loans="none"), {"other_loans": "none"}),
        ("媳妇也没得", state(), {}),
        ("媳妇也没得吗", state(other_loans="none"), {}),
        ("说错了，他是六万三", state(consumer_debt=36000), {"consumer_debt": 63000}),
        ("记错了，我老公欠的是一万八", state(consumer_debt=81000), {"consumer_debt": 18000}),
        # Without a word that takes back it is another sum.
        ("她是六万三", state(consumer_debt=36000), {}),
        ("说错了，他是六万三", state(), {}),
        ("说错了，他有两笔，三万和四万", state(consumer_debt=36000), {}),
        # What is left of a debt.
        ("下个月还到两万五以下呢", state(consumer_debt=63000), {"consumer_debt": {"at_most": 25000}}),
        ("昨天还到只剩九千了", state(consumer_debt={"at_least": 60000}), {"consumer_debt": 9000}),
        ("下个月还到两万五以下呢", state(), {}),
    ],
)
def test_it_speaks_of_what_was_told(text: str, before: State, told: dict[str, Any]) -> None:
    assert {f.attribute: f.value for f in by_what_is_known(text, before, LOANS, ())} == told


@pytest.mark.parametrize(
    ("text", "had_one"),
    [
        ("那年贷的早完了，今年想再贷十二万", True),
        ("我前年贷过一笔创业担保的", True),
        ("这是第二轮申请了", True),
        ("能不能续贷", True),
        ("我爱人以前贷过房贷", False),
        ("从来没贷过款", False),
        ("想贷十二万进货", False),
        ("头一回贷，手续不懂", False),
        ("要是以后再贷一笔呢", False),
        ("我妹以前贷过", False),
    ],
)
def test_an_earlier_loan_is_asked_after_and_no_first_one_presumed(text: str, had_one: bool) -> None:
    found = by_what_is_known(text, state(), ("guarantee_loan",), ())
    assert [f.value for f in found] == ([{"not": ["never"]}] if had_one else [])


def fact(name: str, value: Any, said: str = "", **more: Any) -> Fact:
    return Fact(name, value, (0, len(said)), said, 0.98, **more)


@pytest.mark.parametrize(
    ("known", "heard", "study"),
    [
        ({"origin": "foreign"}, "student", "international_student"),
        ({"study": "international_student"}, "student", "international_student"),
        ({"origin": "foreign"}, "graduate", "foreign_graduate"),
        ({"origin": "mainland"}, "student", "student"),
        ({}, "student", "student"),
    ],
)
def test_a_foreigner_stays_one(known: dict[str, Any], heard: str, study: str) -> None:
    found = as_a_foreigner([fact("study", heard, "我还没毕业")], state(**known))
    assert [f.value for f in found] == [study]


@pytest.mark.parametrize(
    ("before", "now", "said", "after"),
    [
        ("other", "none", "我没贷款", "other"),
        ("allowed", "consumer", "老公有花呗", "consumer"),
        ("other", "none", "那笔上个月还清了", "none"),
    ],
)
def test_what_one_hasnt_takes_nothing_from_the_other(before: str, now: str, said: str, after: str) -> None:
    found = graver_of_the_two([fact("other_loans", now, said)], state(other_loans=before))
    assert [f.value for f in found] == [after]


def test_a_correction_takes_back() -> None:
    corrected = fact("other_loans", "none", "我记错了，没有贷款", corrects=True)
    assert graver_of_the_two([corrected], state(other_loans="other")) == [corrected]


def test_how_many_there_are_by_now_comes_on_top_of_nothing() -> None:
    text = "又请到一个刚毕业的，现在7个"
    now = Fact("new_hires", 7, (text.index("现在"), len(text)), "现在7个", 0.98)
    found = with_sums(text, state(new_hires=6), ("new_hires",), [now])
    assert [(f.value, f.adds) for f in found if f.attribute == "new_hires"] == [(7, False)]


def test_a_corrected_debt_is_heard_surely() -> None:
    before = [fact("consumer_debt", 63000, "他是六万三")]
    found = by_what_is_known("说错了，他是六万三", state(consumer_debt=36000), LOANS, before)
    assert [(f.value, f.certainty >= SURELY_HEARD) for f in found] == [(63000, True)]
