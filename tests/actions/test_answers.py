"""Answers, items of a list, talk and declines: the routed steps in, exact kinds and slots out."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue.step import Step
from bot.settings import Settings
from tests.actions.conftest import LOAN, Run, fact

OFFERED = {"offered": [LOAN, "veterans_training", "incubators"], "topic": LOAN}


def test_an_answer_sets_the_topic(run: Run) -> None:
    seen = {"topic": f"loans/{LOAN}", "confidence": 0.9}
    done = run(Step("answer", LOAN), understood=seen)
    assert done.kinds == ["answer"] and done.slots == {"topic": LOAN, "declined": 0}
    assert done.messages[0]["understanding"] == {"intent": f"loans/{LOAN}", "confidence": 0.9}


def test_the_topic_before_is_remembered(run: Run) -> None:
    slots = run(Step("answer", "incubators"), slots={"topic": LOAN}).slots
    assert slots["previous_topic"] == LOAN and slots["topic"] == "incubators"


def test_two_questions_get_two_answers(run: Run) -> None:
    done = run(Step("answer", "first_purchase_subsidy"), Step("answer", "veterans_training"))
    assert [m["citations"][0]["clause"] for m in done.messages] == ["四", "八"]
    assert "understanding" in done.messages[0] and "understanding" not in done.messages[1]


def test_what_is_understood_as_a_matter_that_the_store_lacks_is_declined(run: Run) -> None:
    done = run(Step("answer", "no_such_matter"))
    assert done.kinds == ["refusal"] and done.slots == {"declined": 1}


def test_a_length_of_time_in_passing_is_not_what_a_yes_or_no_is_asked_for(run: Run) -> None:
    done = run(
        Step("answer", "employment_women", "time"), text="合同里写三年内不准结婚，几年里不准请产假，这样行不"
    )
    assert done.kinds == ["answer"] and "没有写" not in done.text


AGE = "guarantee_loan_age"


def test_a_place_that_is_asked_about_is_answered_for_and_not_taken_for_where_one_is(run: Run) -> None:
    done = run(Step("answer", AGE, "conditions"), text="施甸的创业担保贷款年龄卡到多少")
    assert "女52岁" in done.text and "说一声您在哪里" not in done.text
    assert "profile" not in done.slots


@pytest.mark.parametrize(
    "text",
    ["施甸和嵩明的年龄要求哪个松", "云南的创业担保贷款年龄卡到多少", "我老家施甸，创业担保贷款年龄卡到多少"],
)
def test_several_places_the_province_or_where_one_comes_from_choose_none(run: Run, text: str) -> None:
    assert "各县不同" in run(Step("answer", AGE), text=text).text


def test_declining_twice_running_offers_a_person(run: Run) -> None:
    done = run(Step("decline", reason="tourism_and_life"), text="大理哪里好玩", slots={"declined": 1})
    assert done.kinds == ["refusal", "question"] and "ticket" not in done.messages[1]
    assert done.slots == {"declined": 0}


def test_a_question_with_a_sum_is_worked_out(run: Run) -> None:
    told = [fact("deal_amount", 60_000_000)]
    done = run(Step("answer", "first_purchase_subsidy", "amount"), text="6000万的单子能补多少", facts=told)
    assert done.kinds == ["answer"] and "500万元" in done.text
    assert done.slots["profile"] == {"deal_amount": 60_000_000}


@pytest.mark.parametrize(
    ("text", "reason", "topic"),
    [
        ("第二个呢", "next_item", "veterans_training"),
        ("第三个是啥", "next_item", "incubators"),
        ("最后一个呢", "next_item", "incubators"),
        ("下一个", "next_item", "veterans_training"),
        ("刚才那个", "previous_topic", "first_purchase_subsidy"),
    ],
)
def test_an_offered_item_by_its_place(run: Run, text: str, reason: str, topic: str) -> None:
    slots = {**OFFERED, "previous_topic": "first_purchase_subsidy"}
    assert run(Step("item", reason=reason), text=text, slots=slots).slots["topic"] == topic


def test_an_item_beyond_the_list_asks_back(run: Run) -> None:
    done = run(Step("item", reason="next_item"), text="第五个", slots={"offered": [LOAN]})
    assert done.kinds == ["question"] and done.slots == {}


@pytest.mark.parametrize(
    ("aspect", "kind", "said"),
    [
        ("amount", "question", "哪件事"),
        ("validity", "answer", "2020年2月18日印发"),
        ("original", "answer", ""),
    ],
)
def test_an_aspect_of_nothing_asks_back_or_is_the_papers(run: Run, aspect: str, kind: str, said: str) -> None:
    done = run(Step("ask_topic", aspect=aspect))
    assert done.kinds == [kind] and said in done.text and done.slots == {}


@pytest.mark.parametrize(
    ("number", "text", "said", "cited"),
    [("九", "第九条讲什么", "原文", "九"), ("三十", "第三十条", "没有第三十条", "")],
)
def test_a_clause_by_its_number(run: Run, number: str, text: str, said: str, cited: str) -> None:
    done = run(Step("clause", reason=number), text=text)
    assert said in done.text and done.messages[0]["citations"][0]["clause"] == cited


def test_a_department_that_is_named_gets_its_tasks(run: Run) -> None:
    done = run(Step("answer", reason="paper_departments"), text="省妇联负责哪些事")
    assert "省妇联是 3 项任务的责任部门" in done.text


def test_what_nothing_fits_is_declined(run: Run) -> None:
    done = run(Step("search"), text="量子纠缠是什么")
    assert done.kinds == ["refusal"] and done.slots == {"declined": 1}


def test_what_may_be_meant_is_offered(run: Run) -> None:
    seen: dict[str, Any] = {"topic": "nlu_fallback", "confidence": 0.2, "likely": [f"loans/{LOAN}"]}
    done = run(Step("search"), text="钱的事", understood=seen)
    assert done.kinds == ["refusal"] and done.slots == {"offered": [LOAN]}
    assert "可能没有写" in done.text and done.messages[0]["citations"]


def test_out_of_scope_names_whom_to_ask(run: Run) -> None:
    done = run(Step("decline", reason="personal_income_tax"), text="年终奖怎么扣个税")
    assert done.kinds == ["refusal"] and "税务" in done.text and not done.messages[0]["citations"]


def test_what_is_likeliest_ours_is_declined_with_substance(run: Run) -> None:
    guesses = [
        {"intent": f"loans/{LOAN}", "confidence": 0.4},
        {"intent": "out_of_scope/x", "confidence": 0.2},
    ]
    seen: dict[str, Any] = {"topic": f"loans/{LOAN}", "confidence": 0.4, "ranking": guesses}
    done = run(Step("decline", reason=LOAN), text="那笔钱的事", understood=seen)
    assert done.kinds == ["refusal"] and done.slots == {"declined": 1}
    assert "最接近的是" in done.text and done.messages[0]["citations"]


@pytest.mark.parametrize(
    ("matter", "aspect", "text", "first"),
    [
        ("social_insurance_subsidy", "how_to_apply", "招人的社保补贴上哪儿去报", "请找县级公共就业服务机构"),
        ("food_licence_or_filing", "how_to_apply", "卤味店的食品证在哪点办", "所在地县级以上"),
        ("individual_income_tax_halved", "time", "个体的减半到几时为止", "2027年12月31日"),
        # What to do is no question of where.
        ("leave_company_as_shareholder", "how_to_apply", "小股东想抽身咋个整", "不能直接把本钱抽走"),
    ],
)
def test_where_and_until_when_are_told_first(
    run: Run, matter: str, aspect: str, text: str, first: str
) -> None:
    assert first in run(Step("answer", matter, aspect), text=text).text.split("\n")[0]


def test_another_place_is_not_ours(run: Run) -> None:
    region = [{"entity": "region", "value": "北京"}]
    done = run(Step("decline"), text="北京的创业贷款", entities=region)
    assert done.kinds == ["refusal"] and "北京当地" in done.text and done.slots == {"declined": 1}


def test_what_was_imported_since_is_searched_before_declining(
    run: Run, elsewhere: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("actions.conversation.settings", lambda: elsewhere)
    done = run(Step("decline", reason="tourism_and_life"), text="花园每年开放", slots={"declined": 1})
    assert done.kinds == ["answer"] and done.slots == {"declined": 0}
    assert done.messages[0]["citations"][0]["document"] == "外省条例"


def test_talk_is_a_response_of_the_domain(run: Run) -> None:
    done = run(Step("talk", reason="smalltalk/thanks"))
    assert done.responses == ["utter_smalltalk/thanks"] and done.messages == []


def test_a_turn_without_steps_is_searched_for(run: Run) -> None:
    assert run(text="量子纠缠是什么").kinds == ["refusal"]


def test_forgetting_and_beginning_anew_leave_nothing(run: Run) -> None:
    slots = {"profile": {"veteran": True}, "people": {"我表弟": {"veteran": True}}, "topic": LOAN,
             "self_check": {"topic": LOAN, "asked": "borrower"}, "verdict": {"topic": LOAN}}  # fmt: skip
    forgotten = run(Step("forget"), text="忘掉我的情况", slots=slots, facts=[fact("woman", True)])
    assert forgotten.slots == dict.fromkeys(("profile", "people", "self_check", "verdict"))
    assert run(Step("restart"), text="重新开始", slots=slots).slots == dict.fromkeys(slots)
    assert run(Step("restart"), text="/restart", slots=slots).slots == {}


def test_what_is_known_is_shown(run: Run) -> None:
    done = run(Step("profile"), text="我的情况", slots={"profile": {"veteran": True}})
    assert [row["attribute"] for row in done.messages[0]["profile"]] == ["veteran"]


def test_all_that_is_asked_of_a_matter_is_answered(run: Run) -> None:
    asked = Step("answer", "graduate_startup_subsidy", "amount")
    done = run(asked, text="大学生创业补贴给多少，几年内要申请")
    assert "3万元" in done.text and "毕业3年内（含毕业学年）。" in done.text


def test_how_often_is_left_is_reckoned(run: Run) -> None:
    known = {"profile": {"interest_subsidies": 1}}
    done = run(Step("answer", LOAN, "amount"), text="还剩几回", slots=known)
    assert "3 次 − 已享受 1 次 = 2 次" in done.text
