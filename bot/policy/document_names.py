"""Which document a message names: by its title, its number, or what people shorten these to."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from bot.policy.entrances import main_document
from bot.policy.numerals import NUMERAL, chinese_number
from bot.policy.store import Store

# A regulation under a law bears the law's name: 劳动合同法实施条例 is another document.
_ITSELF = r"(?!》?的?(?:实施|施行|司法解释|解释))"
# 财金〔2023〕75号, 财政部公告2026年第10号, 国务院令第802号: whose it is, of which year, which number.
_NUMBERED = re.compile(r"([一-鿿、 ]+?)(?:公告|令)?(?:〔?(20\d\d)〕?年?)?第?(\d{1,3})号")
_DECREE = re.compile(r"（([^）]*令第\d+号)）")
_SAID = re.compile(rf"(?:〔?(20\d\d)〕?年?)?第?(\d{{1,3}}|{NUMERAL})号(文|令|公告)?")
_YEAR = re.compile(r"20\d\d")
_BEFORE_NUMBER = re.compile(r"(?:公告|通知|令|发)*$")
# What nobody says of a title, and how much of the rest must be said of it.
_UNSAID = re.compile(r"^中华人民共和国|（[^）]*）|[\s“”‘’《》丨！，]")
_SHORTEST_TITLE, _LEAST_OF_TITLE = 6, 0.5
_KIND = re.compile("办法|条例|规定|通知|公告|意见|措施|计划|方案|指南|文件|法$")


class _Number(NamedTuple):
    issuer: str
    year: str
    number: int
    document: str


def document_in(store: Store, text: str) -> str | None:
    """The document that a text names by its whole number or short name; of several the longest name."""
    plain = _brackets(text)
    named = [name for name, _ in _titles(store) if name in plain]
    found = [name for name in named if re.search(re.escape(name) + _ITSELF, plain)]
    return max(found, key=len, default=None)


def document_meant(store: Store, text: str, said: str) -> str | None:
    """The same, and by a part of its number («财金75号文», «802号令») or title, where that fits one alone.

    `said`: the text without what is asked of the document.
    """
    plain = _brackets(text)
    return document_in(store, plain) or _by_number(store, plain) or _by_title(store, said)


def _by_title(store: Store, said: str) -> str | None:
    """The title that holds what is said in its order, and half of which is said."""
    written = _UNSAID.sub("", said)
    if len(written) < _SHORTEST_TITLE or not _KIND.search(written):
        return None
    found = [(len(title), name) for name, title in _titles(store) if _in_order(written, title)]
    shortest = min(found, default=(0, None))
    return shortest[1] if len(written) >= shortest[0] * _LEAST_OF_TITLE else None


def _in_order(written: str, title: str) -> bool:
    rest = iter(title)
    return all(char in rest for char in written)


def _by_number(store: Store, plain: str) -> str | None:
    years = set(_YEAR.findall(plain))
    for said in _SAID.finditer(plain):
        number = int(said[2]) if said[2].isdigit() else chinese_number(said[2])
        alike = [one for one in _numbers(store) if one.number == number]
        alike = [one for one in alike if one.year in years] or alike
        before = _BEFORE_NUMBER.sub("", plain[: said.start()].replace(" ", ""))
        called = [one for one in alike if before.endswith((one.issuer, one.issuer.removeprefix("国家")))]
        found = {one.document for one in called or (alike if said[3] else ())}
        if main_document() in found:
            return main_document()
        if len(found) == 1:
            return found.pop()
    return None


@lru_cache(maxsize=2)
def _numbers(store: Store) -> tuple[_Number, ...]:
    """The number of every document that has one, or of the decree that its title tells."""
    found = []
    for info in store.documents():
        for written in (info["name"], *_DECREE.findall(info["title"])):
            if number := _NUMBERED.match(written):
                issuer = number[1].replace(" ", "").removesuffix("发")
                found.append(_Number(issuer, number[2] or "", int(number[3]), info["name"]))
    return tuple(found)


@lru_cache(maxsize=2)
def _titles(store: Store) -> tuple[tuple[str, str], ...]:
    """(short name, what may be said of the title) of every document."""
    return tuple((info["name"], _UNSAID.sub("", info["title"])) for info in store.documents())


def _brackets(text: str) -> str:
    return re.sub(r"[\[［(（【](\d{4})[\]］)）】]", r"〔\1〕", text)
