"""The documents as wholes: what is held, what lies outside of it, where to begin."""

from __future__ import annotations

from typing import Any

from bot.policy.answers import (
    HUMAN,
    PAPER,
    Button,
    Citation,
    Reply,
    answer_clause,
    policy_url,
)
from bot.policy.store import Store
from bot.policy.wording import validity_text

_MOST_NAMED = 5
_MOST_BUTTONS = 4
# What is on the button → the topic that it asks for.
_ENTRANCES = {
    "创业贷款": "startup_guarantee_loan",
    "注册公司": "easier_business_opening",
    "孵化场地": "incubators",
    "校园创业": "graduate_startup_programme",
}


def answer_document(store: Store, subject: str) -> Reply:
    """The paper as a whole: overview, dates_and_validity, basis or departments.

    Where the store does not hold it: which documents it holds.
    """
    info = store.document(PAPER)
    if info is None:
        return _documents_held(store)
    clauses = store.clauses(PAPER)
    whole = Citation(PAPER, "", info["title"], "", policy_url(PAPER))
    if subject == "dates_and_validity":
        text = validity_text(info)
    elif subject == "basis":
        text = (
            f"{PAPER} 由{info['issuer']}制发，是为贯彻《{info['basis_title']}》"
            f"（{info['basis_number']}）作出的实施意见。"
        )
    elif subject == "departments":
        names = {name for clause in clauses for name in clause["departments"]}
        text = (
            f"文件附件“任务分工表”按 {len(clauses)} 项任务列出责任部门，一共 {len(names)} 个。"
            "您说要办哪件事，我告诉您那一项归哪些部门。"
        )
        whole = Citation(PAPER, "附件", "任务分工表", "", policy_url(PAPER, "附件"))
    else:
        chapters = store.chapters(PAPER)
        titles = "；".join(chapter["title"] for chapter in chapters)
        text = f"《{info['title']}》（{PAPER}）分 {len(chapters)} 个部分、{len(clauses)} 条：{titles}。"
    return Reply("answer", text, citations=(whole,), buttons=opening_buttons(store))


def answer_department(store: Store, name: str) -> Reply:
    """The tasks of the annex that a department answers for."""
    own = [clause for clause in store.clauses(PAPER) if name in clause["departments"]]
    tasks = "；".join(f"{clause['number']}、{clause['title']}" for clause in own)
    text = f"按文件附件“任务分工表”，{name}是 {len(own)} 项任务的责任部门（单位）之一：{tasks}。"
    annex = Citation(PAPER, "附件", "任务分工表", "", policy_url(PAPER, "附件"))
    buttons = tuple(Button(f"第{c['number']}条", f"第{c['number']}条是什么") for c in own[:_MOST_BUTTONS])
    return Reply("answer", text, (annex,), (name,), buttons)


def answer_numbered(store: Store, number: str) -> Reply | None:
    """A clause of the paper by its number, or that there is none such; None where the paper isn't held."""
    found = answer_clause(store, PAPER, number)
    clauses = store.clauses(PAPER)
    if found or not clauses:
        return found
    info = store.document(PAPER) or {}
    whole = Citation(PAPER, "", info.get("title", ""), "", policy_url(PAPER))
    text = f"{PAPER} 一共 {len(clauses)} 条，没有第{number}条。您想问哪件事，直接说就行。"
    return Reply("answer", text, citations=(whole,), buttons=opening_buttons(store))


def decline(store: Store, reason: str = "") -> Reply:
    """Out of scope, or nothing in the store fits; says what is ours and offers a person."""
    reason = reason or "这个问题我答不了：我手里的文件没有写到。"
    return Reply(
        "refusal", f"{reason}\n{what_is_ours(store)}".rstrip(), buttons=(*opening_buttons(store), HUMAN)
    )


def elsewhere(store: Store, region: str) -> Reply:
    """A question about another place's policy."""
    return decline(store, f"您问的是{region}的政策，我只有云南的文件，答不了；请问{region}当地的主管部门。")


def what_is_ours(store: Store) -> str:
    """One sentence on what can be answered; empty where the store holds no document."""
    if store.document(PAPER):
        return f"我能回答的是云南省“双创”文件（{PAPER}）里的政策，和国家法律里办企业的规定。"
    held = store.documents()
    return f"我能回答的是这些文件里写的：{_named(held)}。" if held else ""


def opening_buttons(store: Store) -> tuple[Button, ...]:
    """The entrances that lead somewhere in this store."""
    found = ((title, store.topic(slug)) for title, slug in _ENTRANCES.items())
    return tuple(Button(title, topic.name) for title, topic in found if topic)


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
