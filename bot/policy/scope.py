"""The documents as wholes: what is held, what lies outside of it, where to begin."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from bot.policy.buttons import HUMAN
from bot.policy.commands import answer as to_answer
from bot.policy.document_names import document_in
from bot.policy.document_replies import answer_clause
from bot.policy.entrances import main_document, openings
from bot.policy.issuers import today_name
from bot.policy.reply import Button, Citation, Reply, citation, policy_url
from bot.policy.store import Store
from bot.policy.structure import NUMERAL
from bot.policy.topics import Topic
from bot.policy.wording import chinese_date, validity_text
from bot.policy.yaml_files import plain_yaml
from bot.settings import ROOT

_MOST_NAMED = 5
_MOST_BUTTONS = 4
# A law that a message names before the number of an article: 刑法第二百七十四条.
_NAMED = re.compile(
    rf"([一-鿿〔〕0-9]{{1,20}}(?:法|条例|办法|规定|细则|号))》?(?:的|里|中)?第(?:{NUMERAL}|\d+)条"
)


def answer_document(store: Store, subject: str) -> Reply:
    """The main document as a whole: overview, dates_and_validity, basis or departments.

    Where the store does not hold it: which documents it holds.
    """
    paper = main_document()
    info = store.document(paper)
    if info is None:
        return _documents_held(store)
    clauses = store.clauses(paper)
    whole = _whole(info)
    if subject == "dates_and_validity":
        text = validity_text(info)
    elif subject == "basis" and info["basis_number"]:
        text = (
            f"{paper} 由{info['issuer']}制发，是为贯彻《{info['basis_title']}》"
            f"（{info['basis_number']}）作出的实施意见。"
        )
    elif subject == "departments":
        names = {name for clause in clauses for name in clause["departments"]}
        text = (
            f"文件附件“任务分工表”按 {len(clauses)} 项任务列出责任部门，一共 {len(names)} 个。"
            "您说要办哪件事，我告诉您那一项归哪些部门。"
        )
        whole = Citation(paper, "附件", "任务分工表", "", policy_url(paper, "附件"))
    else:
        chapters = store.chapters(paper)
        titles = "；".join(chapter["title"] for chapter in chapters)
        text = f"《{info['title']}》（{paper}）分 {len(chapters)} 个部分、{len(clauses)} 条：{titles}。"
    return Reply("answer", text, citations=(whole,), buttons=opening_buttons(store))


def answer_department(store: Store, name: str) -> Reply:
    """The tasks of the annex that a department answers for."""
    paper = main_document()
    own = [clause for clause in store.clauses(paper) if name in clause["departments"]]
    tasks = "；".join(f"{clause['number']}、{clause['title']}" for clause in own)
    text = f"按文件附件“任务分工表”，{today_name(name)}是 {len(own)} 项任务的责任部门（单位）之一：{tasks}。"
    annex = Citation(paper, "附件", "任务分工表", "", policy_url(paper, "附件"))
    buttons = tuple(Button(f"第{c['number']}条", f"第{c['number']}条是什么") for c in own[:_MOST_BUTTONS])
    return Reply("answer", text, (annex,), (name,), buttons)


def answer_numbered(store: Store, number: str, text: str = "", topic: Topic | None = None) -> Reply | None:
    """A clause by its number: of the document that `text` names, else the one talked about, else the main.

    None where that document isn't held. A law that isn't held is said to be none of ours.
    """
    named = _NAMED.search(text)
    document = document_in(store, text)
    if document is None and named:
        return decline(store, f"我手里没有《{named[1]}》，它的条文我答不了。")
    if document is None:
        document = topic.lead.document if topic and topic.lead else main_document()
    info = store.document(document)
    if info is None:
        return None
    own = f"第{number}条" if info["kind"] == "law" else number
    return (
        answer_clause(store, document, own)
        or _by_provisions(store, document, own)
        or _none_such(store, info, own)
    )


def answer_paper(store: Store, document: str) -> Reply:
    """Who gave a document, when, and whether it holds; it is held."""
    info = store.document(document) or {}
    taken_over = store.successor(document)
    then = f"\n从{chinese_date(taken_over['start'])}起看{taken_over['document']}。" if taken_over else ""
    return Reply("answer", f"{_called(info)}{validity_text(info)}{then}", citations=(_whole(info),))


def _called(info: dict[str, Any]) -> str:
    """The title, where it isn't the name already."""
    return "" if info["title"] == info["name"] else f"《{info['title']}》\n"


