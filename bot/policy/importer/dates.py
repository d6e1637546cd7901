"""The days that a text states of itself: signed, printed, in force from, in force until."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.policy.numerals import NUMERAL, chinese_number

_YEAR = "[0-9〇零○一二三四五六七八九]{4}"
# «2025年5月20日», also with blanks, in Chinese numerals, in wide digits.
DAY = rf"({_YEAR})\s*年\s*(\d{{1,2}}|{NUMERAL})\s*月\s*(\d{{1,2}}|{NUMERAL})\s*日"
_BEGINS = r"(?:零时|0时)?\s*(?:起|开始)\s*(?:正式)?\s*(?:施行|实施|执行|生效|试行)"
_FROM = re.compile(rf"{DAY}\s*{_BEGINS}")
_FROM_PUBLICATION = re.compile(
    rf"自(?:公布|发布|印发|颁布|下发)之日起\s*(?:(\d+|{NUMERAL})\s*个?(工作日|日|天|个月|月)后?)?\s*(?:起)?"
    r"(?:施行|实施|执行|生效|试行)"
)
_COUNT = rf"(\d+|两|{NUMERAL})"
_UNTIL = re.compile(
    rf"(?:有效期限?|(?:施行|实施|执行|有效|试行)期?限?)\s*(?:为|是|[:：])?\s*(?:[自从].{{0,20}}?)?"
    rf"(?:截至|截止到|截止至|截止|至|到)\s*{DAY}"
    rf"|起(?:施行|实施|执行|生效|试行)[，,、；]?[^。\d]{{0,8}}(?:至|到)\s*{DAY}"
)
_LENGTH = re.compile(
    rf"(?:有效期限?|(?:试行|暂行|执行|实施|施行)期?限?)\s*(?:为|是|暂定为?|共|[:：])?\s*{_COUNT}\s*(年|个月)"
)
# A validity counts only where a sentence speaks of the text itself, and not of a licence or a loan.
_ITSELF = re.compile(
    "起(?:施行|实施|执行|生效|试行)|之日起|本(?:办法|通知|意见|措施|规定|细则|条例|方案|决定|政策|文件|公告|规程|制度|指南|规则)"
)
_OWN_BEGIN = re.compile(rf"(?:本|以上)[一-鿿]{{1,8}}\s*(?:自|从|由|于)?\s*{DAY}")
_PRINTED = re.compile(rf"{DAY}\s*印发")
_ENACTED = re.compile(
    rf"^[ \t　]{{0,8}}[（(]?[ \t　]{{0,8}}{DAY}.*(?:通过|修订|修正|公布|发布|施行).*$", re.M
)
_SIGNED = re.compile(rf"^[^。，；\d]{{0,40}}{DAY}\s*$", re.M)
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")


@dataclass
class Dates:
    signed: dt.date | None = None
    published: dt.date | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    notes: list[str] = field(default_factory=list)


def find_dates(text: str, head: str, tail: str) -> Dates:
    """The days of a text, of what stands above its first clause and of what follows its last."""
    text, head, tail = (part.translate(_WIDE) for part in (text, head, tail))
    dates = Dates(_first(_SIGNED, tail) or _last(_SIGNED, head), _first(_PRINTED, tail))
    stated = _stated(text)
    enacted = [day for line in _ENACTED.finditer(head) for day in _days(re.compile(DAY), line[0])]
    if stated or enacted:
        # An amended law keeps the day on which it first entered into force; the amendment is later.
        dates.valid_from = max([*([stated] if stated else []), *enacted])
    elif found := _FROM_PUBLICATION.search(text):
        dates.valid_from = _after(found, dates.published or dates.signed)
    _find_end(dates, text)
    return dates


def date_of(match: re.Match[str]) -> dt.date | None:
    """The day that DAY matched; None where the calendar has no such day."""
    parts = [part for part in match.groups() if part][:3]
    year = "".join("0" if c in "〇零○" else str("一二三四五六七八九".find(c) + 1 or c) for c in parts[0])
    month, day = (int(part) if part.isdecimal() else chinese_number(part) for part in parts[1:])
    try:
        return dt.date(int(year), month, day)
    except ValueError:
        return None


def _days(pattern: re.Pattern[str], text: str) -> Iterator[dt.date]:
    yield from (day for match in pattern.finditer(text) if (day := date_of(match)))


def _stated(text: str) -> dt.date | None:
    """The day from which a text says itself to be in force; it may name the days of others too."""
    own = [
        day
        for s in re.findall(r"[^。\n]+", text)
        if _OWN_BEGIN.search(s)
        for day in [_first(_FROM, s)]
        if day
    ]
    return own[-1] if own else _last(_FROM, text)


def _first(pattern: re.Pattern[str], part: str) -> dt.date | None:
    return next(_days(pattern, part), None)


def _last(pattern: re.Pattern[str], part: str) -> dt.date | None:
    return next(reversed(list(_days(pattern, part))), None)


def _after(found: re.Match[str], day: dt.date | None) -> dt.date | None:
    """The day that a text published on a day begins to count."""
    if day is None or not found[1] or found[2] == "工作日":
        return day
    count = _number(found[1])
    return _months_later(day, count) if "月" in found[2] else day + dt.timedelta(days=count)


def _find_end(dates: Dates, text: str) -> None:
    begin = dates.valid_from or dates.published or dates.signed
    for sentence in re.findall(r"[^。\n]+", text):
        if not _ITSELF.search(sentence):
            continue
        if until := _UNTIL.search(sentence):
            dates.valid_to = date_of(until)
        elif (length := _LENGTH.search(sentence)) and begin:
            months = _number(length[1]) * (12 if length[2] == "年" else 1)
            dates.valid_to = _months_later(begin, months) - dt.timedelta(days=1)
            dates.notes.append(f"有效期按“{length[0]}”从 {begin} 算到 {dates.valid_to}，请核对")
        if dates.valid_to:
            break
    if dates.valid_to and dates.valid_to < dt.date.today():
        dates.notes.append(f"这份文件到 {dates.valid_to} 已经到期，只当作旧文件保存")


def _number(written: str) -> int:
    return int(written) if written.isdecimal() else chinese_number(written)


def _months_later(day: dt.date, count: int) -> dt.date:
    year, month = divmod(day.month - 1 + count, 12)
    year, month = day.year + year, month + 1
    try:
        return day.replace(year=year, month=month)
    except ValueError:  # 29 February, or the 31st where a month has none
        return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)
