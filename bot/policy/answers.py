"""What to say: every reply that rests on the policy store, as text with citations.

Nothing here is stated that no source states; where the sources are silent the reply says so and
names whom to ask.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any
from urllib.parse import quote as url_quote

from bot.policy.claims import unsupported_figures
from bot.policy.store import Passage, Source, Store, Topic
from bot.policy.wording import chinese_date, in_quotes

PAPER = "云政发〔2020〕6号"
# Whom the document itself makes responsible for clauses that name no single department.
_MOST_DEPARTMENTS_IN_TEXT = 4
_MOST_RELATED = 2
_PASSAGE_LENGTH = 80
_SILENCE = {
    "amount": "文件没有规定具体金额、比例或次数",
    "materials": "文件没有规定要交哪些材料",
    "time": "文件没有规定时间和期限",
    "how_to_apply": "文件没有规定怎么申请",
    "conditions": "文件没有另外规定条件",
    "contact": "文件没有给出电话、地址和网址",
    "audience": "文件没有另外规定对象",
}
# A visitor who asks for one of these gets no answer if the sources do not give it.
_FIGURES = frozenset({"amount", "materials", "time", "contact"})
# A guide holds what one article says of one thing, so what it leaves out may stand in another article.
_BESIDE_A_GUIDE = {
    "amount": "别的金额、比例或次数",
    "materials": "别的材料",
    "time": "别的时间和期限",
    "contact": "电话、地址和网址",
}
_FIGURE = re.compile(r"\d\s*(?:%|％|万|亿|元|倍|次|个月|年|日|天|名|人)|[一二两三四五六七八九十]成")
_OF_SUMS = re.compile(r"多少|额度|比例|利率|面值")
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
    related = _related_lines(store, topic, aspect)
    text, found = _aspect_text(store, topic, aspect, elsewhere=bool(related))
    return Reply(
        kind="answer" if found or related or aspect not in _FIGURES else "refusal",
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


def validity_text(info: dict[str, Any]) -> str:
    """Dates of a document and what is known of its validity."""
    signed, published = info.get("signed"), info.get("published")
    dates = f"{chinese_date(signed)}成文、{chinese_date(published)}印发" if signed else ""
    if not dates:
        dates = f"{chinese_date(info['valid_from'])}起施行"
    return f"{info['name']} {dates}。{info.get('validity_note') or ''}".rstrip()


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
            place = _place(passage.document, passage.clause, passage.title)
            cut = "…" if len(passage.text) > _PASSAGE_LENGTH else ""
            lines.append(f"· {place}：{passage.text[:_PASSAGE_LENGTH]}{cut}")
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


def department_list(names: Iterable[str], and_others: bool = False) -> str:
    """Departments for a sentence, shortened."""
    names = list(names)
    shown = "、".join(names[:_MOST_DEPARTMENTS_IN_TEXT])
    more = and_others or len(names) > _MOST_DEPARTMENTS_IN_TEXT
    return shown + ("等" if more else "")


def silent_on(topic: Topic, aspect: str) -> str:
    """What the topic's sources leave unsaid of an aspect, without a full stop; empty where they say it."""
    if aspect in topic.aspects or (aspect == "audience" and topic.serves):
        return ""
    silence = _SILENCE.get(aspect, "")
    # A guide holds what one article says of one thing; a fact beside it is simply not held.
    return silence.replace("文件", "我手里的法条") if topic.kind == "guide" else silence