def _by_provisions(store: Store, document: str, clause: str) -> Reply | None:
    """What is held of a clause whose text isn't: our own words on it."""
    topics = store.topics_of(document, clause)
    told = [p for t in topics for p in t.provisions if any(s.clause == clause for s in p.sources)]
    if not told:
        return None
    lines = [
        f"《{document}》{clause}，我这里存的是大意：",
        *(f"· {provision.answer}" for provision in told[:3]),
    ]
    cited = dict.fromkeys(
        citation(s) for p in told for s in p.sources if (s.document, s.clause) == (document, clause)
    )
    buttons = tuple(Button(t.name, t.name, to_answer(t.slug)) for t in topics[:_MOST_BUTTONS])
    return Reply("answer", "\n".join(lines), tuple(cited), buttons=buttons)


def _none_such(store: Store, info: dict[str, Any], clause: str) -> Reply:
    count = len(store.clauses(info["number"]))
    shown = clause if clause.startswith("第") else f"第{clause}条"
    name = info["name"] if "〔" in info["name"] else f"《{info['name']}》"
    if count:
        text = f"{name} 一共 {count} 条，没有{shown}。您想问哪件事，直接说就行。"
    else:
        text = f"{name}的{shown}我手里没有。您想问哪件事，直接说就行。"
    return Reply("answer" if count else "refusal", text, (_whole(info),), buttons=opening_buttons(store))


def _whole(info: dict[str, Any]) -> Citation:
    return Citation(info["name"], "", info["title"], "", policy_url(info["name"]))


def decline(store: Store, reason: str = "") -> Reply:
    """Out of scope, or nothing in the store fits; says what is ours and offers a person."""
    reason = reason or "这个问题我答不了：我手里的文件没有写到。"
    return Reply(
        "refusal", f"{reason}\n{what_is_ours(store)}".rstrip(), buttons=(*opening_buttons(store), HUMAN)
    )


@lru_cache(maxsize=1)
def _whom_to_ask_beyond() -> dict[str, str]:
    return dict(plain_yaml(ROOT / "data/beyond.yml"))


def beyond(subject: str) -> str:
    """Whom to ask about a subject that is none of ours; empty where nobody is known."""
    return _whom_to_ask_beyond().get(subject, "")


def elsewhere(store: Store, region: str) -> Reply:
    """A question about another place's policy."""
    return decline(store, f"您问的是{region}的政策，我只有云南的文件，答不了；请问{region}当地的主管部门。")


def what_is_ours(store: Store) -> str:
    """One sentence on what can be answered; empty where the store holds no document."""
    paper = main_document()
    if store.document(paper):
        return f"我能回答的是云南的创业政策（{paper}等文件）和国家法律里办企业的规定。"
    held = store.documents()
    return f"我能回答的是这些文件里写的：{_named(held)}。" if held else ""


def opening_buttons(store: Store) -> tuple[Button, ...]:
    """The entrances that lead somewhere in this store."""
    found = ((title, store.topic(slug)) for title, slug in openings().items())
    return tuple(Button(title, topic.name, to_answer(topic.slug)) for title, topic in found if topic)


def _documents_held(store: Store) -> Reply:
    held = store.documents()
    if not held:
        return decline(store, "我手里现在没有文件。")
    shown = held[:_MOST_NAMED]
    cited = tuple(Citation(d["name"], "", d["title"], "", policy_url(d["number"])) for d in shown)
    dates = "".join(f"\n{validity_text(d)}" for d in shown)
    return Reply("answer", f"我手里的文件是：{_named(held)}。{dates}", cited, buttons=opening_buttons(store))


def _named(documents: list[dict[str, Any]]) -> str:
    names = [
        f"《{d['title']}》" + (f"（{d['name']}）" if d["name"] != d["title"] else "")
        for d in documents[:_MOST_NAMED]
    ]
    more = f"等 {len(documents)} 份" if len(documents) > _MOST_NAMED else ""
    return "、".join(names) + more
