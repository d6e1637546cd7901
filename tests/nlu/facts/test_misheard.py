"""What a clause cannot have stated, by its kind: part of another word, another's, a term, a place."""

from __future__ import annotations

from typing import Any

import pytest

from bot.nlu.facts.clauses import clauses
from bot.nlu.facts.fact import Fact
from bot.nlu.facts.misheard import misheard
from bot.nlu.facts.plainly import stated
from bot.nlu.facts.telling import but_for_side_answers, place_told


def dropped(text: str, name: str, value: Any, asked: str | None = None) -> bool:
    clause = clauses(text)[-1]
    return misheard(Fact(name, value, (clause.start, clause.end), clause.text, 0.9), clause, text, asked)


@pytest.mark.parametrize(
    ("text", "name", "value", "cannot"),
    [
        ("复员快三年了", "work_status", "retired", True),
        ("复员后在局里干到退休", "work_status", "retired", False),
        ("铺面写的是我姐的名", "woman", True, True),
        ("我又没蹲过牢", "sentence_suspended", True, True),
        ("判三缓四", "sentence_suspended", True, False),
        ("搞研发的人占一成二", "rd_percent", 12, True),
        ("研发投入占一成二", "rd_percent", 12, False),
        ("名额满了就没得了", "free_grant_received", False, True),
        ("没享受过无偿的钱", "free_grant_received", False, False),
        ("合同写的是收货满九十天付", "days_since_delivery", 90, True),
        ("交货九十天了还没付", "days_since_delivery", 90, False),
        ("去年招了五个，厂里四十个人", "new_hires", 40, True),
        ("我是个女的帮我姐看店", "woman", True, False),
        ("我们在永平", "registered_locally", True, True),
        ("铺子开在永平", "registered_locally", True, False),
        ("工人的医保厂里一直交着", "pays_own_insurance", True, True),
        ("灵活就业医保自己交", "pays_own_insurance", True, False),
        ("孵化园里头租的一格", "applicant", "park", True),
        ("我们就是搞孵化园的", "applicant", "park", False),
        ("判的缓刑，人一直在家", "conviction", "none", True),
        ("没犯过事", "conviction", "none", False),
        ("普通合伙人定下来是我", "partnership_kind", "general", True),
        ("办普通合伙的", "partnership_kind", "general", False),
        ("我开的是个小铺", "payer_kind", "smaller_firm", True),
        ("甲方就是家小厂", "payer_kind", "smaller_firm", False),
        ("法院说我要负责任", "bankrupt_responsible", True, True),
        ("厂子破产是我的责任", "bankrupt_responsible", True, False),
        ("自己的医保断了四个月", "wages_or_insurance_owed", True, True),
        ("拖着工人两个月没发", "wages_or_insurance_owed", True, False),
        ("在温州厂里踩了八年缝纫，开春回乡", "work_status", "other_company", True),
        ("还在县里一家公司上班", "work_status", "other_company", False),
        ("我们四个合伙，其中一个上了黑名单", "bad_credit", True, True),
        ("一个人干，征信上了黑名单", "bad_credit", True, False),
        ("卖给学校食堂的", "applicant", "university", True),
        ("跟一家厂签的单", "applicant", "enterprise", True),
        ("给酒店送豆芽", "sme_trade", "catering", True),
        ("自己开的小酒店", "sme_trade", "catering", False),
        ("那几年贷过三次", "interest_subsidies", 3, True),
        ("贴息拿过三次", "interest_subsidies", 3, False),
        ("身份证补办过", "identity_misused", True, True),
        ("别人拿我的证去注册", "identity_misused", True, False),
        ("在家带小孩", "woman", True, True),
        ("刚休完产假", "woman", True, False),
        ("替产业园来问的", "applicant", "park", False),
        ("前年夏天毕业的", "final_year", True, True),
        ("明年夏天毕业", "final_year", True, False),
        ("判一缓二", "conviction", "none", True),
        ("讲好交货后二十天给", "days_since_delivery", 20, True),
        ("交货都二十天了", "days_since_delivery", 20, False),
    ],
)
def test_what_it_cannot_have_stated(text: str, name: str, value: Any, cannot: bool) -> None:
    assert dropped(text, name, value) is cannot


@pytest.mark.parametrize(
    ("text", "asked", "place"),
    [
        ("老家是宣威的", False, None),
        ("老家是宣威的", True, "530381"),
        ("在老家宣威办的照", False, "530381"),
        ("从宣威来个旧开店", False, "532501"),
        ("菌子都发往大理", False, None),
        ("没在宣威", True, None),
        ("我在宣威", False, "530381"),
    ],
)
def test_where_the_business_is(text: str, asked: bool, place: str | None) -> None:
    assert place_told(clauses(text)[0], asked) == place


@pytest.mark.parametrize(("text", "of_age"), [("十六", False), ("刚满十八", True), ("我都三十一了", True)])
def test_an_age_answers_whether_somebody_is_of_age(text: str, of_age: bool) -> None:
    assert dict(stated(clauses(text)[0], text, "adult_capable"))["adult_capable"] is of_age


def test_nobody_asked_of_age_is_told_nothing_of_it() -> None:
    assert "adult_capable" not in dict(stated(clauses("三十一")[0], "三十一", "employees"))


@pytest.mark.parametrize(
    ("asked", "text", "kept"),
    [
        ("in_park", "就在园子里头", ["in_park", "employees"]),
        (None, "就在园子里头", ["in_park", "applicant", "employees"]),
        ("in_park", "就在园子里头，不过执照上写的地址是老家那边的村子", ["in_park", "employees"]),
    ],
)
def test_a_short_yes_settles_no_other_choice(asked: str | None, text: str, kept: list[str]) -> None:
    clause = clauses(text)[0]
    values = {"in_park": True, "applicant": "park", "employees": 3}
    heard = [Fact(n, v, (0, 1), "", 0.9) for n, v in values.items()]
    assert [f.attribute for f in but_for_side_answers(heard, set(values), asked, clause)] == kept


@pytest.mark.parametrize(
    ("text", "term"), [("写明签收完90天付", True), ("验收后120天到账", True), ("验收完都120天了", False)]
)
def test_a_term_is_no_delay(text: str, term: bool) -> None:
    heard = Fact("late_days", 120, (0, len(text)), text, 0.9)
    assert misheard(heard, clauses(text)[0], text, None) is term