def _aspect_text(store: Store, topic: Topic, aspect: str, elsewhere: bool) -> tuple[str, bool]:
    """(text, whether the sources say what was asked); `elsewhere`: a related topic says it."""
    stated = topic.aspects.get(aspect)
    if stated:
        lead = stated if aspect != "amount" else topic.answer
        if topic.aspects.get("amount") and aspect == "conditions":
            return f"{topic.answer}\n条件：{lead}", True
        if aspect == "amount":
            return "\n".join([lead, *_unstated_sums(store, topic)]), True
        return lead if lead == topic.answer else f"{lead}\n{topic.answer}", True
    if aspect == "overview":
        return topic.answer, True
    if aspect == "original":
        return _original(topic), True
    if aspect == "validity":
        document = store.document(topic.sources[0].document) or {}
        return f"{validity_text(document)}\n{topic.answer}", True
    if aspect == "department" and topic.departments:
        names = "、".join(topic.departments) + ("等" if topic.and_others else "")
        return f"{in_quotes(topic.name)}的责任部门（单位）是：{names}。\n{topic.answer}", True
    if aspect in {"audience", "eligibility"} and topic.serves:
        conditions = topic.aspects.get("conditions")
        who = f"文件说的对象：{'、'.join(topic.serves)}。"
        more = f"\n条件：{conditions}" if conditions else ""
        return f"{topic.answer}\n{who}{more}", True
    if topic.kind == "guide" and not elsewhere:
        said = aspect == "amount" and _FIGURE.search(topic.answer)
        beside = None if said else _BESIDE_A_GUIDE.get(aspect)
        more = f"\n{beside}，我手里的法条没有写，请问当地主管部门。" if beside else ""
        return topic.answer + more, not beside
    silence = silent_on(topic, aspect)
    if not silence:
        return topic.answer, True
    if elsewhere:
        return f"{topic.answer}\n{silence}，不过别处写到了：", False
    ask = department_list(topic.departments, topic.and_others)
    where = f"，请问{ask}" if ask else "，请问当地主管部门"
    return f"{silence}{where}。\n文件写的是：{topic.answer}", False


def _unstated_sums(store: Store, topic: Topic) -> list[str]:
    """What a question about money may mean and the document leaves open, as one line."""
    rule = store.rules().get(topic.slug)
    left_open = [item for item in rule.not_regulated if _OF_SUMS.search(item)] if rule else []
    ask = department_list(topic.departments, topic.and_others) or "当地主管部门"
    return [f"文件没有规定：{'、'.join(left_open)}；请问{ask}。"] if left_open else []


def _related_lines(store: Store, topic: Topic, aspect: str) -> list[str]:
    """What the documents say of the same matter elsewhere; its sources are cited with the answer.

    Of an aspect that the topic itself does not state, only where the other one states it.
    """
    if aspect != "overview" and aspect in topic.aspects:
        return []
    related = [t for slug in topic.see_also if (t := store.topic(slug))]
    if aspect != "overview":
        related = [
            t for t in related if aspect in t.aspects or (aspect == "amount" and _FIGURE.search(t.answer))
        ]
    return [f"另见{in_quotes(t.name)}：{t.answer}" for t in related[:_MOST_RELATED]]


def _not_in_force(topic: Topic) -> Reply:
    until = f"，到{chinese_date(topic.valid_to)}为止" if topic.valid_to else ""
    ask = department_list(topic.departments, topic.and_others) or "当地主管部门"
    text = (
        f"{in_quotes(topic.name)}现在没有在施行（自{chinese_date(topic.valid_from)}起{until}），"
        f"现在怎么规定，请问{ask}。"
    )
    return Reply("refusal", text, tuple(_citation(s) for s in topic.sources), topic.departments)


def _original(topic: Topic) -> str:
    quoted = [s for s in topic.sources if s.quote]
    if not quoted:
        articles = "、".join(f"《{s.document}》{s.clause}" for s in topic.sources)
        return f"见{articles}。我这里存的是大意：{topic.answer}"
    lines = [f"{_place(s.document, s.clause, s.title)}：\n“{s.quote}”" for s in quoted]
    return "原文是：" + "\n".join(lines)


def _place(document: str, clause: str, title: str) -> str:
    """A clause for a sentence: 云政发〔2020〕6号 第四条“加大政府采购支持”, 《公司法》第四十七条."""
    if clause.startswith("第"):
        return f"《{document}》{clause}"
    return f"{document} 第{clause}条" + (f"“{title}”" if title else "")


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
