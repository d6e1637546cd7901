"""How long something has been is told by the day on which it began or ended."""

from __future__ import annotations

from typing import Any

import pytest

from bot.nlu.facts.clauses import clauses
from bot.nlu.facts.since import since
from tests.nlu.facts.conftest import TODAY

ONE_TO_TWO = {"at_least": "1.01", "at_most": "1.99"}


def _told(text: str, name: str) -> Any:
    found = {found_name: value for found_name, value, _ in since(clauses(text), [name], TODAY)}
    return found.get(name)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("18年本科毕业，后来读博，去年六月毕业", ONE_TO_TWO),
        ("专升本，2024年7月才毕业", {"at_least": "2.01", "at_most": "2.99"}),
        ("明年六月毕业", None),
        # Hers, where nobody tells their own.
        ("我妹妹2024年毕业", {"at_least": "1.01", "at_most": "2.99"}),
        ("我妹妹2024年毕业，我去年六月毕的业", ONE_TO_TWO),
        ("招了两个24年毕业的", None),
        # Five years and some months are no five years.
        ("我是20年9月拿的毕业证", {"at_least": "6.01", "at_most": "6.99"}),
        ("2021年11月27号毕业的", 5),
    ],
)
def test_the_last_graduation_counts(text: str, years: Any) -> None:
    assert _told(text, "years_since_graduation") == years


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("我的粉馆八月份才开的张", "months_operating", {"at_least": 2, "at_most": 3}),
        ("今年二月开起来的店，请了俩帮工", "months_operating", {"at_least": 8, "at_most": 9}),
        ("下个月开张", "months_operating", None),
        ("还没开业", "months_operating", None),
        ("去年开业前借的钱", "months_operating", None),
        ("公司是前年五月注册的", "company_age_years", {"at_least": "2.01", "at_most": "2.99"}),
        ("成立九个月了", "company_age_years", "0.75"),
        ("打算明年三月成立", "company_age_years", None),
        ("个体户执照是上个月领的", "months_since_registration", {"at_least": 0, "at_most": 1}),
        ("个体户的照今年五月领的", "months_since_registration", {"at_least": 5, "at_most": 6}),
        ("2023年11月退的役", "years_since_discharge", {"at_least": "2.01", "at_most": 3}),
        ("退役金是去年给的", "years_since_discharge", None),
    ],
)
def test_a_day_tells_how_long_it_has_been(text: str, name: str, value: Any) -> None:
    assert _told(text, name) == value


def test_a_question_tells_its_day_too() -> None:
    assert _told("成立八个月的公司能报不", "company_age_years") is not None
