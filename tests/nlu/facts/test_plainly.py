"""What words state beyond doubt: who asks, of what group, what a household owes, when somebody graduated."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from bot.nlu.facts.clauses import clauses
from bot.nlu.facts.fact import ME, Fact
from bot.nlu.facts.hires import hired_in_all
from bot.nlu.facts.household import DEBT, LOANS, household, still_owed
from bot.nlu.facts.misheard import misheard
from bot.nlu.facts.plainly import stated

TODAY = dt.date(2026, 11, 27)


def told(text: str, asked: str | None = None, who: str = ME) -> dict[str, Any]:
    return {n: v for c in clauses(text) if c.who == who for n, v in stated(c, text, asked)}


@pytest.mark.parametrize(
    ("text", "applicant"),
    [
        # What only an employer does.
        ("公司今年新聘了四个应届生", "enterprise"),
        ("厂里准备申报专精特新", "enterprise"),
        ("企业23年登记的", "enterprise"),
        ("公司聘了我半年就把我辞退", None),
        ("公司想让我签协议", None),
        ("听人讲公司打算报高企", None),
        ("我公司去年亏了，税还要交吗", "enterprise"),
        ("我们木材厂四十来个人", "enterprise"),
        ("本厂想买台新锅炉", "enterprise"),
        ("我司在玉溪", "enterprise"),
        ("总公司在曲靖，下面有三家分公司", "enterprise"),
        ("我们那个小公司刚起步，能不能减点税", "enterprise"),
        ("我们是一家做冷链的企业", "enterprise"),
        ("我名下有一家贸易公司，两年没开张了", "enterprise"),
        ("做米线的小厂，在宣威", "enterprise"),
        ("我就是个小个体", "individual_business"),
        ("去年领的个体执照", "individual_business"),
        ("我们个体户要不要记账", "individual_business"),
        ("铺子做大了，想从个体升成公司", "individual_business"),
        ("我们合作社今年收了八十吨核桃", "cooperative"),
        ("我们孵化器里头有三十家企业，房产税要交吗", "platform"),
        ("我们园区在孵企业二十几家", "platform"),
        ("我姑妈有间门面租给人家开药店", None),
        ("我家的房子出租，一个月两千", "individual"),
        # Who works there, plans one, or speaks of another's is none.
        ("我在公司上班，想自己出来做", None),
        ("我们公司不给我交社保，怎么办", None),
        ("我们厂把我辞退了", None),
        ("想开个公司，要多少钱", None),
        ("打算明年办个厂", None),
        ("那家公司拖着不给钱", None),
        ("我老板的公司能申请吗", None),
        ("我给一家公司送货", None),
        ("我们县的企业有补贴吗", None),
        ("不是个体，是公司", None),
        ("想办个体户要什么材料", None),
        ("个体户要交哪些税", None),
        ("我们几家人想成立合作社", None),
        ("我们租在孵化器里，租金能少点不", None),
        ("房东把铺面租给我，他要交税吗", None),
    ],
)
def test_as_what_somebody_asks(text: str, applicant: str | None) -> None:
    assert told(text).get("applicant") == applicant


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("年轻时坐过两年牢，现在想卖早点", "loan_group", "released"),
        ("刑满出来三年了", "loan_group", "released"),
        ("坐过牢的人也能学手艺", "loan_group", None),
        ("当过兵的想学厨师", "loan_group", None),
        ("退役的同学也报了名", "loan_group", None),
        ("在校大学生搞科研", "loan_group", None),
        ("休学创业的手续", "senior_or_on_leave", None),
        ("隔壁那家没执照", "legal_business", None),
        ("泰国留学生在昆明开店", "origin", None),
        ("缅甸籍的", "origin", "foreign"),
        ("上个月移出经营异常名录了", "listed_abnormal", False),
        ("异常名录移出的手续", "listed_abnormal", None),
        ("从没坐过牢", "loan_group", None),
        ("我五十八了，还干得动", "age", 58),
        ("干了十二年了", "age", None),
        ("我们几个姐妹做扎染", "woman", True),
        ("有没得女的参加", "woman", None),
        ("我休学在家创业", "senior_or_on_leave", True),
        ("休学怎么办手续", "senior_or_on_leave", None),
        ("现在大四，没什么课", "senior_or_on_leave", True),
        ("没在别处上班", "work_status", "own"),
        ("她刚从大理大学毕业", "loan_group", None),
        ("刚从大理大学毕业", "loan_group", "graduate"),
        ("招了个刚毕业的", "loan_group", None),
        ("15年退伍的，现在开挖机", "loan_group", "veteran"),
        ("我们招的是退伍兵", "loan_group", None),
        ("从没当过兵", "loan_group", None),
        ("在浙江打工八年，去年回来的", "loan_group", None),
        ("在外省打工回来，想种菌子", "loan_group", "migrant"),
        ("煤矿去产能，我是分流下来的", "loan_group", None),
        ("矿上去产能下岗的，现在卖烧烤", "loan_group", "overcapacity"),
        ("我当了四年大学生村官", "loan_group", "graduate"),
        ("今年大三，课不多", "loan_group", "student"),
        ("大三的时候就开了店", "loan_group", None),
        ("部队转业，政府给安排了工作", "veteran_self_employed", False),
        ("政府没安排工作，自己出来干", "veteran_self_employed", None),
        ("营业执照早办好了", "legal_business", True),
        ("照还没下来", "legal_business", None),
        ("执照还没办", "legal_business", False),
        ("没得执照，先摆着", "legal_business", False),
        ("驾驶执照有", "legal_business", None),
        ("对方没有执照", "legal_business", None),
        ("公示信息忘了报，被列入异常名录了", "listed_abnormal", True),
        ("电话打不通被列异常了", "listed_abnormal", True),
        ("联系不上挂了异常", "listed_abnormal", True),
        ("听讲不报会进异常名录", "listed_abnormal", None),
        ("没被列过异常名录", "listed_abnormal", False),
        ("异常名录早移出来了", "listed_abnormal", False),
        ("还没从异常名录移出来", "listed_abnormal", True),
        ("合同是一年一签", "contract_years", 1),
        ("三个月一签的", "contract_years", "0.25"),
        ("我是柬埔寨来的，在昆明读大学", "study", "international_student"),
        ("我是尼泊尔人，在云南大学毕业了", "study", "foreign_graduate"),
        ("我在泰国打过工，现在读大学", "study", None),
        ("我卖缅甸来的玉", "origin", None),
        ("我们几个柬埔寨留学生想合伙", "origin", "foreign"),
    ],
)
def test_what_somebody_is(text: str, name: str, value: Any) -> None:
    assert told(text).get(name) == value


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("我家那位是退役的", "我家那位"),
        ("我儿媳妇在网上卖衣服", "我儿媳妇"),
        ("我小姨子去年大学毕业", "我小姨子"),
        ("我妹夫当过兵", "我妹夫"),
        ("我侄女在读大学", "我侄女"),
        ("我合伙人有经营贷", "我合伙人"),
        ("我家那个店开了三年", ME),
    ],
)
def test_whose_facts_they_are(text: str, who: str) -> None:
    assert next(clause.who for clause in clauses(text)) == who


def test_a_relatives_facts_are_told_of_the_relative() -> None:
    assert told("我侄女刚从大专毕业", who="我侄女").get("loan_group") == "graduate"
    assert "loan_group" not in told("我侄女刚从大专毕业")


def test_who_turns_to_a_relative_supposes_nothing() -> None:
    assert not any(clause.supposes for clause in clauses("那我外甥呢，他去年才退伍"))
    assert not any(clause.supposes for clause in clauses("那稳岗补贴呢，我们是餐馆"))
    assert all(clause.supposes for clause in clauses("那十万呢"))


@pytest.mark.parametrize(
    ("text", "asked", "name", "value"),
    [
        ("早结清了咯", "guarantee_loan", "guarantee_loan", "repaid"),
        ("早结清了咯", None, "guarantee_loan", None),
        ("主要做直播带货的", "loan_group", "loan_group", "online_seller"),
        ("主要做直播带货的", None, "loan_group", None),
        ("执照都有", "registered_locally", "registered_locally", True),
        ("执照有，在老家办的", "registered_locally", "registered_locally", None),
        ("我们面粉厂二十个人，要贷小微企业那种", None, "borrower", "small_micro"),
        ("我们是中型企业，小微那个能不能贷", None, "borrower", None),
        ("那笔贴息的我享受过两回了", None, "borrower", "person"),
    ],
)
def test_what_an_answer_tells(text: str, asked: str | None, name: str, value: Any) -> None:
    assert told(text, asked).get(name) == value


@pytest.mark.parametrize(
    ("attribute", "value", "text", "asked", "wrong"),
    [
        ("guarantee_loan", "repaid", "银行那边不欠钱", None, True),
        ("guarantee_loan", "repaid", "银行那边不欠钱", "guarantee_loan", True),
        ("guarantee_loan", "repaid", "早就不欠银行钱了", None, False),
        ("applicant", "enterprise", "我们公司招的都是失业的", None, False),
        ("applicant", "enterprise", "我在厂里管出纳，替老板问问", None, False),
        ("applicant", "enterprise", "我和表哥合开的公司", None, False),
        ("guarantee_loan", "repaid", "去年连本带利还完了", None, False),
        ("guarantee_loan", "outstanding", "我媳妇那笔还没结清", None, True),
        ("guarantee_loan", "outstanding", "我贷的那笔还没结清", None, False),
        ("registered_in_yunnan", False, "她大学在贵阳", None, True),
        ("registered_in_yunnan", False, "照是在贵阳办的", None, False),
        ("loan_group", "online_seller", "想回村做网店", None, True),
        ("loan_group", "online_seller", "我在网上卖菌子", None, False),
        ("good_project", True, "店面装修好了", None, True),
        ("good_project", True, "项目前景好", None, False),
        ("loan_group", "none", "我没得", "other_loans", True),
        ("applicant", "enterprise", "我们公司克扣我工资", None, True),
        ("applicant", "individual", "房东把门面租给我", None, True),
    ],
)
def test_what_cannot_have_been_told(
    attribute: str, value: Any, text: str, asked: str | None, wrong: bool
) -> None:
    clause = clauses(text)[0]
    fact = Fact(attribute, value, (clause.start, clause.end), clause.text, 0.99)
    assert misheard(fact, clause, text, asked) is wrong


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("又请到两个下岗的，现在一共九个", 9),
        ("再招了一个残疾人，凑够6个了", 6),
        ("我们厂一共六十个人", None),
        ("礼拜天再来一个，凑成九个呢", 9),
        ("又招了三个", None),
        ("又招到一个，那现在几个才够", None),
    ],
)
def test_how_many_were_hired_in_all(text: str, number: int | None) -> None:
    found = hired_in_all(clauses(text), TODAY)
    assert (found[0] if found else None) == number


@pytest.mark.parametrize(
    ("text", "before", "owed"),
    [
        ("她说还没还完，还欠三万", "老婆有张信用卡，我不晓得还有没有", ("consumer", 30000)),
        ("问过了，他那笔还差四万没清", "老公好像有个经营贷", ("other", 40000)),
        ("还没还完", "老婆有张信用卡", None),
        ("她还没还完", "我有张信用卡", None),
        ("她早还完了", "老婆有张信用卡", None),
    ],
)
def test_what_a_spouse_still_owes(text: str, before: str, owed: tuple[str, int] | None) -> None:
    assert still_owed(text, before, TODAY) == owed


@pytest.mark.parametrize(
    ("text", "asked", "owed"),
    [
        ("不欠银行一分钱", None, {LOANS: "none"}),
        ("我和我媳妇都没贷款", None, {LOANS: "none"}),
        ("有个房贷，每月还两千", None, {LOANS: "allowed"}),
        ("花呗还欠着五千，老公有车贷", None, {LOANS: "consumer", DEBT: 5000}),
        ("我信用卡欠两万，爱人白条八千", None, {LOANS: "consumer", DEBT: 28000}),
        ("我这边没贷款，媳妇有笔种植贷还没还", None, {LOANS: "other"}),
        ("网贷早还清了，只剩助学贷款", None, {LOANS: "allowed"}),
        ("没借过网贷也没有房贷", None, {LOANS: "none"}),
        ("信用卡额度八万", None, {}),
        ("没房贷，信用卡也没有", None, {LOANS: "none"}),
        ("我没有，媳妇也没得", LOANS, {LOANS: "none"}),
        ("我没有，老婆有个房贷", LOANS, {LOANS: "allowed"}),
        ("我们没用过花呗", None, {LOANS: None}),
        # Whatever leaves a doubt is left to the question.
        ("老公可能有贷款，我不清楚", None, {}),
        ("想申请经营贷", None, {}),
        ("打算装修，想跟银行借十万消费贷", None, {}),
        ("公积金贷最多贷几万", None, {}),
        ("店面装修贷了八万的担保贷款", None, {}),
        ("房贷利率现在多少", None, {}),
        ("创业贷款怎么办", None, {}),
        ("我同事有网贷", None, {}),
        ("老婆也没有", None, {}),
        # Told by what was bought, or by what isn't owed.
        ("前年买房子贷了二十五万", None, {LOANS: "allowed"}),
        ("孩子他爹的车还在供着", None, {LOANS: "allowed"}),
        ("我跟婆娘啥子贷款都没背", None, {LOANS: "none"}),
        ("房子是租的", None, {}),
    ],
)
def test_what_a_household_owes(text: str, asked: str | None, owed: dict[str, Any]) -> None:
    found = household(clauses(text), asked, TODAY)
    assert {name: value for name, (value, _) in found.items()} == owed


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("复员回来，部队没给分配工作", "veteran_self_employed", True),
        ("毕业了学校没给分配工作", "veteran_self_employed", None),
        ("布料从批发市场进的", "online_sales_kind", "other_goods"),
        ("布是自己织的", "online_sales_kind", None),
        ("在家务农", "loan_group", "farmer"),
        ("早就不务农了", "loan_group", None),
        ("在家带娃", "work_status", "own"),
    ],
)
def test_further_wording_that_leaves_no_doubt(text: str, name: str, value: Any) -> None:
    found = dict(fact for clause in clauses(text) for fact in stated(clause, text, None))
    assert found.get(name) == value


@pytest.mark.parametrize(
    ("text", "firm"),
    [
        ("公司开春聘了5个", True),
        ("厂里又招了两个大学生", True),
        ("公司老板招了3个人", False),
        ("公司请了三天假", False),
    ],
)
def test_who_hires_is_the_firm_that_is_spoken_for(text: str, firm: bool) -> None:
    assert (dict(stated(clauses(text)[0], text, None)).get("applicant") == "enterprise") is firm
