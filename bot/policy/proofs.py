"""Proves that every figure of a provision stands in the clause that it names.

A document whose text is in the repository is proved against it; the others against the files that lie
beside the repository (BOT_SOURCES_DIR, BOT_LAWS_DIR), where these are at hand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from pathlib import Path

from bot.number_types import is_number
from bot.policy.documents import Document, FiledProvision
from bot.policy.formulas import numbers_in_formula
from bot.policy.provisions import WrittenProvision
from bot.policy.quantities import quantities, shown, without_references
from bot.policy.references import ClauseRef
from bot.policy.rules import Benefit
from bot.policy.source_texts import clause_text, source_text

_ABSENT = "不在所引条文里；请核对后改正"


@dataclass(frozen=True)
class Library:
    """Where texts lie: the documents by their number, and the folders of source files."""

    documents: dict[str, Document]
    folders: tuple[Path, ...]

    def file(self, document: Document) -> Path | None:
        """The source file of a document; None where it names none or it isn't at hand."""
        if not document.info.source:
            return None
        places = (folder / document.info.source for folder in self.folders)
        return next((place for place in places if place.is_file()), None)

    def at_hand(self) -> bool:
        return any(folder.is_dir() for folder in self.folders)


def library(documents: Iterable[Document], folders: Iterable[Path]) -> Library:
    """The texts of some documents; of several versions of one the newest."""
    rising = sorted(documents, key=lambda document: document.info.valid_from)
    return Library({document.info.number: document for document in rising}, tuple(folders))


def unproved(document: Document, texts: Library) -> str:
    """Why the figures of a document can't be proved here; empty where they can."""
    if document.text:
        return ""
    if not document.info.source:
        return "document.yml 没有写 source"
    return "" if texts.file(document) else f"手边没有 {document.info.source}"


def proof_problems(document: Document, filed: FiledProvision, texts: Library) -> Iterator[str]:
    """What no named clause bears out, each with file, line and remedy."""
    for line, _, problem in proof_faults(document, filed.provision, texts):
        yield f"{filed.file}:{line} {problem}" if line else f"{filed.place} {problem}"


def proof_faults(
    document: Document, provision: WrittenProvision, texts: Library
) -> Iterator[tuple[int, str, str]]:
    """(line of a rule or 0, field, what no named clause bears out)."""
    held = {Fraction(0), Fraction(1)} if provision.rule else set()
    for place in places_of(document, provision):
        found = _text_of(place, document, texts)
        if found is None:
            # Its text isn't at hand, so nothing of the provision can be proved or refuted.
            return
        if isinstance(found, _Lacking):
            yield 0, "clause", found.problem
            return
        held |= quantities(without_references(found), strict=False)
    for figure, product in provision.derived.items():
        if not _follows(figure, product, held):
            wrong = f"{figure} 不等于 {product}，或其中的数不在所引条文里"
            yield 0, "derived", f"{provision.slug}: {wrong}；请核对后改正"
        held |= quantities(figure)
    for name, said in stated(provision):
        plain = without_references(_without_own_names(said, document, provision))
        for number in sorted(quantities(plain) - held):
            yield 0, name, f"{provision.slug}: {name} 里的数字 {shown(number)} {_ABSENT}"
    for line, name, number in rule_numbers(provision):
        if number not in held and number * 100 not in held:
            yield line, name, f"{provision.slug}: {name} 的数 {shown(number)} {_ABSENT}"


def _follows(figure: str, product: str, held: set[Fraction]) -> bool:
    """Whether a figure is the product of figures that the clauses state; percents count as percents."""
    factors = [factor.strip() for factor in product.split("×")]
    values = [value for factor in factors for value in quantities(factor)]
    shares = sum(factor.endswith("%") for factor in factors) - figure.endswith("%")
    outcome = Fraction(prod(values), 100**shares) if shares >= 0 else None
    return set(values) <= held and quantities(figure) == {outcome}


