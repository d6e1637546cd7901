"""The form of a provision: what was typed ↔ one entry of a provisions file, proved against its clause."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.policy.check import quote_faults
from bot.policy.documents import Document
from bot.policy.proofs import library, proof_faults, unproved
from bot.policy.provisions import WrittenProvision
from bot.policy.quantities import quantities
from bot.policy.structure import Clause, sentences

# What may be asked of any matter, as the form says it, in the order in which people ask.
ASPECTS = {
    "amount": "多少钱、额度、比例",
    "conditions": "什么条件",
    "time": "期限、多久",
    "how_to_apply": "怎么办、去哪里办",
    "materials": "带什么材料",
    "audience": "哪些人可以",
    "contact": "电话",
    "validity": "执行到哪天",
}
_LONGEST = 2000
# An answer has so many characters at least; what stands for one that is not written yet.
_SHORTEST, _UNWRITTEN = 4, "（还没写）"
_SUM = re.compile(r"\d\s*[千万亿]?(?:元|%|％)")


@dataclass
class Typed:
    """What a form yields: the entry, and what is wrong by field."""

    entry: dict[str, Any]
    errors: dict[str, str] = field(default_factory=dict)


def shown(entry: Mapping[str, Any], matter: str) -> dict[str, str]:
    """An entry as the fields of the form; `matter` is the matter's name."""
    fields = {
        name: _said(entry.get(name)) for name in ("clause", "answer", "follows", "valid_from", "valid_to")
    }
    fields |= {f"aspect_{name}": text for name, text in (entry.get("aspects") or {}).items()}
    fields |= {f"quote_{number}": quote for number, quote in enumerate(entry.get("quotes") or [])}
    return {**fields, "matter": matter}


def offered_quotes(document: Document, clause: str, entry: Mapping[str, Any]) -> list[str]:
    """What can be ticked as the sentence that a provision rests on: the clause's, and those ticked before."""
    held = clause_of(document, clause)
    said = [part.strip() for part in sentences(held.text)] if held else []
    return [*said, *(quote for quote in entry.get("quotes") or [] if quote not in said)]


def clause_of(document: Document, number: str) -> Clause | None:
    """The clause of that number, where the document's text is held."""
    return next((clause for clause in document.structure.clauses if clause.number == number), None)


def read(
    fields: Mapping[str, str],
    document: Document,
    matter: str,
    slug: str,
    before: Mapping[str, Any],
    asks: Mapping[str, str],
    folders: tuple[Path, ...] = (),
) -> Typed:
    """The entry for a matter's slug, every figure and quote proved as far as texts are at hand."""
    typed = _typed(fields, matter, slug, before, asks)
    errors = typed.errors
    if len(typed.entry["answer"]) < _SHORTEST:
        errors["answer"] = "请写答复，第一句直接回答问题。"
    if _SUM.search(typed.entry["answer"]) and not typed.entry.get("aspects", {}).get("amount"):
        # Asked how much, the bot would say that the document sets no sum.
        errors["aspect_amount"] = "回答里写了金额或比例：访客问“多少钱”时怎么说，这里也要写一句。"
    if not errors:
        for name, problem in _faults(typed.entry, document, folders):
            errors[name] = f"{errors[name]}；{problem}" if name in errors else problem
    return typed


@dataclass(frozen=True)
class Proof:
    """What the text says to the figures typed so far: complaints by field, the fields it bears out."""

    wrong: dict[str, str]
    proved: list[str]


def prove(
    fields: Mapping[str, str],
    document: Document,
    before: Mapping[str, Any],
    asks: Mapping[str, str],
    folders: tuple[Path, ...] = (),
) -> Proof:
    """The same while somebody is typing: what is not written yet is no fault."""
    typed = _typed(fields, "unknown", "unknown", before, asks)
    if len(typed.entry["answer"]) < _SHORTEST:
        typed.entry["answer"] = _UNWRITTEN
    filled = {name for name, text in fields.items() if text.strip()}
    wrong: dict[str, str] = {}
    if not typed.errors:
        for name, problem in _faults(typed.entry, document, folders):
            if name in filled or name == "quotes":
                wrong.setdefault(name, problem)
    if "quotes" in wrong or "clause" in wrong or unproved(document, library([document], folders)):
        return Proof(typed.errors | wrong, [])
    said = {name for name in filled if name == "answer" or name.startswith("aspect_")}
    return Proof(typed.errors | wrong, sorted(n for n in said - {*wrong} if quantities(fields[n])))


