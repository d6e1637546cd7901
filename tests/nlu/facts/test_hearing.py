"""What people tell is heard as they mean it: each kind of mishearing that was seen, with its right value."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.nlu.facts.hearing import Context, Ear
from bot.nlu.facts.model import FactModel
from bot.policy.conditions import DONT_KNOW
from tests.nlu.facts.conftest import ACTING, CONVERSION, DEAL, ENDING, LOAN, PEOPLE
from tests.nlu.facts.measuring import measure

NOTHING: dict[str, Any] = {}


def heard(ear: Ear, context: Context, text: str, asked: str | None, about: tuple[str, ...]) -> dict[str, Any]:
    said = ear.hear(text, asked, about, context)
    return {fact.attribute: fact.value for fact in said if fact.who == "me" and not fact.hypothetical}


@pytest.mark.parametrize(
    ("asked", "text", "value"),
    [
        ("repays_actively", "按时还的，从没逾期", True),
        ("repays_actively", "没逾期过", True),
        ("repays_actively", "没，都是准时打的钱", True),
        ("repays_actively", "没有，拖过两回", False),
        ("first_to_market", "没，以前没卖过，头一家买", True),
        ("first_to_market", "不是，去年就卖过了", False),
        ("not_yet_competitive", "没得竞争力", True),
        ("not_yet_competitive", "不具备", True),
        ("not_yet_competitive", "有竞争力", False),
        ("good_project", "还没定", DONT_KNOW),
        ("good_project", "还可以吧", True),
        ("drives_employment", "强的", True),
        ("veteran", "是", True),
        ("veteran", "算是吧", True),
        ("veteran", "没当过兵", False),
        ("veteran", "不是", False),
        ("interest_subsidies", "不到三次", {"at_most": 2}),
        ("interest_subsidies", "3次左右", {"at_least": 2, "at_most": 4, "about": 3}),
        ("interest_subsidies", "两三回了吧", {"at_least": 2, "at_most": 3}),
        ("interest_subsidies", "贴过两回，哎不对，是三回", 3),
        ("interest_subsidies", "第三回", 2),
        ("interest_subsidies", "说不上来", DONT_KNOW),
        ("deal_amount", "5000多万", {"at_least": 50_000_000, "at_most": "59999999.99"}),
        ("deal_amount", "不到5000万", {"at_most": "49999999.99"}),
        (
            "deal_amount",
            "不太清楚，大概300万",
            {"at_least": 2_700_000, "at_most": 3_300_000, "about": 3_000_000},
        ),
    ],
)
def test_an_answer_is_heard_by_its_meaning(
    ear: Ear, context: Context, asked: str, text: str, value: Any
) -> None:
    about = DEAL if asked in DEAL else PEOPLE if asked in PEOPLE else LOAN
    assert heard(ear, context, text, asked, about).get(asked) == value


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("interest_subsidies", "3年"),
        ("interest_subsidies", "还剩一次"),
        ("deal_amount", "50%以内"),
        ("deal_amount", "-300万"),
        ("borrower", "七八个人"),
        ("not_yet_competitive", "没有"),
        ("repays_actively", "没，银行那边有点名堂"),
        ("good_project", "abc"),
        ("repays_actively", "什么叫还款积极"),
        ("good_project", "你说呢？"),
    ],
)
def test_what_is_no_answer_is_not_taken_for_one(ear: Ear, context: Context, asked: str, text: str) -> None:
    assert asked not in heard(ear, context, text, asked, DEAL if asked in DEAL else LOAN)


def test_what_is_left_counts_only_against_a_known_limit(ear: Ear, context: Context) -> None:
    known = Context(today=context.today, limits={"interest_subsidies": 3})
    facts = ear.hear("还剩一次", "interest_subsidies", LOAN, known)
    assert {f.attribute: f.value for f in facts} == {"interest_subsidies": 2}


@pytest.mark.parametrize(
    ("about", "text", "facts"),
    [
        (LOAN, "挺好的呀，哦不对，先说下我贴过三回了", {"interest_subsidies": 3}),
        (LOAN, "不是没贴过，是贴过一次", {"interest_subsidies": 1}),
        (LOAN, "要是再办 这回就该是第三回了", {"interest_subsidies": 2}),
        (LOAN, "贴息我已经用掉三回了还能再来吗", {"interest_subsidies": 3}),
        (LOAN, "人没有十个也有八个", {"drives_employment": True}),
        (LOAN, "请了三个工人", {"drives_employment": True}),
        (LOAN, "公司名义，不是我个人", {"borrower": "small_micro"}),
        (LOAN, "第一笔清了，第二笔还差一万五", {"guarantee_loan": "outstanding"}),
        (DEAL, "重点产业方向我真说不上来", {"key_industry_direction": DONT_KNOW}),
        (DEAL, "打错了，是8000万", {"deal_amount": 80_000_000}),
        (DEAL, "买方，8000万，能补多少", {"deal_role": "purchaser", "deal_amount": 80_000_000}),
        (
            ENDING,
            "异常没有、官司没有、罚款没有",
            {"listed_abnormal": False, "court_case_pending": False, "fine_unpaid": False},
        ),
        (ENDING, "股权还押在银行没解，能不能简易注销", {"shares_pledged": True}),
        (ACTING, "挪用资金，出来三年半", {"conviction": "economic_crime", "years_since_sentence": "3.5"}),
        (PEOPLE, "2024年毕业", {"study": "graduate"}),
        (PEOPLE, "去年就毕业了", {"study": "graduate"}),
        (PEOPLE, "大四 在丽江", {"study": "student"}),
        (PEOPLE, "大三，就我一个，能注册有限公司吗", {"study": "student"}),
        (PEOPLE, "我是退役军人想开网店，有什么政策", {"veteran": True, "starting_business": True}),
        (CONVERSION, "我们在贵阳", {"in_yunnan": False}),
    ],
)
def test_facts_are_heard_in_any_message(
    ear: Ear, context: Context, about: tuple[str, ...], text: str, facts: dict[str, Any]
) -> None:
    found = heard(ear, context, text, None, about)
    assert {name: found.get(name) for name in facts} == facts


@pytest.mark.parametrize(
    ("about", "text", "never"),
    [
        (PEOPLE, "我老公是退伍军人", "veteran"),
        (PEOPLE, "在校留学生有什么政策", "study"),
        (PEOPLE, "退役军人能贷多少", "veteran"),
        (PEOPLE, "不是残疾人", "fit_for_work"),
        (PEOPLE, "员工里有退役军人，能抵多少税", "veteran"),
        (LOAN, "最多能贴三次吗", "interest_subsidies"),
        (LOAN, "逾期一次还能贴息吗", "repays_actively"),
        (LOAN, "没还清能不能再贷", "guarantee_loan"),
        (LOAN, "谢谢，说得挺好的", "good_project"),
        (DEAL, "补助是给买方还是卖方", "deal_role"),
        (DEAL, "8000万的话是不是就800万", "deal_amount"),
        (ENDING, "异常了怎么办", "listed_abnormal"),
        (ACTING, "坐过牢的还能不能当公司法人", "conviction"),
    ],
)
def test_questions_and_other_people_state_nothing_of_me(
    ear: Ear, context: Context, about: tuple[str, ...], text: str, never: str
) -> None:
    assert never not in heard(ear, context, text, None, about)


def test_other_people_have_their_own_facts(ear: Ear, context: Context) -> None:
    facts = ear.hear("我表弟呢，他还没借过", None, LOAN, context)
    assert {f.who for f in facts} == {"我表弟"}
    assert [f.value for f in facts if f.attribute == "guarantee_loan"] == ["never"]


@pytest.mark.parametrize(
    ("about", "text", "attribute", "value"),
    [
        (DEAL, "那8000万呢", "deal_amount", 80_000_000),
        (DEAL, "那要是4200万呢", "deal_amount", 42_000_000),
        (LOAN, "那要是第四回呢", "interest_subsidies", 3),
        (CONVERSION, "要是下半年转成了呢", "result_converted", True),
    ],
)
def test_suppositions_are_marked(
    ear: Ear, context: Context, about: tuple[str, ...], text: str, attribute: str, value: Any
) -> None:
    facts = [f for f in ear.hear(text, None, about, context) if f.attribute == attribute]
    assert [(f.value, f.hypothetical) for f in facts] == [(value, True)]


def test_statements_held_out_are_heard(ear: Ear, context: Context) -> None:
    score = measure(ear, context)
    assert score.told.total() >= 150
    # 0.99 and 0.92 are the aim; whoever lowers these lets people be misheard more often than today.
    assert score.precision >= 0.93, score.wrong
    assert score.recall >= 0.90, score.wrong


def test_a_model_hears_the_same_after_it_was_kept(fact_model: FactModel, tmp_path: Path) -> None:
    fact_model.save(tmp_path)
    kept = FactModel.load(tmp_path)
    for text in ("从来不拖银行的钱", "已经投产了", "我们是出钱买的"):
        before, after = fact_model.hear(text), kept.hear(text)
        assert {n: h.label for n, h in before.items()} == {n: h.label for n, h in after.items()}
        assert all(abs(before[n].probability - after[n].probability) < 0.02 for n in before)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("我在丽江开店", "530700"),
        ("我卖普洱茶的", None),
        ("昆明理工大学毕业的", None),
        ("大理有什么政策", None),
    ],
)
def test_where_somebody_is(ear: Ear, context: Context, text: str, place: str | None) -> None:
    assert heard(ear, context, text, None, PEOPLE).get("place") == place
