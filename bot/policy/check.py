"""What must hold of the knowledge before a store is built from it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

from bot.errors import PolicyDataError
from bot.policy.documents import Document, FiledProvision
from bot.policy.knowledge import Knowledge
from bot.policy.matters import STANDARD_ASPECTS, FiledMatter
from bot.policy.proofs import Library, library, places_of, proof_problems, stated
from bot.policy.provisions import WrittenProvision
from bot.policy.quantities import shown
from bot.policy.relations import relation_problems
from bot.policy.rule_check import rule_problems
from bot.policy.structure import Clause, sentences


def check_knowledge(knowledge: Knowledge, folders: Iterable[Path] = ()) -> None:
    """Raises PolicyDataError listing everything that is wrong, each with its remedy.

    `folders`: where the source files lie; figures are proved against those that are at hand.
    """
    problems = [
        *_matter_problems(knowledge),
        *relation_problems(knowledge.documents),
        *(p for document in knowledge.documents for p in document_problems(document)),
        *provision_problems(knowledge, library(knowledge.documents, folders)),
        *rule_problems(knowledge),
    ]
    if problems:
        raise PolicyDataError(list(dict.fromkeys(problems)))


def check_part(part: Knowledge, others: Iterable[Document], folders: Iterable[Path]) -> None:
    """The same for some documents: what rests on the rest of the knowledge is left to the whole check."""
    problems = [
        *(p for document in part.documents for p in document_problems(document)),
        *provision_problems(part, library([*others, *part.documents], folders)),
        *rule_problems(part),
    ]
    if problems:
        raise PolicyDataError(list(dict.fromkeys(problems)))


def document_problems(document: Document) -> Iterator[str]:
    """What is wrong within one document: names used twice, quotes, sentences that no provision covers."""
    slugs = Counter(filed.provision.slug for filed in document.provisions)
    for filed in document.provisions:
        if slugs[filed.provision.slug] > 1:
            yield f"{filed.place} {filed.provision.slug} 在这份文件里用了两次；请改其中一个"
    if document.info.certainty.in_force == "confirmed" and document.info.certainty.text == "reported":
        yield f"{document.folder}/document.yml:1 只有报道的文件不能写 in_force: confirmed；请改成 unconfirmed"
    if document.info.kind == "official_paper" and document.text:
        yield from _paper_problems(document)


def provision_problems(knowledge: Knowledge, texts: Library) -> Iterator[str]:
    """What is wrong with each provision: its matter, aspects, days, clauses and figures."""
    for document, filed in knowledge.provisions():
        matter = knowledge.matters.get(filed.provision.matter)
        if matter is None:
            slug = filed.provision.matter
            yield f"{filed.place} 没有“{slug}”这个事项；请改正，或先写 data/matters/<领域>/{slug}.yml"
        yield from _aspect_problems(filed, matter)
        yield from _day_problems(document, filed)
        yield from _place_problems(document, filed, texts)
        yield from proof_problems(document, filed, texts)


def _aspect_problems(filed: FiledProvision, matter: FiledMatter | None) -> Iterator[str]:
    allowed = {*STANDARD_ASPECTS, *(matter.matter.asks if matter else ())}
    for name in filed.provision.aspects:
        if name not in allowed and matter:
            known = "、".join(sorted(allowed))
            yield f"{filed.place} 事项没有“{name}”这一面；可以写 {known}，或写进事项的 asks"


def _day_problems(document: Document, filed: FiledProvision) -> Iterator[str]:
    start, end = document.span(filed.provision)
    info = document.info
    if end is not None and end < start:
        yield f"{filed.place} 失效日 {end} 早于生效日 {start}；请改正"
    if start < info.valid_from or (info.valid_to and (end is None or end > info.valid_to)):
        yield f"{filed.place} 有效期超出文件的有效期；请改在文件的起止日以内"


def _place_problems(document: Document, filed: FiledProvision, texts: Library) -> Iterator[str]:
    for place in places_of(document, filed.provision):
        if place.document != document.info.number and place.document not in texts.documents:
            remedy = "请改成 document.yml 里的 number，或先写那份文件"
            yield f"{filed.place} 没有“{place.document}”这份文件；{remedy}"


def _paper_problems(document: Document) -> Iterator[str]:
    if document.provisions and not any(filed.provision.quotes for filed in document.provisions):
        # Written in our own words before the text came.
        return
    tasks = {row.task for row in document.structure.annex}
    clauses = {clause.number: clause for clause in document.structure.clauses}
    for clause in clauses.values():
        if document.provisions and tasks and clause.title not in tasks:
            yield f"{document.folder}: 附件里没有“{clause.title}”这一行；请核对标题"
        if document.provisions:
            yield from _coverage_problems(document, clause)
    for filed in document.provisions:
        if filed.provision.clause in clauses:
            yield from _quote_problems(filed, clauses[filed.provision.clause])


def _coverage_problems(document: Document, clause: Clause) -> Iterator[str]:
    for sentence in uncovered(document, clause):
        if sentence not in document.info.unwritten:
            yield (
                f"{document.folder.name}（{clause.number}）没有哪一项引用这一句：“{sentence}”；"
                "请归到一项，或写进 document.yml 的 no_measure（没有规定什么）、unwritten（还没有写）"
            )


def uncovered(document: Document, clause: Clause) -> Iterator[str]:
    """The sentences of a clause that no provision quotes and that may grant something."""
    own = [f.provision for f in document.provisions if f.provision.clause == clause.number]
    quotes = [quote for provision in own for quote in provision.quotes]
    for sentence in sentences(clause.text):
        covered = any(quote in sentence or sentence in quote for quote in quotes)
        if not covered and sentence not in document.info.no_measure:
            yield sentence


def _quote_problems(filed: FiledProvision, clause: Clause) -> Iterator[str]:
    for _, problem in quote_faults(filed.provision, clause):
        yield f"{filed.place} {filed.provision.slug}: {problem}"


def quote_faults(provision: WrittenProvision, clause: Clause) -> Iterator[tuple[str, str]]:
    """(field, what is wrong) of a provision whose clause is held: quotes verbatim, numbers only from them."""
    if not provision.quotes:
        yield "quotes", "存有原文的文件要写 quotes；请逐字照抄原文"
    for quote in provision.quotes:
        if quote not in clause.text:
            yield "quotes", f"引文不在条款原文里：“{quote}”；请逐字照抄原文"
    said = numbers_in("".join(provision.quotes))
    for name, text in stated(provision) if not provision.more else ():
        for number in sorted(numbers_in(text) - said):
            yield name, f"{name} 里的数字 {shown(Fraction(str(number)))} 不在引文里；请删去或改正"


def _matter_problems(knowledge: Knowledge) -> Iterator[str]:
    names = Counter(filed.matter.name for filed in knowledge.matters.values())
    answered = {filed.provision.matter for _, filed in knowledge.provisions()}
    for filed in knowledge.matters.values():
        matter = filed.matter
        if names[matter.name] > 1:
            yield f"{filed.file}:1 名称“{matter.name}”用了两次；请改其中一个"
        if filed.slug not in answered and not matter.silent and not matter.tells:
            remedy = "请写一条规定，或写 silent（哪里都没查到时怎么说）"
            yield f"{filed.file}:1 没有哪份文件回答这个事项；{remedy}"
        for slug in matter.see_also:
            if slug not in knowledge.matters:
                yield f"{filed.file}:1 see_also 里没有 {slug} 这个事项；请改正"


def numbers_in(text: str) -> set[float]:
    """The Arabic numbers of a text, as values (thousands separators and 万 left apart)."""
    return {float(n) for n in re.findall(r"\d+(?:\.\d+)?", text.replace(",", ""))}