def _typed(
    fields: Mapping[str, str], matter: str, slug: str, before: Mapping[str, Any], asks: Mapping[str, str]
) -> Typed:
    """The entry as far as it is written; wrong are only days that are none."""
    errors: dict[str, str] = {}
    entry = {**before, "slug": slug, "matter": matter, "clause": fields.get("clause", "").strip()}
    entry["answer"] = _paragraph(fields.get("answer", ""))
    wanted = (*ASPECTS, *asks, *(before.get("aspects") or {}))
    said = {name: _paragraph(fields.get(f"aspect_{name}", "")) for name in dict.fromkeys(wanted)}
    _put(entry, "aspects", {name: text for name, text in said.items() if text})
    _put(entry, "quotes", list(_quotes(fields)))
    _put(entry, "follows", _paragraph(fields.get("follows", "")))
    for name, label in (("valid_from", "从哪天起"), ("valid_to", "到哪天止")):
        _put(entry, name, _day(fields.get(name, ""), name, label, errors))
    return Typed(entry, errors)


def new_slug(matter: str, taken: set[str]) -> str:
    """A name for a provision within its document."""
    names = (matter, *(f"{matter}_{number}" for number in range(2, 1000)))
    return next(name for name in names if name not in taken)


def slug_of(name: str, taken: set[str]) -> str:
    """The name of the file of a new matter: its sounds."""
    from pypinyin import lazy_pinyin

    sounds = "_".join(re.sub("[^a-z0-9]", "", s.lower()) for s in lazy_pinyin(name))
    plain = re.sub("_+", "_", sounds).strip("_")[:40].strip("_") or "matter"
    return new_slug(plain if plain[0].isalpha() else f"m_{plain}", taken)


def _faults(
    entry: Mapping[str, Any], document: Document, folders: tuple[Path, ...]
) -> Iterator[tuple[str, str]]:
    try:
        provision = WrittenProvision.parse_obj(entry)
    except ValidationError as error:
        for fault in error.errors():
            message = fault["msg"] if re.search("[一-鿿]", fault["msg"]) else "这里填得不对，请核对。"
            yield ("valid_to" if fault["loc"][0] == "__root__" else str(fault["loc"][0])), message
        return
    yield from _day_faults(provision, document)
    clause = clause_of(document, provision.clause)
    if document.structure.clauses and clause is None:
        yield "clause", "请选这份文件里有的条款。"
        return
    if clause and document.info.kind == "official_paper":
        yield from ((_field(name), _plain(text, name)) for name, text in quote_faults(provision, clause))
    for _, name, text in proof_faults(document, provision, library([document], folders)):
        yield _field(name), _plain(text.removeprefix(f"{provision.slug}: "), name)


def _day_faults(provision: WrittenProvision, document: Document) -> Iterator[tuple[str, str]]:
    info = document.info
    start, end = document.span(provision)
    if start < info.valid_from:
        yield "valid_from", f"不能早于文件的施行日期 {info.valid_from}。"
    if info.valid_to and (end is None or end > info.valid_to):
        yield "valid_to", f"不能晚于文件的失效日期 {info.valid_to}。"


def _field(name: str) -> str:
    """The form's field for a part of a provision."""
    return name if name in {"clause", "quotes", "answer", "follows"} else f"aspect_{name}"


def _plain(text: str, name: str) -> str:
    """A complaint without the names that only the files have."""
    text = text.replace("存有原文的文件要写 quotes；请逐字照抄原文", "请勾选它依据的是哪一句。")
    text = text.replace(f"{name} 里的数字", "数字").replace(f"{name} 的数", "数字")
    return text.replace("不在引文里；请删去或改正", "不在勾选的句子里").replace("；请核对后改正", "")


def _quotes(fields: Mapping[str, str]) -> Iterator[str]:
    names = sorted((n for n in fields if re.fullmatch(r"quote_\d{1,3}", n)), key=lambda n: int(n[6:]))
    yield from dict.fromkeys(fields[name].strip() for name in names if fields[name].strip())


def _put(entry: dict[str, Any], name: str, value: Any) -> None:
    if value:
        entry[name] = value
    else:
        entry.pop(name, None)


def _day(typed: str, name: str, label: str, errors: dict[str, str]) -> dt.date | None:
    if not typed.strip():
        return None
    try:
        return dt.date.fromisoformat(typed.strip())
    except ValueError:
        errors[name] = f"“{label}”要写成 2026-02-01 这样。"
        return None


def _paragraph(text: str) -> str:
    return " ".join(text.split())[:_LONGEST]


def _said(value: Any) -> str:
    return "" if value is None else value.isoformat() if isinstance(value, dt.date) else str(value)
