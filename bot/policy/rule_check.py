"""What must hold of rules: known attributes, possible values, verbatim quotes, no overlaps or gaps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise

from bot.number_types import is_number
from bot.policy.attributes import Attribute, attributes
from bot.policy.documents import Document, FiledProvision
from bot.policy.knowledge import Knowledge
from bot.policy.provisions import WrittenProvision
from bot.policy.rules import Benefit, Condition, Eligibility, Relation

_NUMERIC = {"amount", "count", "percent", "date"}
_ORDER = {"at_least", "at_most", "more_than", "less_than"}
_ONE_DAY = dt.timedelta(days=1)


def rule_faults(document: Document, provision: WrittenProvision) -> Iterator[str]:
    """What is wrong with the rule of one provision by itself: values, operators, quotes."""
    yield from (problem for _, problem in _problems(document, provision))


def rule_problems(knowledge: Knowledge) -> Iterator[str]:
    """Everything wrong with the rules, each with file, line and remedy."""
    for document, filed in knowledge.provisions():
        for line, problem in _problems(document, filed.provision):
            yield f"{filed.file}:{line or filed.provision.line} {problem}"
    for document in knowledge.documents:
        yield from _succession_problems(document)
    yield from _relation_problems(knowledge)


def _problems(document: Document, provision: WrittenProvision) -> Iterator[tuple[int, str]]:
    if provision.by and not _is_date(provision.by):
        yield provision.line, f"by 的“{provision.by}”不是日期属性；请写 type 是 date 的属性"
    rule = provision.rule
    if rule is None:
        return
    if document.text and provision.quotes:
        yield from _quote_problems(document, provision, rule)
    for leaf in rule.leaves():
        yield from ((leaf.line, problem) for problem in _leaf_problems(leaf))
    yield from ((rule.benefit.line, problem) for problem in _benefit_problems(rule.benefit))


def _quote_problems(
    document: Document, provision: WrittenProvision, rule: Eligibility
) -> Iterator[tuple[int, str]]:
    clauses = {clause.number: clause.text for clause in document.structure.clauses}
    for leaf in rule.leaves():
        if leaf.document and leaf.document != document.info.number:
            continue
        number = leaf.clause or provision.clause
        if not leaf.quote:
            yield leaf.line, f"“{leaf.text}”没有写 quote；存有原文的文件请逐字照抄原文"
        elif leaf.quote not in clauses.get(number, ""):
            yield leaf.line, f"引文不在（{number}）原文里：“{leaf.quote}”；请逐字照抄原文"
    own: list[Benefit | Relation] = [rule.benefit, *rule.relations]
    for item in own:
        if item.quote and item.quote not in clauses.get(provision.clause, ""):
            yield item.line, f"引文不在（{provision.clause}）原文里：“{item.quote}”；请逐字照抄原文"


def _leaf_problems(leaf: Condition) -> Iterator[str]:
    attribute = attributes().get(leaf.attribute)
    if attribute is None:
        yield f"没有“{leaf.attribute}”这个属性；请改正，或先写进 data/attributes/"
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
        return isinstance(value, str) and _is_day(value)
    return is_number(value)


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_date(name: str) -> bool:
    attribute = attributes().get(name)
    return attribute is not None and attribute.type == "date"


def _benefit_problems(benefit: Benefit) -> Iterator[str]:
    for name in benefit.attributes():
        attribute = attributes().get(name)
        if attribute is None:
            yield f"没有“{name}”这个属性；请改正，或先写进 data/attributes/"
        elif attribute.type not in _NUMERIC:
            yield f"“{name}”是 {attribute.type}，算不出数；请用 amount、count 或 percent 的属性"


def _succession_problems(document: Document) -> Iterator[str]:
    """Rules of one document for one matter follow each other without overlap and without a gap."""
    of_matter: dict[str, list[FiledProvision]] = {}
    for filed in document.provisions:
        if filed.provision.rule:
            of_matter.setdefault(filed.provision.matter, []).append(filed)
    for several in of_matter.values():
        in_order = sorted(several, key=lambda filed: document.span(filed.provision)[0])
        for before, after in pairwise(in_order):
            end, start = document.span(before.provision)[1], document.span(after.provision)[0]
            other = f"同一事项的“{before.provision.slug}”"
            if end is None or start <= end:
                remedy = f"请把后者的 valid_to 写成 {start - _ONE_DAY}，或分成两个事项"
                yield f"{after.place} 和{other}有效期重叠；{remedy}"
            elif start > end + _ONE_DAY:
                yield f"{after.place} 和{other}之间有空档；请把 valid_from 写成 {end + _ONE_DAY}"


def _relation_problems(knowledge: Knowledge) -> Iterator[str]:
    for _, filed in knowledge.provisions():
        for relation in filed.provision.rule.relations if filed.provision.rule else []:
            if relation.matter not in knowledge.matters:
                yield f"{filed.file}:{relation.line} 没有事项“{relation.matter}”；请改成已有的标识"