def places_of(document: Document, provision: WrittenProvision) -> list[ClauseRef]:
    """Every clause that a provision or a condition of its rule rests on."""
    own = document.info.number
    places = list(provision.places(own))
    for leaf in provision.rule.leaves() if provision.rule else []:
        if leaf.clause or leaf.document:
            clause = leaf.clause if leaf.clause or leaf.document else provision.clause
            places.append(ClauseRef(leaf.document or own, clause))
    return list(dict.fromkeys(places))


def stated(provision: WrittenProvision) -> Iterator[tuple[str, str]]:
    """(where it stands, text) of everything that a provision says."""
    yield "answer", provision.answer
    yield from provision.aspects.items()
    if provision.follows:
        yield "follows", provision.follows


def rule_numbers(provision: WrittenProvision) -> Iterator[tuple[int, str, Fraction]]:
    """(line, field, value) of each figure of the rule; 元 as 元, percents as percents."""
    rule = provision.rule
    if rule is None:
        return
    for leaf in rule.leaves():
        for value in leaf.value if isinstance(leaf.value, list) else [leaf.value]:
            if is_number(value):
                yield leaf.line, leaf.attribute, Fraction(str(value))
    for name, number in benefit_numbers(rule.benefit):
        yield rule.benefit.line, name, number


def benefit_numbers(benefit: Benefit) -> Iterator[tuple[str, Fraction]]:
    """(field, value) of each figure of a benefit."""
    for name in ("fixed_yuan", "at_most_yuan", "rate_percent", "cap_yuan", "count_limit"):
        value = getattr(benefit, name)
        if value is not None:
            yield name, Fraction(str(value))
    for name, part in (
        ("per", benefit.per),
        ("rate_bound", benefit.rate_bound),
        ("deduction", benefit.deduction),
    ):
        for field in ("yuan", "years", "months", "plus_bp", "yuan_per_year"):
            value = getattr(part, field, None)
            if value is not None:
                yield f"{name}.{field}", Fraction(str(value))
    for tier in benefit.tiers.each if benefit.tiers else []:
        for field in ("up_to", "percent", "yuan"):
            value = getattr(tier, field)
            if value is not None:
                yield f"tiers.{field}", Fraction(str(value))
    for instalment in benefit.instalments:
        yield "instalments", Fraction(str(instalment.percent))
    for number in numbers_in_formula(benefit.formula):
        yield "formula", Fraction(str(number))


@dataclass(frozen=True)
class _Lacking:
    problem: str


def _text_of(place: ClauseRef, own: Document, texts: Library) -> str | _Lacking | None:
    """The text of a clause; None where it isn't at hand, a problem where the document lacks the clause."""
    document = own if place.document == own.info.number else texts.documents.get(place.document)
    if document is None:
        return None
    if document.text:
        if not place.clause:
            return document.text
        clause = next((c for c in document.structure.clauses if c.number == place.clause), None)
        missing = _Lacking(f"{place.document} 没有“{place.clause}”；请改成文件里有的序号")
        return f"{clause.title}\n{clause.text}" if clause else missing
    file = texts.file(document)
    if file is None:
        if document.info.source and texts.at_hand():
            return _Lacking(f"没有找到来源文件 {document.info.source}；请核对 document.yml 的 source")
        return None
    whole = source_text(file)
    if document.info.certainty.text == "reported" or not place.clause:
        return whole
    found = clause_text(whole, place.clause)
    return found if found else _Lacking(f"来源文件 {file.name} 里没有“{place.clause}”；请核对 clause")


def _without_own_names(said: str, document: Document, provision: WrittenProvision) -> str:
    """Without names and dates that document.yml itself vouches for."""
    info = document.info
    known = [info.title, info.number, *info.certainty.by.split()]
    days = [info.issued, info.signed, info.published, info.valid_from, info.valid_to, info.certainty.on]
    days += [provision.valid_from, provision.valid_to]
    for day in days:
        if isinstance(day, dt.date):
            known += [f"{day.year}年{day.month}月{day.day}日", f"{day.year}年{day.month}月", f"{day.year}年"]
    for name in filter(None, known):
        said = said.replace(name, "")
    return said
