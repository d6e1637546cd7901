"""What must hold of eligibility rules: known attributes, possible values, verbatim quotes, no gaps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from bot.policy.attributes import Attribute, attributes
from bot.policy.documents import Document, Knowledge, Measure
from bot.policy.rules import Benefit, Condition
from bot.policy.structure import Clause

_NUMERIC = {"amount", "count", "percent", "date"}
_ORDER = {"at_least", "at_most", "more_than", "less_than"}
_ONE_DAY = dt.timedelta(days=1)


def rule_problems(knowledge: Knowledge) -> list[str]:
    """Everything wrong with the rules, each with file, line and remedy."""
    found = []
    for document in knowledge.documents:
        clauses = {clause.number: clause for clause in document.structure.clauses}
        for number, measures in document.measures.items():
            for measure in measures:
                file = document.files.get(measure.slug, document.folder)
                found += [f"{file}:{line} {what}" for line, what in _problems(measure, clauses[number])]
    return found + list(_validity_problems(knowledge)) + list(_relation_problems(knowledge))


def _problems(measure: Measure, clause: Clause) -> Iterator[tuple[int, str]]:
    rule = measure.eligibility
    if rule is None:
        return
    for line, quote in rule.quotes():
        if quote not in clause.text:
            yield line or measure.line, f"引文不在（{clause.number}）原文里：“{quote}”；请逐字照抄原文"
    for leaf in rule.leaves():
        yield from ((leaf.line, problem) for problem in _leaf_problems(leaf))
    yield from ((rule.benefit.line, problem) for problem in _benefit_problems(rule.benefit))


def _leaf_problems(leaf: Condition) -> Iterator[str]:
    attribute = attributes().get(leaf.attribute)
    if attribute is None:
        yield f"没有“{leaf.attribute}”这个属性；请改正，或先写进 data/attributes.yml"
        return
    is_list = isinstance(leaf.value, list)
    if is_list != (leaf.operator in {"one_of", "not_one_of"}):
        yield f"operator {leaf.operator} 和 value {leaf.value} 不配；one_of、not_one_of 写列表，别的写一个值"
    elif leaf.operator in _ORDER and attribute.type not in _NUMERIC:
        yield f"“{attribute.name}”是 {attribute.type}，不能比大小；请用 is、is_not、one_of"
    for value in leaf.value if isinstance(leaf.value, list) else [leaf.value]:
        if not _possible(attribute, value):
            allowed = "、".join(c.value for c in attribute.choices) or attribute.type
            yield f"“{attribute.name}”没有 {value} 这个值；可以写：{allowed}"


def _possible(attribute: Attribute, value: object) -> bool:
    if attribute.type == "bool":
        return isinstance(value, bool)
    if attribute.type == "choice":
        return value in {choice.value for choice in attribute.choices}
    if attribute.type == "date":
        return isinstance(value, str)
    return isinstance(value, int | float) and not isinstance(value, bool)


def _benefit_problems(benefit: Benefit) -> Iterator[str]:
    for name in benefit.attributes():
        if name not in attributes():
            yield f"没有“{name}”这个属性；请改正，或先写进 data/attributes.yml"
    said = _numbers(benefit.quote)
    for field, figure in (
        ("rate_percent", benefit.rate_percent),
        ("cap_yuan", benefit.cap_yuan and Decimal(benefit.cap_yuan) / 10_000),
        ("count_limit", benefit.count_limit),
    ):
        if figure is not None and Decimal(figure) not in said:
            yield f"{field} 的数 {figure} 不在引文里；请照原文改正（cap_yuan 以元为单位）"


def _numbers(text: str) -> set[Decimal]:
    digits = "".join(c if c.isdigit() or c == "." else " " for c in text.replace(",", ""))
    return {Decimal(n) for n in digits.split() if n.strip(".")}


def _relation_problems(knowledge: Knowledge) -> Iterator[str]:
    known = {measure.slug for _, measure in _measures(knowledge)}
    for document, measure in _measures(knowledge):
        for relation in measure.eligibility.relations if measure.eligibility else []:
            if relation.measure not in known:
                file = document.files.get(measure.slug, document.folder)
                yield f"{file}:{relation.line} 没有措施“{relation.measure}”；请改成已有的标识"


def _validity_problems(knowledge: Knowledge) -> Iterator[str]:
    measures = {m.slug: (document, m) for document, m in _measures(knowledge)}
    for document, measure in measures.values():
        place = f"{document.files.get(measure.slug, document.folder)}:{measure.line}"
        start, end = validity(document, measure)
        if end is not None and end < start:
            yield f"{place} 失效日 {end} 早于生效日 {start}；请改正"
        if start < document.info.valid_from or _later(end, document.info.valid_to):
            yield f"{place} 有效期超出文件的有效期；请改在文件的起止日以内"
        if not measure.replaces:
            continue
        if measure.replaces not in measures:
            yield f"{place} replaces 的“{measure.replaces}”不存在；请改成已有的标识"
            continue
        _, before = validity(*measures[measure.replaces])
        if before is None or start <= before:
            yield (
                f"{place} 和它替代的“{measure.replaces}”有效期重叠；"
                f"请把后者的 valid_to 写成 {start - _ONE_DAY}"
            )
        elif start > before + _ONE_DAY:
            gap = f"{place} 和它替代的“{measure.replaces}”之间有空档"
            yield f"{gap}；请把 valid_from 写成 {before + _ONE_DAY}"


def validity(document: Document, measure: Measure) -> tuple[dt.date, dt.date | None]:
    """First and last day of a measure, its document's where it states none."""
    return measure.valid_from or document.info.valid_from, measure.valid_to or document.info.valid_to


def _later(end: dt.date | None, bound: dt.date | None) -> bool:
    return bound is not None and (end is None or end > bound)


def _measures(knowledge: Knowledge) -> Iterator[tuple[Document, Measure]]:
    for document in knowledge.documents:
        for measures in document.measures.values():
            for measure in measures:
                yield document, measure
