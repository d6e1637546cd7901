"""Working hours of the helpdesk: weekdays of China with its holidays and make-up workdays, in Kunming."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

import chinese_calendar

from bot.errors import UserError

KUNMING = ZoneInfo("Asia/Shanghai")
_PERIOD = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
# Even a Spring Festival between two weekends is over by then.
_LOOK_AHEAD_DAYS = 400


@dataclass(frozen=True)
class WorkTime:
    """Periods of a working day, in Kunming's time."""

    periods: tuple[tuple[dt.time, dt.time], ...]

    def after(self, moment: dt.datetime, hours: float) -> dt.datetime:
        """The moment when `hours` of working time have passed; both UTC without a zone."""
        left = dt.timedelta(hours=hours)
        for start, end in self._periods_from(moment):
            if end - start >= left:
                return _utc(start + left)
            left -= end - start
        raise ValueError(f"{hours} working hours do not end within {_LOOK_AHEAD_DAYS} days")

    def is_open(self, moment: dt.datetime) -> bool:
        """Whether somebody is there at a moment (UTC)."""
        return self.next_open(moment) == moment

    def next_open(self, moment: dt.datetime) -> dt.datetime:
        """The moment itself if somebody is there, else when somebody will be (UTC)."""
        return _utc(next(self._periods_from(moment))[0])

    def say(self) -> str:
        """«工作日 9:00-12:00、13:00-17:00»."""
        return "工作日 " + "、".join(f"{a.hour}:{a:%M}-{b.hour}:{b:%M}" for a, b in self.periods)

    def _periods_from(self, moment: dt.datetime) -> Iterator[tuple[dt.datetime, dt.datetime]]:
        local = moment.replace(tzinfo=dt.UTC).astimezone(KUNMING)
        for offset in range(_LOOK_AHEAD_DAYS):
            day = local.date() + dt.timedelta(days=offset)
            if not is_workday(day):
                continue
            for opens, closes in self.periods:
                start = max(dt.datetime.combine(day, opens, KUNMING), local)
                end = dt.datetime.combine(day, closes, KUNMING)
                if start < end:
                    yield start, end


@lru_cache(maxsize=4096)
def is_workday(day: dt.date) -> bool:
    """Whether China works on a day; from the State Council's plan where the library has its year."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:  # next year's plan is published each November
        return day.weekday() < 5


def plan_known(year: int) -> bool:
    """Whether a year's holidays are known to the library; beyond them only weekends are free."""
    try:
        chinese_calendar.is_workday(dt.date(year, 6, 1))
    except NotImplementedError:
        return False
    return True


def plan_doubt(moment: dt.datetime) -> str:
    """What to say beside a working day (UTC) of a year whose holidays aren't known yet; else empty."""
    year = local(moment).year
    return "" if plan_known(year) else f"（{year}年的放假安排还不知道，先按周一到周五上班算）"


@lru_cache(maxsize=4)
def work_time(written: str) -> WorkTime:
    """From a setting such as `09:00-12:00,13:00-17:00`; raises UserError that shows the form."""
    periods: list[tuple[dt.time, dt.time]] = []
    for part in written.split(","):
        found = _PERIOD.fullmatch(part.strip())
        try:
            a, b, c, d = (int(n) for n in found.groups()) if found else (0, 0, 0, 0)
            opens, closes = dt.time(a, b), dt.time(c, d)
        except ValueError:
            opens = closes = dt.time()
        if opens >= closes or (periods and opens < periods[-1][1]):
            raise UserError(f"BOT_WORKING_HOURS 要写成 09:00-12:00,13:00-17:00 这样，现在是“{written}”")
        periods.append((opens, closes))
    return WorkTime(tuple(periods))


def local(moment: dt.datetime) -> dt.datetime:
    """A kept time (UTC) as Kunming's clock shows it."""
    return moment.replace(tzinfo=dt.UTC).astimezone(KUNMING)


def day_bounds(day: str) -> tuple[dt.datetime, dt.datetime]:
    """Beginning and end (UTC) of a day of Kunming, written 2026-03-01; raises UserError for no day."""
    try:
        start = dt.datetime.combine(dt.date.fromisoformat(day), dt.time(), KUNMING)
        return _utc(start), _utc(start + dt.timedelta(days=1))
    except (ValueError, OverflowError):  # no day, or none that has a day before or after it
        raise UserError("日期要写成 2026-03-01 这样。") from None


def say_day(moment: dt.datetime, today: dt.datetime) -> str:
    """«今天 14:05», «明天 9:00» or «10月9日（周五）9:00»; both UTC."""
    there, here = local(moment), local(today)
    days = (there.date() - here.date()).days
    weekday = "一二三四五六日"[there.weekday()]
    day = {0: "今天 ", 1: "明天 "}.get(days, f"{there.month}月{there.day}日（周{weekday}）")
    return f"{day}{there.hour}:{there:%M}"


def _utc(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC).replace(tzinfo=None)
