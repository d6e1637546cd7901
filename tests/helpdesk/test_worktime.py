"""Due times run in working hours of Kunming, by the State Council's plan of 2026."""

import datetime as dt

import pytest

from bot.errors import UserError
from bot.helpdesk.worktime import is_workday, local, plan_doubt, plan_known, say_day, work_time

HOURS = work_time("09:00-12:00,13:00-17:00")


def at(text: str) -> dt.datetime:
    """A moment of Kunming as it is kept."""
    return dt.datetime.fromisoformat(f"{text}+08:00").astimezone(dt.UTC).replace(tzinfo=None)


@pytest.mark.parametrize(
    ("opened", "hours", "due"),
    [
        ("2026-03-02T10:00", 1, "2026-03-02T11:00"),  # a Monday
        ("2026-03-02T11:30", 1, "2026-03-02T13:30"),  # over noon
        ("2026-03-02T16:00", 2, "2026-03-03T10:00"),  # over night
        ("2026-03-06T16:30", 1, "2026-03-09T09:30"),  # over a weekend
        ("2026-03-07T03:00", 7, "2026-03-09T17:00"),  # from a Saturday night
        ("2026-02-13T16:30", 1, "2026-02-14T09:30"),  # Saturday 14 February is a make-up workday
        ("2026-02-14T16:30", 1, "2026-02-24T09:30"),  # Spring Festival
        ("2026-09-30T16:30", 1, "2026-10-08T09:30"),  # National Day
    ],
)
def test_due_times(opened, hours, due):
    assert HOURS.after(at(opened), hours) == at(due)


def test_a_year_without_a_published_plan_has_its_weekends():
    assert plan_known(2026) and not plan_known(2035)
    assert is_workday(dt.date(2035, 6, 1)) and not is_workday(dt.date(2035, 6, 2))


def test_a_day_of_a_year_whose_holidays_are_unknown_is_said_with_that_doubt():
    assert plan_doubt(at("2026-12-31T17:00")) == ""
    assert "2035年的放假安排还不知道" in plan_doubt(at("2035-01-01T00:30"))


def test_when_somebody_is_there_is_said_as_people_say_it():
    today = at("2026-03-02T20:00")
    assert not HOURS.is_open(today) and HOURS.is_open(at("2026-03-02T09:00"))
    assert say_day(HOURS.next_open(today), today) == "明天 9:00"
    assert say_day(at("2026-03-06T13:05"), today) == "3月6日（周五）13:05"
    assert local(today).hour == 20


@pytest.mark.parametrize("written", ["", "9-5", "12:00-09:00", "25:00-26:00", "09:00-12:00,11:00-13:00"])
def test_unusable_hours_are_named(written):
    with pytest.raises(UserError, match="BOT_WORKING_HOURS"):
        work_time(written)
