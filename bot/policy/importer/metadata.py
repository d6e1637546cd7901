"""What a text says of itself: number, title, issuer, dates, validity."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bot.policy.documents import STATE, Document, level_of
from bot.policy.importer.recognise import Recognised
from bot.policy.regions import find_place
from bot.policy.selection import HOME
from bot.policy.structure import NUMERAL, chinese_number

_NUMBER = re.compile(
    r"^\s*([一-鿿]{1,16})\s*[〔\[（(［【]\s*(\d{4})\s*[〕\])）］】]\s*第?\s*(\d+)\s*号\s*$",
    re.M,
)
_BASIS = re.compile(r"《([^》\n]+)》[（(]([一-鿿]{1,16}〔\d{4}〕\d+号)[)）]")
_YEAR = "[0-9〇零○一二三四五六七八九]{4}"
_DAY = rf"({_YEAR})年(\d{{1,2}}|{NUMERAL})月(\d{{1,2}}|{NUMERAL})日"
_DATE = re.compile(_DAY)
_FROM = re.compile(rf"自{_DAY}起(?:施行|实施|执行|生效)")
_FROM_PUBLICATION = re.compile(r"自(?:公布|发布|印发|颁布)之日起(?:施行|实施|执行|生效)")
_UNTIL = re.compile(rf"(?:有效期[限]?(?:至|到)|(?:施行|实施|执行|有效)(?:至|到)){_DAY}")
_YEARS = re.compile(rf"有效期[限]?(?:为|暂定)?(\d+|{NUMERAL})年")
_PRINTED = re.compile(rf"{_DAY}印发")
_ENACTED = re.compile(rf"^\s*{_DAY}.*(?:通过|修订|修正|公布|施行)\s*$", re.M)
_TITLE_END = re.compile(
    r"(?:意见|通知|办法|决定|方案|规定|细则|措施|条例|公告|通告|规划|计划|批复|函|法|纲要|指南|政策)(?:[（(].*[)）])?$"
)
_NATION = "中华人民共和国"
_NO_VALIDITY = "文件没有写有效期，也没有写失效日期；是否仍然执行、有没有新规定，以部门现在的说法为准。"


@dataclass
class Metadata:
    """document.yml as found; `notes` names what was not found or is doubtful, in Chinese."""

    kind: str
    number: str = ""
    title: str = ""
    level: str = "province"
    region: str = HOME
    issuer: str = ""
    signed: dt.date | None = None
    published: dt.date | None = None
    basis: tuple[str, str] | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    validity_note: str = ""
    notes: list[str] = field(default_factory=list)


def find_metadata(found: Recognised, called: str, held: Sequence[Document]) -> Metadata:
    """Metadata of a recognised text; `called` is its title as the file has it, else empty."""
    first = found.structure.clauses[0].start
    headings = [chapter.start for chapter in found.structure.chapters]
    head = found.text[: min([first, *headings])]
    meta = Metadata(found.kind)
    number = _NUMBER.search(head)
    meta.title = _title(head, called)
    if number:
        meta.number = f"{number[1]}〔{number[2]}〕{number[3]}号"
    _find_dates(meta, found, head)
    if found.kind == "law" and not number:
        _find_law(meta, held)
    else:
        _find_paper(meta, found, head)
    _find_region(meta)
    if not meta.issuer:
        meta.notes.append("没有找到发文机关，请补上 issuer")
    return meta


def short_name(title: str, held: Sequence[Document]) -> str:
    """The name under which a law is cited: as it is held already, else its title without the nation."""
    plain = _plain(title)
    laws = (document.info for document in held if document.info.kind == "law")
    known = (info.number for info in laws if plain in {_plain(info.title), info.number})
    return next(known, plain.removeprefix(_NATION))


def _plain(title: str) -> str:
    return re.sub(
        r"[（(][^（()）]*(?:修订|修正|年)[^（()）]*[)）]$",
        "",
        re.sub(r"\s+", "", title),
    )


def _title(head: str, called: str) -> str:
    """The line that reads like a title, lines before it that belong to it included."""
    lines = [line.strip() for line in head.splitlines() if line.strip()]
    lines = [line for line in lines if not _DATE.match(line) and not _NUMBER.match(line)]
    for position, line in enumerate(lines):
        if _TITLE_END.search(line) and len(line) < 100 and not re.search("[。：:]$", line):
            begin = position
            while begin and position - begin < 2 and _unfinished(lines[begin - 1]):
                begin -= 1
            return "".join(lines[begin : position + 1])
    return " ".join(called.split()) or (lines[0][:100] if lines else "")


def _unfinished(line: str) -> bool:
    """Whether a title goes on after this line."""
    return len(line) < 40 and "关于" in line and not re.search("文件$|[。：:]$", line)


def _find_dates(meta: Metadata, found: Recognised, head: str) -> None:
    text, last = found.text, found.structure.clauses[-1]
    tail = text[last.end :]
    printed = _PRINTED.search(tail)
    signed = [_date(m) for line in tail.splitlines() if (m := re.fullmatch(_DAY, line.strip()))]
    enacted = [_date(m) for m in _ENACTED.finditer(head)]
    meta.signed = next((day for day in signed if day), None)
    meta.published = _date(printed) if printed else None
    stated = [day for m in _FROM.finditer(text) if (day := _date(m))]
    known = [day for day in enacted if day]
    if stated or known:
        # An amended law keeps the day on which it first entered into force; the amendment is later.
        meta.valid_from = max([*stated[-1:], *known])
    elif _FROM_PUBLICATION.search(text):
        meta.valid_from = meta.published or meta.signed
    _find_end(meta, text)


def _find_end(meta: Metadata, text: str) -> None:
    until, years = _UNTIL.search(text), _YEARS.search(text)
    meta.valid_to = _date(until) if until else None
    begin = meta.valid_from or meta.published or meta.signed
    if not until and years and begin:
        count = int(years[1]) if years[1].isdigit() else chinese_number(years[1])
        meta.valid_to = _years_later(begin, count) - dt.timedelta(days=1)
        meta.notes.append(f"有效期按“{years[0]}”算到 {meta.valid_to}，请核对")


def _years_later(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def _find_law(meta: Metadata, held: Sequence[Document]) -> None:
    meta.number = short_name(meta.title, held)
    versions = [document.info for document in held if document.info.number == meta.number]
    known = max(versions, key=lambda info: info.valid_from, default=None)
    if known and meta.valid_from in {None, known.valid_from}:
        meta.title, meta.issuer, meta.valid_from = (
            known.title,
            known.issuer,
            known.valid_from,
        )
    elif known:
        meta.issuer = known.issuer
        meta.notes.append(
            f"规定依据的《{known.number}》从 {known.valid_from} 起，这一版从 {meta.valid_from} 起；"
            "请核对依据它的规定"
        )


def _find_region(meta: Metadata) -> None:
    """The level by who issued it: the place it names, else the state for laws, else the province."""
    place = find_place(f"{meta.issuer}{meta.title}")
    if place:
        meta.region, meta.level = place, level_of(place)
    elif meta.kind == "law" or re.match("国务院|中共中央|国家|财政部|教育部|人力资源", meta.issuer):
        meta.region, meta.level = STATE, "state"
    else:
        meta.notes.append("没有看出是哪一级、哪个地方的文件，先按云南省算；请核对 level 和 region")


def _find_paper(meta: Metadata, found: Recognised, head: str) -> None:
    if not meta.number:
        meta.number = re.sub(r"\s+", "", meta.title)[:60]
        meta.notes.append(f"没有找到文号，先用标题“{meta.number}”代替；可用 --number 指定")
    meta.issuer = _issuer(meta.title, head, found)
    basis = _BASIS.search(head)
    if basis and basis[2] != meta.number:
        meta.basis = (basis[2], basis[1])
    if not meta.valid_from and (meta.signed or meta.published):
        meta.valid_from = meta.signed or meta.published
        meta.notes.append("没有写从哪天起施行，先从成文日期算起")
    if not meta.valid_to:
        meta.validity_note = _NO_VALIDITY


def _issuer(title: str, head: str, found: Recognised) -> str:
    before, about, _ = title.partition("关于")
    if about and before:
        return before
    red_head = re.search(r"^\s*([一-鿿]{4,30})文件\s*$", head, re.M)
    if red_head:
        return red_head[1]
    tail = [
        line.strip() for line in found.text[found.structure.clauses[-1].end :].splitlines() if line.strip()
    ]
    signer = next((a for a, b in pairwise(tail) if _DATE.fullmatch(b)), "")
    return signer if 4 <= len(signer) <= 30 else ""


def _date(match: re.Match[str]) -> dt.date | None:
    year = "".join(
        str("零一二三四五六七八九".find(c)) if c in "零一二三四五六七八九" else c for c in match[1]
    )
    year = re.sub("[〇○]", "0", year)
    month, day = (int(part) if part.isdigit() else chinese_number(part) for part in match.groups()[1:3])
    try:
        return dt.date(int(year), month, day)
    except ValueError:
        return None
