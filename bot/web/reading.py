"""A document as the pages show it: chapters with their clauses, what rests on each, the annex."""

from __future__ import annotations

from typing import Any

from bot.policy.reply import policy_url
from bot.policy.store import Store
from bot.policy.topics import Topic
from bot.policy.versions import number_of


def document_context(store: Store, number: str) -> dict[str, Any] | None:
    """What policy.html needs; None for an unknown document."""
    info = store.document(number)
    if info is None:
        return None
    clauses = store.clauses(number)
    chapters = _chapters(store.chapters(number), clauses)
    return {
        "info": info,
        "newer": (store.document(info["name"]) or info)["number"] != info["number"],
        "clauses": clauses,
        "chapters": chapters,
        "contents": [c for c in chapters if c["number"]],
        "opening": _opening(info, chapters),
        "topics": _topics_by_clause(store, number),
        "decided": set(store.rules()),
        "annex": [c for c in clauses if c["departments"]],
    }


def clause_view(store: Store, document: str, clause: str) -> dict[str, Any] | None:
    """One clause: text where it is held, else what is said of it; None where neither is."""
    info = store.document(document)
    if info is None:
        return None
    held = store.clauses(document, clause) if clause else []
    topics = store.topics_of(document, clause) if clause else []
    if info["kind"] == "official_paper":
        topics = [t for t in topics if any(p.document == info["name"] for p in t.provisions)]
    if clause and not held and not topics:
        return None
    return {
        "document": info["name"],
        "document_title": info["title"],
        "clause": clause,
        "title": held[0]["title"] if held else "",
        "text": held[0]["text"] if held else "",
        "departments": held[0]["departments"] if held else [],
        "and_others": bool(held and held[0]["and_others"]),
        "topics": [{"name": t.name, "answer": t.answer} for t in topics],
        "date": info["signed"] or info["valid_from"],
        "validity_note": info["validity_note"] or "",
        "url": policy_url(document, clause),
    }


def structured_data(info: dict[str, Any], address: str) -> dict[str, Any]:
    """schema.org's Legislation, for search engines."""
    data = {
        "@context": "https://schema.org",
        "@type": "Legislation",
        "name": info["title"],
        "legislationIdentifier": info["name"],
        "legislationDate": info["signed"],
        "legislationDateVersion": info["valid_from"],
        "datePublished": info["published"],
        "publisher": {"@type": "GovernmentOrganization", "name": info["issuer"]},
        "inLanguage": "zh-Hans",
        "url": address,
    }
    return {key: value for key, value in data.items() if value}


def _chapters(chapters: list[dict[str, Any]], clauses: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Chapters in order, each with heading and clauses; clauses before any chapter come first."""
    groups = [{"id": None, "number": "", "start": 0}, *chapters]
    shown = [
        {
            **group,
            "heading": _heading(group),
            "clauses": [c for c in clauses if c["chapter_id"] == group["id"]],
        }
        for group in groups
    ]
    return [chapter for chapter in shown if chapter["clauses"]]


def _heading(chapter: dict[str, Any]) -> str:
    number = chapter["number"]
    return f"{number}{' ' if number.startswith('第') else '、'}{chapter.get('title', '')}"


def _opening(info: dict[str, Any], chapters: list[dict[str, Any]]) -> list[str]:
    """Address and preamble: what a paper says between its title and its first chapter."""
    text = info.get("text") or ""
    if info["kind"] != "official_paper" or not chapters:
        return []
    before = text[: chapters[0]["start"]]
    _, _, body = before.rpartition(info["title"])
    return [line.strip() for line in body.splitlines() if line.strip()]


def _topics_by_clause(store: Store, number: str) -> dict[str, list[Topic]]:
    topics: dict[str, list[Topic]] = {}
    for topic in store.topics():
        for clause in dict.fromkeys(s.clause for s in topic.sources if s.document == number_of(number)):
            topics.setdefault(clause, []).append(topic)
    return dict(sorted(topics.items(), key=lambda item: _order(item[0])))


def _order(number: str) -> tuple[int, str]:
    """第九条 before 第十九条: by the value of the numeral."""
    from bot.policy.structure import chinese_number

    numeral = number.strip("第条").split("条")[0]
    try:
        return chinese_number(numeral), number
    except KeyError:
        return 10_000, number
