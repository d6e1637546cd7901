"""Days as people name them (2023年5月, 去年四月, 三年前, 上个月), as the first and last day they may mean."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal

from bot.policy.amounts import read_number

_N = r"[\d零〇一二两三四五六七八九十]+"
_YEAR = (
    r"(?P<year>(?:19|20)\d\d|[二一][零〇九][零〇一二三四五六七八九]{2}|(?<!\d)\d\d)年"
    r"|(?P<relative>大前年|前年|去年|上年|今年|当年|明年|后年)"
)
_DAY = re.compile(
    rf"(?:{_YEAR})(?:的)?(?:(?P<month>{_N})月份?(?:(?P<day>{_N})(?:[日号]|(?=[，,。；;！!]|$)))?|(?P<part>年初|年底|年末|上半年|下半年|[春夏秋冬]天|元旦))?"
    rf"|(?P<y>(?:19|20)\d\d)[-./](?P<m>\d\d?)(?:[-./](?P<d>\d\d?))?"
    rf"|(?P<ago>[\d一二两三四五六七八九十半]+)(?P<unit>年|个月|天)(?:以前|之前|前)"
    rf"|(?P<month_only>(?<![\d零一二三四五六七八九十个])(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九]))月份?(?:(?P<day_only>{_N})[日号])?"
    rf"|(?P<word>上上?个月|这个月|本月|元旦|昨天|今天|前天|刚才|上周|年初)"
)
_RELATIVE = {"大前年": -3, "前年": -2, "去年": -1, "上年": -1, "今年": 0, "当年": 0, "明年": 1, "后年": 2}
_PARTS = {"年初": (1, 3), "年底": (11, 12), "年末": (11, 12), "上半年": (1, 6), "下半年": (7, 12),
          "元旦": (1, 1),
          "春天": (3, 5), "夏天": (6, 8), "秋天": (9, 11), "冬天": (1, 12)}  # fmt: skip
_MONTH_DAYS = Decimal("30.4375")


@dataclass(frozen=True)
class Days:
    """From `first` to `last`, both inclusive: the day that is meant lies between them."""

    first: dt.date
    last: dt.date
    start: int
    end: int

    @property
    def value(self) -> str | dict[str, str]:
        """As a profile keeps it: YYYY-MM-DD, or the two bounds."""
        if self.first == self.last:
            return self.first.isoformat()
        return {"at_least": self.first.isoformat(), "at_most": self.last.isoformat()}


def days_in(text: str, today: dt.date) -> list[Days]:
    """All days that a text names, in order; what is no day of the calendar is left out."""
    found = []
    for match in _DAY.finditer(text):
        with suppress(ValueError, OverflowError):
            if span := _span(match, today):
                found.append(Days(*span, match.start(), match.end()))
    return found


def months_since(days: Days, today: dt.date) -> tuple[int, int]:
    """(fewest, most) whole months from then to today, e.g. how long a shop opened then has run."""
    return _whole_months(days.last, today), _whole_months(days.first, today)


def _whole_months(since: dt.date, today: dt.date) -> int:
    return (today.year - since.year) * 12 + today.month - since.month - (today.day < since.day)


def _span(match: re.Match[str], today: dt.date) -> tuple[dt.date, dt.date] | None:
    if match["word"]:
        return _by_word(match["word"], today)
    if match["ago"]:
        return _ago(match["ago"], match["unit"], today)
    if match["y"]:
        return _calendar(int(match["y"]), match["m"], match["d"])
    if match["month_only"]:
        return _calendar(today.year, match["month_only"], match["day_only"])
    year = _year(match["year"]) if match["year"] else today.year + _RELATIVE[match["relative"]]
    if match["part"]:
        first, last = _PARTS[match["part"]]
        if match["part"] == "元旦":
            return dt.date(year, 1, 1), dt.date(year, 1, 1)
        return dt.date(year, first, 1), _end(year, last)
    if not match["month"]:
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    return _calendar(year, match["month"], match["day"])


def _year(written: str) -> int:
    digits = "".join(
        str("零一二三四五六七八九".find(c.replace("〇", "零"))) if c > "9" else c for c in written
    )
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _calendar(year: int, month: str, day: str | None) -> tuple[dt.date, dt.date]:
    number = int(read_number(month) or 0)
    if day:
        exact = dt.date(year, number, int(read_number(day) or 0))
        return exact, exact
    return dt.date(year, number, 1), _end(year, number)


def _end(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _ago(number: str, unit: str, today: dt.date) -> tuple[dt.date, dt.date] | None:
    value = read_number(number)
    if value is None:
        return None
    days = {"年": _MONTH_DAYS * 12, "个月": _MONTH_DAYS, "天": Decimal(1)}[unit]
    middle = today - dt.timedelta(days=int(value * days))
    # «三年前» is said of anything from two and a half to three and a half years ago.
    margin = dt.timedelta(days=0 if unit == "天" else int(days / 2))
    return middle - margin, min(middle + margin, today)


def _by_word(word: str, today: dt.date) -> tuple[dt.date, dt.date]:
    if word.endswith("月"):
        back = {"上上个月": 2, "上个月": 1}.get(word, 0)
        months = today.year * 12 + today.month - 1 - back
        year, month = divmod(months, 12)
        return dt.date(year, month + 1, 1), min(_end(year, month + 1), today)
    if word == "元旦":
        return dt.date(today.year, 1, 1), dt.date(today.year, 1, 1)
    if word == "年初":
        return dt.date(today.year, 1, 1), _end(today.year, 3)
    back = {"昨天": 1, "前天": 2, "上周": 7}.get(word, 0)
    day = today - dt.timedelta(days=back)
    return day, day
