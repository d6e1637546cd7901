"""What a document says in its own words: a clause by its number, passages that were found."""

from __future__ import annotations

from collections.abc import Sequence

from bot.policy.buttons import HUMAN
from bot.policy.next_buttons import button_to
from bot.policy.reply import Citation, Reply, citation, citations_of
from bot.policy.search_index import Passage
from bot.policy.store import Store
from bot.policy.store_rows import source
from bot.policy.wording import place

_PASSAGE_LENGTH = 80


def answer_clause(store: Store, document: str, number: str) -> Reply | None:
    """A clause asked for by its number; None where the document has none such."""
    clauses = store.clauses(document, number)
    if not clauses:
        return None
    clause = clauses[0]
    topics = store.topics_of(document, number)
    own = [t for t in topics if any(p.document == document and p.clause == number for p in t.provisions)]
    names = "、".join(topic.name for topic in own)
    title = f"“{clause['title']}”" if clause["title"] else ""
    text = f"{document} 第{number}条{title}" if clause["title"] else f"{document} {number}"
    info = store.document(document) or {}
    return Reply(
        kind="answer",
        text=f"{text}，原文：\n{clause['text']}" + (f"\n里面有：{names}。" if names else ""),
        citations=(citation(source(info, number, clause["title"], clause["text"])),),
        departments=tuple(clause["departments"]),
        buttons=tuple(map(button_to, topics[:5])),
    )


def passages(store: Store, found: Sequence[Passage]) -> Reply:
    """The best passages of the store, said to be passages."""
    lines: list[str] = []
    citations: list[Citation] = []
    for passage in found:
        topic = store.topic(passage.key) if passage.kind == "topic" else None
        if topic:
            lines.append(f"· {topic.name}：{topic.answer}")
            citations += citations_of(topic)
        else:
            where = place(passage.document, passage.clause, passage.title)
            cut = "…" if len(passage.text) > _PASSAGE_LENGTH else ""
            lines.append(f"· {where}：{passage.text[:_PASSAGE_LENGTH]}{cut}")
            info = store.document(passage.document) or {}
            citations.append(citation(source(info, passage.clause, passage.title, passage.text)))
    unique = tuple({(c.document, c.clause, c.quote): c for c in citations}.values())
    return Reply(
        "answer",
        "没有找到直接对应的答案，文件里最接近的内容是：\n" + "\n".join(lines),
        citations=unique,
        buttons=(HUMAN,),
    )
