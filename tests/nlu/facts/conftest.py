"""A model of the attributes that these tests speak of, learnt once."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.nlu.facts.anything import anything
from bot.nlu.facts.bank import read_bank
from bot.nlu.facts.hearing import Context, Ear
from bot.nlu.facts.model import FactModel
from bot.nlu.facts.train import train_facts
from bot.nlu.sentences import sentence_vector, sentence_vectors

TODAY = dt.date(2026, 11, 27)
LOAN = (
    "guarantee_loan", "borrower", "interest_subsidies", "repays_actively", "drives_employment",
    "good_project",
)  # fmt: skip
DEAL = (
    "deal_role", "converted_product", "not_yet_competitive", "key_industry_direction", "first_to_market",
    "deal_amount",
)  # fmt: skip
ENDING = (
    "business_kind", "debts_settled", "taxes_settled", "other_company_shares", "shares_pledged",
    "listed_abnormal", "fine_unpaid", "court_case_pending", "all_investors_promise",
)  # fmt: skip
ACTING = (
    "conviction", "years_since_sentence", "on_probation_ended_years", "deprived_political_rights",
    "licence_revoked_personally", "years_since_revocation", "dishonest_debtor", "adult_capable",
)  # fmt: skip
PEOPLE = (
    "veteran", "woman", "study", "origin", "returning_to_village", "applicant", "starting_business",
    "researcher", "leaves_post", "serves_enterprises", "fit_for_work",
)  # fmt: skip
CONVERSION = (
    "result_converted", "conversion_role", "in_yunnan", "new_output", "conversion_services",
    "conversion_service_income", "intellectual_property",
)  # fmt: skip
HOUSEHOLD = ("other_loans", "consumer_debt", "bad_credit")
PARTNERS = ("qualified_partners", "partnership_partners")
HIRING = ("employees", "new_hires", "hired_kind", "labour_contract", "tax_key_group", "enterprise_size")
INNOVATION = ("tech_staff_percent", "high_tech_income_percent", "rd_percent")
LIMITS = (
    "suspension_years", "trade_name_characters", "coop_members", "closing_notice_days", "deduction_shops",
    "idle_kind", "idle_months", "capital_payment_years", "late_days", "late_amount", "interest_agreed",
)  # fmt: skip
TAX = ("sales_month", "sales_quarter", "rent_total", "rent_months", "produce_source")


@pytest.fixture(scope="session")
def fact_model() -> FactModel:
    bank = read_bank()
    about = {
        *LOAN, *DEAL, *ENDING, *ACTING, *PEOPLE, *CONVERSION,
        *HOUSEHOLD, *PARTNERS, *HIRING, *INNOVATION, *TAX, *LIMITS,
    }  # fmt: skip
    return train_facts({name: bank[name] for name in bank if name in about}, sentence_vectors, anything())


@pytest.fixture(scope="session")
def ear(fact_model: FactModel) -> Ear:
    return Ear(fact_model, sentence_vector)


@pytest.fixture(scope="session")
def context() -> Context:
    return Context(today=TODAY)
