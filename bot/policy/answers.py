"""What to say: every reply that rests on the policy store, as text with citations.

Nothing here is stated that no source states; where the sources are silent the reply says so and
names whom to ask.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any
from urllib.parse import quote as url_quote

from bot.policy.aspect_text import FIGURES, aspect_text, related_lines
from bot.policy.claims import unsupported_figures
from bot.policy.store import Passage, Source, Store, Topic
from bot.policy.wording import chinese_date, department_list, in_quotes, place

PAPER = "云政发〔2020〕6号"
_PASSAGE_LENGTH = 80
_LABELS = {
    "conditions": "有什么条件",
    "amount": "有多少、上限多少",
    "how_to_apply": "怎么申请",
    "department": "归哪个部门管",
    "original": "原文怎么说",
    "eligibility": "我符合吗",
}


@dataclass(frozen=True)
class Citation:
    """`clause` is the clause's own number; `quote` is verbatim and empty where no text is held."""

    document: str
    clause: str
    title: str
    quote: str
    url: str


@dataclass(frozen=True)
class Button:
    """`payload` is plain text that is understood at sight, so nothing in it can be forged."""

    title: str
    payload: str


@dataclass(frozen=True)
class Reply:
    """One message to the visitor; `kind` as the contract lists them."""

    kind: str
    text: str
    citations: tuple[Citation, ...] = ()
    departments: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)

    def as_message(self) -> dict[str, Any]:
        """The JSON form of the contract."""
        message = asdict(self)
        message.update(message.pop("extra"))
        return message


def policy_url(document: str, clause: str = "") -> str:
    """Address of a clause on the website."""
    return f"/policy/{url_quote(document)}" + (f"#{clause}" if clause else "")


def answer_topic(store: Store, topic: Topic, aspect: str = "overview", on: dt.date | None = None) -> Reply:
    """Answer one aspect of a measure or guide, as of a day (today)."""
    if not topic.in_force(on or dt.date.today()):
        return _not_in_force(topic)
    related = related_lines(store, topic, aspect)
    text, found = aspect_text(store, topic, aspect, elsewhere=bool(related))
    return Reply(
        kind="answer" if found or related or aspect not in FIGURES else "refusal",
        text="\n".join([text, *related]),
        citations=_citations(store, topic),
        departments=topic.departments,
        buttons=_next_questions(store, topic, aspect),
    )


def without_claims(topic: Topic, reply: Reply, asked: str) -> Reply:
    """The reply, led by what no source says where the question takes a figure for granted."""
    figures = "、".join(f"“{figure}”" for figure in unsupported_figures(asked, topic))
    return replace(reply, text=f"文件里没有{figures}这个数。\n{reply.text}") if figures else reply


def answer_clause(store: Store, document: str, number: str) -> Reply | None:
    """A clause asked for by its number; None where the document has none such."""
    clauses = store.clauses(document, number)
    if not clauses:
        return None
    clause = clauses[0]
    topics = store.topics_of(document, number)
    names = "、".join(topic.name for topic in topics if topic.kind == "measure")
    title = f"“{clause['title']}”" if clause["title"] else ""
    text = f"{document} 第{number}条{title}" if clause["title"] else f"{document} {number}"
    return Reply(
        kind="answer",
        text=f"{text}，原文：\n{clause['text']}" + (f"\n里面有：{names}。" if names else ""),
        citations=(_citation(Source(document, number, clause["title"], clause["text"])),),
        departments=tuple(clause["departments"]),
        buttons=tuple(Button(t.name, t.name) for t in topics[:5]),
    )


def clarify(store: Store, intents: Sequence[str]) -> Reply | None:
    """«您是不是想问»: up to three topics by their plain names; None if none of them is known."""
    topics = [t for intent in intents if (t := topic_of(store, intent))]
    if not topics:
        return None
    buttons = tuple(Button(topic.name, topic.name) for topic in topics[:3])
    return Reply("clarify", "我不太确定您问的是哪件事，您是不是想问：", buttons=(*buttons, HUMAN))


def passages(store: Store, found: Sequence[Passage]) -> Reply:
    """The best passages of the store, said to be passages."""
    lines: list[str] = []
    citations: list[Citation] = []
    for passage in found:
        topic = store.topic(passage.key) if passage.kind == "topic" else None
        if topic:
            lines.append(f"· {topic.name}：{topic.answer}")
            citations += _citations(store, topic)
        else:
            where = place(passage.document, passage.clause, passage.title)
            cut = "…" if len(passage.text) > _PASSAGE_LENGTH else ""
            lines.append(f"· {where}：{passage.text[:_PASSAGE_LENGTH]}{cut}")
            source = Source(passage.document, passage.clause, passage.title, passage.text)
            citations.append(_citation(source))
    unique = tuple({(c.document, c.clause, c.quote): c for c in citations}.values())
    return Reply(
        "answer",
        "没有找到直接对应的答案，文件里最接近的内容是：\n" + "\n".join(lines),
        citations=unique,
        buttons=(HUMAN,),
    )


def topic_of(store: Store, intent: str) -> Topic | None:
    """The topic behind a full intent such as `ask_policy/incubators`."""
    family, _, slug = intent.partition("/")
    return store.topic(slug) if family in {"ask_policy", "ask_guide"} else None


HUMAN = Button("转人工", "转人工")


def _not_in_force(topic: Topic) -> Reply:
    until = f"，到{chinese_date(topic.valid_to)}为止" if topic.valid_to else ""
    ask = department_list(topic.departments, topic.and_others) or "当地主管部门"
    text = (
        f"{in_quotes(topic.name)}现在没有在施行（自{chinese_date(topic.valid_from)}起{until}），"
        f"现在怎么规定，请问{ask}。"
    )
    return Reply("refusal", text, tuple(_citation(s) for s in topic.sources), topic.departments)


def _citations(store: Store, topic: Topic) -> tuple[Citation, ...]:
    sources = [*topic.sources]
    for slug in topic.see_also:
        related = store.topic(slug)
        sources += related.sources if related else ()
    return tuple(_citation(source) for source in sources)


def _citation(source: Source) -> Citation:
    url = policy_url(source.document, source.clause)
    return Citation(source.document, source.clause, source.title, source.quote, url)


def _next_questions(store: Store, topic: Topic, asked: str) -> tuple[Button, ...]:
    wanted: list[str] = [a for a in ("amount", "conditions", "how_to_apply") if a in topic.aspects]
    wanted += ["department"] if topic.departments else []
    wanted += ["original"]
    buttons = [Button(_LABELS[a], f"{topic.name}：{_LABELS[a]}") for a in wanted if a != asked]
    related = [t for slug in topic.see_also if (t := store.topic(slug))]
    return tuple(buttons + [Button(t.name, t.name) for t in related])
