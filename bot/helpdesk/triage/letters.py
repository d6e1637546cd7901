"""A message as it arrives (mail, phone note, hotline ticket) → the sentences that carry its matter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.helpdesk.triage_files import LETTERS
from bot.policy.yaml_files import plain_yaml

_PHONE = re.compile(r"(?<![\d.])(?:0\d{2,3}[- ]?)?1?[\d*xX×]{7,12}(?!\d*[万亿元%])")
_MAIL_OR_LINK = re.compile(r"<?[\w.+-]+@[\w.-]+>?|https?://\S+|www\.\S+")
_NUMBER_OF_TICKET = re.compile(r"^[A-Za-z]{1,6}[\d-][\w-]*[。.，,：:\s]*")
_PERSON = re.compile(
    r"^[^\W\d]{1,4}(?:先生|女士|小姐|同志|同学|老师|大姐|大爷|大妈|阿姨|老板|总|师傅|某某?)?(?=[，,。：:])"
)
_STOPS = re.compile(r"[。？！!?；;\n]+")
_END = re.compile(r"(?<=[。？！!?；;\n])")
_MARKED_FIELD = re.compile(r"(?=【)")
_SIGNATURE_LENGTH = 16
_LONGEST_NAME = 24


@dataclass(frozen=True)
class Sentence:
    """`asks`: it wants to know something; the others tell."""

    text: str
    asks: bool


@dataclass(frozen=True)
class Letter:
    """`kind` is what a hotline took the message for (咨询, 投诉 …), empty where it says nothing."""

    title: str
    sentences: tuple[Sentence, ...]
    kind: str

    @property
    def body(self) -> str:
        return "。".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True)
class _Format:
    dropped: frozenset[str]
    kept: frozenset[str]
    titles: frozenset[str]
    kinds: frozenset[str]
    empty_titles: frozenset[str]
    greetings: re.Pattern[str]
    closings: re.Pattern[str]
    asks: re.Pattern[str]
    small_talk: re.Pattern[str]
    borders: re.Pattern[str]
    politeness: re.Pattern[str]


def read_letter(text: str) -> Letter:
    """The matter of a message, without headers, greetings, signatures, names and numbers."""
    form = _format()
    titles: list[str] = []
    kinds: list[str] = []
    body: list[str] = []
    for line in _lines(text):
        label, value = _field(line, form)
        if label in form.dropped:
            if len(_without_number(value)) > _LONGEST_NAME:
                body.append(_without_number(value))  # a number or name, and then the matter itself
            continue
        if label in form.kinds:
            kinds.append(value)
        elif label in form.titles:
            titles.append(value)
        elif form.closings.match(line.strip("。！!，,～~ ")):
            body.append("")  # what follows may be a signature
        else:
            body.append(value)
    title = "，".join(t for t in titles if t.strip("。！!？?：: ") not in form.empty_titles)
    sentences = tuple(_sentences(_without_signature(body), form))
    if not sentences and title:
        sentences, title = (Sentence(title, True),), ""
    return Letter(title, sentences, "，".join(kinds))


def _lines(text: str) -> Iterator[str]:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").replace("\u3000", " ")
    for line in text.split("\n"):
        line = line.strip().lstrip("> ").strip()
        if not line or (re.fullmatch(r"[-=_*—\s]*[^\s。，？]{0,10}[-=_*—\s]*", line) and line[0] in "-=_*—"):
            continue
        yield from (part for part in _MARKED_FIELD.split(line) if part.strip())


def _field(line: str, form: _Format) -> tuple[str, str]:
    """(label, value) of 〈label〉：〈value〉 or 【label】value; label is empty for plain text."""
    found = re.match(r"【([^】]{1,12})】\s*[:：]?\s*(.*)", line) or re.match(
        r"([^\s:：，。？]{1,12})\s*[:：]\s*(.*)", line
    )
    if not found:
        return "", line
    label, value = found[1].strip().lower(), found[2]
    known = form.dropped | form.kinds | form.titles | form.kept
    if label not in known:
        # A remark such as 【加急件】 may stand before a field.
        return _field(value, form) if line.startswith("【") else ("", line)
    if label in form.kept:
        return "", _without_number(value)
    return label, value


def _without_number(value: str) -> str:
    return _NUMBER_OF_TICKET.sub("", value)


def _without_signature(lines: list[str]) -> list[str]:
    """Short lines at the end that ask nothing are names, posts and dates."""
    form = _format()
    kept = list(lines)
    while len(kept) > 1 and _is_signature(kept[-1], form):
        kept.pop()
    return [line for line in kept if line]


def _is_signature(line: str, form: _Format) -> bool:
    return len(line) <= _SIGNATURE_LENGTH and not form.asks.search(line) and not re.search("[。！，；]", line)


def _sentences(lines: list[str], form: _Format) -> Iterator[Sentence]:
    for line in lines:
        for sentence in _END.split(form.greetings.sub("", line, count=2)):
            asks_by_mark = bool(re.search("[？?]", sentence))
            for piece in form.borders.split(sentence):
                plain = _anonymous(_STOPS.sub("", piece)).strip("，,、：:.． ")
                if len(plain) < 2 or form.small_talk.match(plain):
                    continue
                yield Sentence(plain, asks_by_mark or bool(form.asks.search(plain)))


def asks(text: str) -> bool:
    """Whether a sentence wants to know something."""
    return bool(_format().asks.search(text))


def questions(sentence: str) -> tuple[str, ...]:
    """The questions that a sentence strings together with commas; none where it asks only one."""
    parts = [part for part in sentence.split("，") if _format().asks.search(part) and len(part) > 4]
    return tuple(parts) if len(parts) > 1 else ()


def _anonymous(text: str) -> str:
    text = _MAIL_OR_LINK.sub("", text)
    text = _PHONE.sub("", text)
    text = _format().politeness.sub("", text)
    return _PERSON.sub("", text)


@lru_cache(maxsize=1)
def _format(path: Path = LETTERS) -> _Format:
    content: dict[str, Any] = plain_yaml(path)
    return _Format(
        dropped=frozenset(content["dropped_fields"]),
        kept=frozenset(content["kept_fields"]),
        titles=frozenset(content["title_fields"]),
        kinds=frozenset(content["kind_fields"]),
        empty_titles=frozenset(content["empty_titles"]),
        greetings=re.compile("^(?:" + "|".join(content["greetings"]) + ")", re.IGNORECASE),
        closings=re.compile(content["closings"], re.IGNORECASE),
        asks=re.compile("|".join(content["asks"])),
        small_talk=re.compile(content["small_talk"]),
        borders=re.compile(content["borders"]),
        politeness=re.compile(content["politeness"]),
    )
