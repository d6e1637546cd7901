"""Every shape of a benefit comes to its figure, on both sides of each limit."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bot.policy.benefits import amount_of, due_then, instalment_named
from bot.policy.conditions import DONT_KNOW
from bot.policy.formulas import UnreadableFormula, names_in, value_of
from bot.policy.rule_store import Benefit, Instalment, Per, Tier

PER_PERSON = Benefit("tax_relief", per=Per(6000, "person", "hired", years=3))
PER_MONTH = Benefit("subsidy", per=Per(500, "month", "months_paid", months=12))
TIERS = Benefit(
    "subsidy",
    tiers=(Tier(50_000_000, Decimal(5), None), Tier(200_000_000, Decimal(4), None), Tier(None, None, 9000)),
    tier_base="revenue",
)
FORMULA = Benefit(
    "loan", formula="min(partners * 300000 * 1.1, 4000000)", at_most=True, says="合伙人数 × 30万元 × 110%"
)
INSTALMENTS = Benefit(
    "loan", base="loan", instalments=(Instalment("年底还", Decimal(40)), Instalment("明年还", Decimal(60)))
)
DEDUCTION = Benefit("tax_relief", deduction=(20_000, 3, ("增值税", "个人所得税")))


@pytest.mark.parametrize("text", ["首次轻微的能不能不罚", "最后要交到哪里", "第二年呢"])
def test_what_is_not_paid_in_parts_has_no_part_that_is_named(text: str) -> None:
    assert due_then(Benefit("subsidy", fixed_yuan=1000), text) is None


@pytest.mark.parametrize(
    ("benefit", "profile", "text", "yuan"),
    [
        (Benefit("subsidy", fixed_yuan=1000), {}, "1,000元", 1000),
        (Benefit("subsidy", fixed_yuan=30_000, once=True), {}, "3万元（一次性）", 30_000),
        (Benefit("loan", at_most_yuan=300_000), {}, "最高30万元", 300_000),
        (PER_PERSON, {"hired": 5}, "3万元（每人每年6,000元，最长3年）", 30_000),
        (PER_PERSON, {"hired": 0}, "0元（每人每年6,000元，最长3年）", 0),
        (PER_PERSON, {}, "每人每年6,000元，最长3年", None),
        (PER_PERSON, {"hired": DONT_KNOW}, "每人每年6,000元，最长3年", None),
        (PER_MONTH, {"months_paid": 3}, "1,500元（每月500元，最长12个月）", 1500),
        (PER_MONTH, {"months_paid": 13}, "6,000元（每月500元，最长12个月）", 6000),
        (Benefit("loan", rate_bound=("LPR1Y", 100)), {}, "利率不超过一年期LPR加100个基点", None),
        (Benefit("loan", rate_bound=("LPR1Y", -50)), {}, "利率不超过一年期LPR减50个基点", None),
        (DEDUCTION, {}, "每年最多扣减2万元，最长3年", 20_000),
        (TIERS, {"revenue": 50_000_000}, "250万元", 2_500_000),
        (TIERS, {"revenue": 50_000_001}, "2,000,000.04元", Decimal("2000000.04")),
        (TIERS, {"revenue": 200_000_001}, "9,000元", 9000),
        (FORMULA, {"partners": 2}, "最高66万元", 660_000),
        (FORMULA, {"partners": 13}, "最高400万元", 4_000_000),
        (FORMULA, {}, "最高合伙人数 × 30万元 × 110%", None),
        (INSTALMENTS, {"loan": 50_000}, "年底还2万元、明年还3万元", 50_000),
        (INSTALMENTS, {}, "年底还40%、明年还60%", None),
        (Benefit("service"), {}, None, None),
    ],
)
def test_figures(benefit: Benefit, profile: dict[str, Any], text: str | None, yuan: Any) -> None:
    amount = amount_of(benefit, profile)
    assert (amount and amount.text) == text
    assert (amount and amount.yuan) == yuan


def test_each_instalment_is_reckoned() -> None:
    amount = amount_of(INSTALMENTS, {"loan": 50_000})
    assert amount and amount.calculation == "年底还5万元 × 40% = 2万元，明年还5万元 × 60% = 3万元"


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("第一年还多少", 20_000),
        ("头一次呢", 20_000),
        ("第二次还几多", 30_000),
        ("最后一笔", 30_000),
        ("一共还多少", None),
    ],
)
def test_the_instalment_named_comes_alone(text: str, yuan: int | None) -> None:
    amount = instalment_named(INSTALMENTS, {"loan": 50_000}, text)
    assert (amount and amount.yuan) == yuan
    assert instalment_named(INSTALMENTS, {}, text) is None


def test_a_year_is_twelve_months_of_instalments() -> None:
    dues = (Instalment("第12个月还", Decimal(10)), Instalment("第24个月还", Decimal(90)))
    benefit = Benefit("loan", base="loan", instalments=dues)
    named = [instalment_named(benefit, {"loan": 100}, text) for text in ("第二年", "第24个月", "第三年")]
    assert [amount and amount.yuan for amount in named] == [90, 90, None]


def test_a_formula_shows_the_numbers_that_went_in() -> None:
    benefit = Benefit("loan", formula="loan_amount * contract_rate / 100", says="本金 × 利率")
    amount = amount_of(benefit, {"loan_amount": 50_000, "contract_rate": 4})
    assert amount and amount.calculation == "本金 × 利率 = 2,000元（按5万元、4%算）"


def test_a_deduction_names_the_taxes_in_order() -> None:
    amount = amount_of(DEDUCTION, {})
    assert amount and "依次扣减增值税、个人所得税" in amount.calculation and amount.at_most


def test_tiers_are_listed_where_the_size_is_not_known() -> None:
    amount = amount_of(TIERS, {})
    assert amount and amount.text == "不超过5,000万元的，5%；不超过2亿元的，4%；再往上的，9,000元"


NO_SUMS = ["__import__('os')", "a.b", "a ** 2", "a if b else c", "a[0]", "min()", "True", "'x'", "("]
NO_SUMS += ["f(1)", "min(a, key=b)", "a and b"]


@pytest.mark.parametrize("formula", NO_SUMS)
def test_a_formula_holds_nothing_but_sums(formula: str) -> None:
    with pytest.raises(UnreadableFormula):
        names_in(formula)


def test_a_formula_that_divides_by_zero_has_no_value() -> None:
    assert value_of("a / (b - b)", {"a": Decimal(1), "b": Decimal(2)}) is None
    assert value_of("max(a, b) - 1", {"a": Decimal(1), "b": Decimal(2)}) == 1
