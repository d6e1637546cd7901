"""Days as people name them (2023年5月, 去年四月, 三年前, 上个月), as the first and last day they may mean."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal

from bot.policy.amounts import read_number

_N = r"[\d零〇一二两三四五六七八九十]+"
_C = "零〇一二三四五六七八九"
_SHORT = rf"(?P<short>(?<!\d)\d\d|(?<![{_C}两十百千万])[零〇一二九][{_C}])(?:年|(?<!第..)届)"
_NO_SHORT = "(?P<short>(?!))"


def _pattern(short: str) -> re.Pattern[str]:
    """`short`: years in two digits, which may be lengths of time (20年, 二三年)."""
    year = (
        rf"(?P<year>(?:19|20)\d\d|[二一][零〇九][{_C}]{{2}})[年届]|{short}"
        r"|(?P<relative>大前年|前年|去年|上年|今年|当年|明年|后年)"
    )
    return re.compile(
        rf"(?:{year})(?:的)?(?:(?P<month>{_N})月份?(?:(?P<day>{_N})(?:[日号]|(?=[，,。；;！!]|$)))?|(?P<part>年初|年底|年末|初(?![次步中级创期审])|底(?![下薪])|末(?!端)|上半年|下半年|[春夏秋冬]天|元旦))?"
        r"|(?P<y>(?:19|20)\d\d)[-./](?P<m>\d\d?)(?:[-./](?P<d>\d\d?))?"
        r"|(?P<ago>[\d一二两三四五六七八九十半]+)(?P<unit>年|个月|天)(?:以前|之前|前)"
        rf"|(?P<month_only>(?<![\d零一二三四五六七八九十个])(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八][二三四五六七八九]|[一二三四五六七八九]))月份?(?:(?P<day_only>{_N})[日号])?"
        r"|(?P<word>上上?个?月|这个月|本月|元旦|昨天|今天|前天|刚才|上周|上个?(?:星期|礼拜)|年初)"
    )


_DAY, _DAY_BUT_SHORT = _pattern(_SHORT), _pattern(_NO_SHORT)
# «毕业22年» is how long ago it was, «毕业22年的» and «22年毕业» when.
_SINCE = re.compile(
    r"(?:毕业|开业|开张|营业|经营|成立|结婚|退伍|退役|退休|离职|下岗|失业|登记|注册|从业|务工|打工|务农|入行)"
    r"(?:有|都|已经?|整整?|差不多|快|满|了)*$"
)
# What makes of «20年» a length of time, before it and behind it.
_LASTS = re.compile(
    r"(?:[了满第近快约足整共要花这前头]|(?<!不)过|至少|最少|最多|起码|不到|差不多|大概|已经|期限|为期|租期|合同|经验|工龄)(?:有|是|都)?$"
)
_LASTS_BEHIND = re.compile(
    r"了|多|左右|上下|以上|以内|之内|内|期|前|的(?:合同|时间|经验|老|租|工龄|社保|质保|历史|利息|贷款期)"
)
# «二三年» and «一二年» are as often two or three: a calendar year only where something began in it.
_OFTEN_A_LENGTH = {"一二", "二三"}
_BEGAN = re.compile(
    r"的(?:时候)?(?:[，。了呢噶嘛吧]|$)|(?:的时候|那时候?|那阵|那会|我们?|就|才|在)*"
    r"(?:开|办|放|毕业|成立|注册|登记|入|领|拿|评|招|买|建|创|离|退|出来|出狱|回来|下岗|借|贷|申请|批|来的|起)|到现在|到今年|至今|五一|国庆"
)
# A year in two digits lies no further ahead than this, save where something lasts until it.
_AHEAD, _UNTIL = 1, re.compile("[到至]$")
_RELATIVE = {"大前年": -3, "前年": -2, "去年": -1, "上年": -1, "今年": 0, "当年": 0, "明年": 1, "后年": 2}
_PARTS = {"年初": (1, 3), "年底": (11, 12), "年末": (11, 12), "初": (1, 3), "底": (11, 12), "末": (11, 12),
          "上半年": (1, 6), "下半年": (7, 12),
          "元旦": (1, 1),
          "春天": (3, 5), "夏天": (6, 8), "秋天": (9, 11), "冬天": (1, 12)}  # fmt: skip
_TWO_MONTHS = {f"{a}{b}" for a, b in zip("一二三四五六七八", "二三四五六七八九", strict=True)}
# «39年» is 2039, «98年» 1998.
_LONGEST_AHEAD = 25
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
    for match in _matches(text, today):
        with suppress(ValueError, OverflowError):
            if span := _span(match, today):
                found.append(Days(*span, match.start(), match.end()))
    return found


def _matches(text: str, today: dt.date) -> Iterator[re.Match[str]]:
    position = 0
    while match := _DAY.search(text, position):
        position = match.end()
        if match["short"] and not (match["month"] or match["part"]) and _is_length(match, today):
            position = match.end("short")
            match = _DAY_BUT_SHORT.match(text, match.start())
            if match is None:
                continue
            position = match.end()
        yield match


def _is_length(match: re.Match[str], today: dt.date) -> bool:
    """Whether «20年» or «二三年» tells how long, not when."""
    before, behind = match.string[: match.start()], match.string[match.end("short") + 1 :]
    if match.string[match.end("short")] == "届":
        return False
    if _LASTS.search(before) or _LASTS_BEHIND.match(behind):
        return True
    if _SINCE.search(before) and match["short"][0] not in "0零〇":
        return not _BEGAN.match(behind)
    if match["short"] in _OFTEN_A_LENGTH:
        return not _BEGAN.match(behind)
    return _short_year(match["short"], today) > today.year + _AHEAD and not _UNTIL.search(before)


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
    year = _year_of(match, today)
    if match["part"]:
        first, last = _PARTS[match["part"]]
        if match["part"] == "元旦":
            return dt.date(year, 1, 1), dt.date(year, 1, 1)
        return dt.date(year, first, 1), _end(year, last)
    if not match["month"]:
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    return _calendar(year, match["month"], match["day"])


def _year_of(match: re.Match[str], today: dt.date) -> int:
    if match["short"]:
        return _short_year(match["short"], today)
    return _digits(match["year"]) if match["year"] else today.year + _RELATIVE[match["relative"]]


def _short_year(written: str, today: dt.date) -> int:
    """2023 of 23 and 二三, 1998 of 98."""
    year = today.year // 100 * 100 + _digits(written)
    return year - 100 if year > today.year + _LONGEST_AHEAD else year


def _digits(written: str) -> int:
    return int("".join(str(_C.find(c) - 1 if c in _C[1:] else 0) if c > "9" else c for c in written))


def _calendar(year: int, month: str, day: str | None) -> tuple[dt.date, dt.date]:
    if len(month) > 1 and month[:2] in _TWO_MONTHS:
        # «七八月份»
        return dt.date(year, _C.find(month[0]) - 1, 1), _end(year, _C.find(month[1]) - 1)
    number = int(read_number(month) or 0)
    if day:
        exact = dt.date(year, number, int(read_number(day) or 0))
        return exact, exact
    return dt.date(year, number, 1), _end(year, number)


def _end(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _ago(number: str, unit: str, today: dt.date) -> tuple[dt.date, dt.date] | None:
    # «两三年前»: two or three.
    pair = len(number) > 1 and all(c in f"两{_C}" for c in number)
    told = [read_number(n) for n in (number if pair else [number])]
    values = [value for value in told if value is not None]
    if not values or len(values) < len(told):
        return None
    days = {"年": _MONTH_DAYS * 12, "个月": _MONTH_DAYS, "天": Decimal(1)}[unit]
    last, first = (today - dt.timedelta(days=int(n * days)) for n in (values[0], values[-1]))
    # «三年前» is said of anything from two and a half to three and a half years ago.
    margin = dt.timedelta(days=0 if unit == "天" else int(days / 2))
    return first - margin, min(last + margin, today)


def _by_word(word: str, today: dt.date) -> tuple[dt.date, dt.date]:
    if word.endswith("月"):
        back = word.count("上")
        months = today.year * 12 + today.month - 1 - back
        year, month = divmod(months, 12)
        return dt.date(year, month + 1, 1), min(_end(year, month + 1), today)
    if word == "元旦":
        return dt.date(today.year, 1, 1), dt.date(today.year, 1, 1)
    if word == "年初":
        return dt.date(today.year, 1, 1), _end(today.year, 3)
    back = {"昨天": 1, "前天": 2}.get(word, 7 if word.startswith("上") else 0)
    day = today - dt.timedelta(days=back)
    return day, day
