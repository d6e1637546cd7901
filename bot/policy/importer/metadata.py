"""What a text says of itself: number, title, issuer, dates, validity."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bot.policy.documents import STATE, Document, level_of
from bot.policy.importer.dates import DAY, find_dates
from bot.policy.importer.recognise import Recognised
from bot.policy.importer.titles import find_title
from bot.policy.regions import find_place
from bot.policy.selection import HOME

_NUMBER = re.compile(
    r"^\s*([一-鿿]{1,16})\s*[〔\[（(［【]\s*(\d{4})\s*[〕\])）］】]\s*第?\s*(\d+)\s*号\s*$",
    re.M,
)
# «国家税务总局公告2023年第6号», or «2026年第3号» below the name of an announcement.
_ANNOUNCED = re.compile(
    r"^[ \t　]{0,8}([一-鿿][一-鿿 　]{1,60}(?:公告|通告))?"
    r"[ \t　]{0,4}(\d{4})\s{0,4}年\s{0,4}第\s{0,4}(\d+)\s{0,4}号[ \t　]{0,8}$",
    re.M,
)
_BASIS = re.compile(r"《([^》\n]+)》[（(]([一-鿿]{1,16}〔\d{4}〕\d+号)[)）]")
# «2025年4月30日某市人民代表大会常务委员会第五次会议通过», «2026年1月2日某市人民政府令第3号公布»
_ADOPTED = re.compile(
    rf"{DAY}\s*(?:第[一-鿿]{{1,4}}届)?(?P<by>[一-鿿]{{3,30}}?)(?:第[一-鿿]{{1,6}}次|令|公布|发布|通过|修订|制定)"
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
    meta.title = find_title(head, called)
    announced = _ANNOUNCED.search(head)
    if number:
        meta.number = f"{number[1]}〔{number[2]}〕{number[3]}号"
    elif announced:
        meta.number = re.sub(r"\s+", "", f"{announced[1] or meta.title}{announced[2]}年第{announced[3]}号")
    dates = find_dates(found.text, head, found.text[found.structure.clauses[-1].end :])
    meta.signed, meta.published = dates.signed, dates.published
    meta.valid_from, meta.valid_to = dates.valid_from, dates.valid_to
    meta.notes += dates.notes
    if found.kind == "law" and not meta.number:
        _find_law(meta, held, head)
    else:
        _find_paper(meta, found, head)
    _find_region(meta)
    if not meta.issuer:
        meta.notes.append("没有找到发文机关，请补上 issuer")
    return meta


def short_name(title: str, held: Sequence[Document]) -> str:
    """The name under which a law is cited: as it is held already, else its title without the nation."""
    plain = _without_year(title)
    laws = (document.info for document in held if document.info.kind == "law")
    known = (info.number for info in laws if plain in {_without_year(info.title), info.number})
    return next(known, plain.removeprefix(_NATION))


def plain_title(title: str) -> str:
    """A title without the nation, the year of a revision and white space."""
    return _without_year(title).removeprefix(_NATION)


def _without_year(title: str) -> str:
    return re.sub(r"[（(][^（()）]*(?:修订|修正|年)[^（()）]*[)）]$", "", re.sub(r"\s+", "", title))


def _find_law(meta: Metadata, held: Sequence[Document], head: str) -> None:
    meta.issuer = _adopted_by(head)
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


def _adopted_by(head: str) -> str:
    """Who adopted or published a law; of several the congress that made it, else it stays open."""
    found = [match["by"].removeprefix(_NATION) for match in _ADOPTED.finditer(head)]
    clear = found and (len(set(found)) == 1 or "人民代表大会" in found[0])
    return found[0] if clear else ""


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
    signer = next((a for a, b in pairwise(tail) if re.fullmatch(DAY, b)), "")
    return signer if 4 <= len(signer) <= 30 else ""
