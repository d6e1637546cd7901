"""The figures of a sum are heard by their units, alone or in a question; suppositions go on."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue.figures import with_figures
from bot.dialogue.people import SUPPOSED, remember, spoken_of, surely_known
from bot.dialogue.state import State
from bot.nlu.facts.fact import Fact

LOAN = ("loan_amount", "contract_rate", "loan_years")
RATE = ("contract_rate", "lpr")
TAX = ("income_tax_due", "profit_year")


def heard(
    text: str,
    figures: tuple[str, ...],
    known: dict[str, Any] | None = None,
    facts: tuple[Fact, ...] = (),
    **state: Any,
) -> dict[str, Any]:
    found = with_figures(text, State(people={"me": known or {}}, **state), figures, facts)
    return {fact.attribute: fact.value for fact in found}


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("借8万两年政府给我贴多少", {"loan_amount": 80000, "loan_years": 2}),
        (
            "要是借8万，利率谈到4.1，一年利息多少",
            {"loan_amount": 80000, "contract_rate": "4.1", "loan_years": 1},
        ),
        ("借6万一年自己出好多", {"loan_amount": 60000, "loan_years": 1}),
        ("年息算3个点", {"contract_rate": 3}),
        # Another's loan, and a number that no word makes one's own, are no figures.
        ("房贷还有30万没还", {}),
        ("店里一个月流水9万", {}),
        ("我干了三年了", {}),
        ("报名要5个人", {}),
    ],
)
def test_numbers_are_heard_by_their_units(text: str, figures: dict[str, Any]) -> None:
    assert heard(text, LOAN) == figures


KNOWN = {"loan_amount": 80000, "contract_rate": 5, "loan_years": 2}


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("才五万的话呢", {"loan_amount": 50000}),
        ("写错了，九万", {"loan_amount": 90000}),
        ("银行说压到3.6了", {"contract_rate": "3.6"}),
        ("要是三年呢", {"loan_years": 3}),
        ("七万", {"loan_amount": 70000}),
        # Of something else, or beside more that is told.
        ("房租七百", {}),
        ("交了房租，七万", {}),
    ],
)
def test_a_number_alone_is_the_figure_told_before(text: str, figures: dict[str, Any]) -> None:
    assert heard(text, LOAN, KNOWN) == figures


def test_a_number_alone_is_no_figure_while_another_question_can_mean_it() -> None:
    check = {"topic": "t", "asked": "consumer_debt"}
    assert heard("七万", LOAN, KNOWN, check=check) == {}


def test_it_is_what_was_asked_after_before() -> None:
    told = heard("算它2.9，银行报的3.7", RATE, last_text="现在LPR几个点")
    assert told == {"lpr": "2.9", "contract_rate": "3.7"}
    assert heard("算它2.9", RATE) == {}


def test_a_sum_told_once_is_of_what_its_clause_speaks_of() -> None:
    said = "应纳税所得额十万"
    both = tuple(Fact(name, 100000, (0, len(said)), said, 0.97) for name in reversed(TAX))
    told = heard(f"{said}，税算出来八千", TAX, facts=both)
    assert told == {"profit_year": 100000, "income_tax_due": 8000}


def test_what_a_question_supposes_is_supposed() -> None:
    (fact,) = with_figures("借8万一共多少利息", State(), ("loan_amount",), ())
    assert fact.hypothetical


def test_suppositions_serve_sums_and_are_not_known() -> None:
    supposed = Fact("loan_amount", 50000, (0, 1), "", 0.98, hypothetical=True)
    after = remember([supposed], {"loan_amount": 80000, "loan_years": 2})
    assert after["loan_amount"] == 80000 and spoken_of(after)["loan_amount"] == 50000
    assert SUPPOSED not in surely_known(after)
    # The next supposition goes on from it, what is told for certain ends it.
    further = remember([Fact("contract_rate", 3, (0, 1), "", 0.98, hypothetical=True)], after)
    assert further[SUPPOSED] == {"loan_amount": 50000, "contract_rate": 3}
    certain = remember([Fact("loan_amount", 60000, (0, 1), "", 0.98)], further)
    assert certain["loan_amount"] == 60000 and certain[SUPPOSED] == {"contract_rate": 3}
