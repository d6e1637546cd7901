"""What must hold of the knowledge before a store is built from it."""

from __future__ import annotations

import re

from bot.errors import PolicyDataError
from bot.policy.documents import Document, Guide, Knowledge, Measure
from bot.policy.rule_check import rule_problems
from bot.policy.structure import Clause, sentences


def check_knowledge(knowledge: Knowledge) -> None:
    """Raises PolicyDataError listing everything that is wrong, each with its remedy."""
    problems = [p for document in knowledge.documents for p in _document_problems(document)]
    problems += _name_problems(knowledge)
    problems += _guide_problems(knowledge)
    problems += rule_problems(knowledge)
    if problems:
        raise PolicyDataError(problems)


def _document_problems(document: Document) -> list[str]:
    if document.info.kind != "official_paper":
        return []
    problems = []
    clauses = {clause.number: clause for clause in document.structure.clauses}
    tasks = {row.task for row in document.structure.annex}
    for clause in clauses.values():
        if document.measures and tasks and clause.title not in tasks:
            problems.append(f"{document.folder}: 附件里没有“{clause.title}”这一行；请核对标题")
        if document.measures:
            problems += _coverage_problems(document, clause)
    for number, measures in document.measures.items():
        for measure in measures:
            place = f"{document.folder.name}（{number}）{measure.slug}"
            problems += _measure_problems(place, measure, clauses[number])
    return problems


def _coverage_problems(document: Document, clause: Clause) -> list[str]:
    quotes = [q for m in document.measures.get(clause.number, []) for q in m.quotes]
    return [
        f"{document.folder.name}（{clause.number}）没有措施引用这一句：“{sentence}”；"
        "请归到一项措施，或写进 document.yml 的 no_measure"
        for sentence in sentences(clause.text)
        if not any(quote in sentence or sentence in quote for quote in quotes)
        and sentence not in document.info.no_measure
    ]


def _measure_problems(place: str, measure: Measure, clause: Clause) -> list[str]:
    problems = [
        f"{place}: 引文不在条款原文里：“{quote}”；请逐字照抄原文"
        for quote in measure.quotes
        if quote not in clause.text
    ]
    said = numbers_in("".join(measure.quotes))
    for field, text in {"answer": measure.answer, **measure.stated()}.items():
        for number in sorted(numbers_in(text) - said):
            problems.append(f"{place}: {field} 里的数字 {number} 不在引文里；请删去或改正")
    return problems


def _name_problems(knowledge: Knowledge) -> list[str]:
    topics: list[Measure | Guide] = [guide for _, guide in knowledge.guides]
    topics += [m for d in knowledge.documents for ms in d.measures.values() for m in ms]
    slugs = [topic.slug for topic in topics]
    names = [topic.name for topic in topics]
    problems = [f"标识 {s} 用了两次；请改其中一个" for s in sorted({s for s in slugs if slugs.count(s) > 1})]
    problems += [f"名称“{n}”用了两次；请改其中一个" for n in sorted({n for n in names if names.count(n) > 1})]
    whole = bool(knowledge.guides) and any(document.measures for document in knowledge.documents)
    for topic in topics:
        linked = [*topic.see_also, *(topic.measures if isinstance(topic, Guide) else [])]
        if not whole:
            # The province's paper or the guides lie elsewhere: what points to them points to nothing.
            linked = []
        problems += [f"{topic.slug}: 没有 {slug} 这个标识；请改正" for slug in linked if slug not in slugs]
    return problems


def _guide_problems(knowledge: Knowledge) -> list[str]:
    laws = {law.name: law for law in knowledge.laws}
    articles = {
        (d.info.number, d.info.valid_from): {c.number for c in d.structure.clauses}
        for d in knowledge.documents
    }
    problems = []
    for _, guide in knowledge.guides:
        for source in guide.sources:
            law = laws.get(source.law)
            if law is None:
                problems.append(f"data/guides {guide.slug}: laws.yml 里没有“{source.law}”；请补上或改正")
                continue
            held = articles.get((law.name, law.valid_from))
            if held is not None and source.article not in held:
                problems.append(f"data/guides {guide.slug}: 《{law.name}》没有{source.article}；请核对后改正")
    return problems


def numbers_in(text: str) -> set[float]:
    """The Arabic numbers of a text, as values (thousands separators and 万 left apart)."""
    return {float(n) for n in re.findall(r"\d+(?:\.\d+)?", text.replace(",", ""))}
