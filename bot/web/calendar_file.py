"""Days of a checklist as a calendar file (.ics, RFC 5545) that phones and mail programs read."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable

from bot.policy.checklist import EndingDay
from bot.policy.wording import chinese_date

# A line holds at most so many bytes; what is longer goes on in the next one, after a space.
_MOST_BYTES = 75
_REMINDED_DAYS_BEFORE = 30
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def calendar(days: Iterable[EndingDay], site: str, made: dt.datetime) -> str:
    """One all-day entry for each day, with a reminder before; `site` is the website's address or empty."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//dianchuang//checklist//ZH", "CALSCALE:GREGORIAN"]
    for day in days:
        lines += _entry(day, site, made)
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _entry(day: EndingDay, site: str, made: dt.datetime) -> list[str]:
    name = day.topic.name
    told = f"{day.by}的规定到{chinese_date(day.on.isoformat())}为止，之后有没有新规定，请向主管部门核实。"
    address = f"{site}/matter/{day.topic.slug}"
    identity = hashlib.sha256(f"{day.topic.slug} {day.on}".encode()).hexdigest()[:32]
    return [
        "BEGIN:VEVENT",
        f"UID:{identity}@dianchuang",
        f"DTSTAMP:{made:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{day.on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day.on + dt.timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_text(f'{name}：现在的规定到今天为止')}",
        f"DESCRIPTION:{_text(told)}",
        *([f"URL:{address}"] if site else []),
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"TRIGGER:-P{_REMINDED_DAYS_BEFORE}D",
        f"DESCRIPTION:{_text(f'{name}：现在的规定还有{_REMINDED_DAYS_BEFORE}天到期')}",
        "END:VALARM",
        "END:VEVENT",
    ]


def _text(value: str) -> str:
    return value.translate(_ESCAPED)


def _folded(line: str) -> str:
    """Folded between characters, never within one."""
    pieces, size = [""], 0
    for character in line:
        width = len(character.encode())
        if size + width > _MOST_BYTES:
            pieces.append(" ")
            size = 1
        pieces[-1] += character
        size += width
    return "\r\n".join(pieces)
