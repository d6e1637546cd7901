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

from bot.policy.aspect_text import FIGURES, aspect_text, related_line, related_topics
from bot.policy.claims import unsupported_figures
from bot.policy.commands import Command, plain
from bot.policy.commands import answer as to_answer
from bot.policy.commands import check as to_check
from bot.policy.regions import region_name
from bot.policy.store import Passage, Source, Store, Topic
from bot.policy.store_rows import source
from bot.policy.topics import told_by
from bot.policy.wording import chinese_date, in_quotes, place, resting_on, whom_to_ask

_PASSAGE_LENGTH = 80
_MOST_PLACES = 3
# So many characters of a matter's answer stand beside another one's.
_GIST = 120
# Where nothing is sure: so many matters are named, and so many of them told.
_MOST_MEANT, _MOST_TOLD = 4, 2
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
    """`clause` is the clause's own number; `quote` is verbatim and empty where no text is held.

    `title` is the clause's, else the document's. `date` is the document's (ISO), `state` one of
    in force, unconfirmed, ended; `official_url` the issuer's own address, empty where none is known.
    """

    document: str
    clause: str
    title: str
    quote: str
    url: str
    level: str = ""
    region: str = ""
    date: str = ""
    state: str = ""
    official_url: str = ""


@dataclass(frozen=True)
class Button:
    """`payload` is plain text, shown as the visitor's words; `command` what is done, see bot.policy.commands.

    Without a command the payload is read like any sentence.
    """

    title: str
    payload: str
    command: Command | None = field(default=None, hash=False)

    def as_json(self) -> dict[str, Any]:
        """Its form in a message."""
        said = {"title": self.title, "payload": self.payload}
        return said if self.command is None else {**said, "command": self.command}


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
        message["buttons"] = [button.as_json() for button in self.buttons]
        message.update(message.pop("extra"))
        return message


def policy_url(document: str, clause: str = "") -> str:
    """Address of a clause on the website."""
    return f"/policy/{url_quote(document)}" + (f"#{clause}" if clause else "")


def answer_topic(
    store: Store,
    topic: Topic,
    aspect: str = "overview",
    on: dt.date | None = None,
    also: Sequence[str] = (),
) -> Reply:
    """Answer one aspect of a matter, as of a day (the topic's own); `also`: what else was asked of it."""
    if on is not None and on != topic.on:
        topic = store.topic(topic.slug, topic.place, on) or topic
    if not topic.provisions:
        return _silent(topic) if topic.silent else _not_in_force(topic)
    related = related_topics(store, topic, aspect)
    text, found = aspect_text(store, topic, aspect, elsewhere=bool(related))
    places = _places_with_rules(topic)
    asked = [f"{'、'.join(places)}另有规定，说一声您在哪里，我照当地的答。"] if places else []
    further = [
        topic.aspects[a] for a in also if a != aspect and a in topic.aspects and topic.aspects[a] not in text
    ]
    lines = [*_of_another_place(topic), text, *further, *map(related_line, related)]
    lines += [*conflict_lines(topic, aspect), *_basis_line(topic)]
    return Reply(
        kind="answer" if found or related or further or aspect not in FIGURES else "refusal",
        text="\n".join([*lines, *asked]),
        citations=_citations(topic, *related),
        departments=topic.departments or _departments_around(store, topic),
        buttons=(
            *(Button(p, f"我在{p}，{topic.name}") for p in places),
            *_next_questions(store, topic, aspect),
        ),
        extra={"aspect": aspect},
    )


def _departments_around(store: Store, topic: Topic) -> tuple[str, ...]:
    """Who answers for the matters that this one leads to, where no annex names anybody for itself."""
    related = (t for slug in topic.see_also if (t := store.topic(slug)))
    return next((t.departments for t in related if t.departments), ())


def without_claims(topic: Topic, reply: Reply, asked: str) -> Reply:
    """The reply, led by what no source says where the question takes a figure for granted."""
    figures = "、".join(f"“{figure}”" for figure in unsupported_figures(asked, topic))
    return replace(reply, text=f"文件里没有{figures}这个数。\n{reply.text}") if figures else reply


def with_alternatives(reply: Reply, second: Topic | None, others: Sequence[Topic]) -> Reply:
    """The likeliest answer, the second likeliest in a line, and what else may have been meant, a tap away."""
    found = reply
    if second:
        text = f"{reply.text}\n也可能您问的是{in_quotes(second.name)}：{_gist(second)}"
        cited = tuple(dict.fromkeys((*reply.citations, *_citations(second))))
        buttons = (_to(second), *reply.buttons)
        found = replace(reply, text=text, citations=cited, buttons=buttons)
    if not others:
        return found
    offered = tuple(map(_to, others))
    text = f"{found.text}\n还是想问：{'、'.join(topic.name for topic in others)}？点一下就行。"
    return replace(found, text=text, buttons=(*offered, *found.buttons))


def _to(topic: Topic) -> Button:
    """The way to a matter's answer."""
    return Button(topic.name, topic.name, to_answer(topic.slug))


def _gist(topic: Topic) -> str:
    """The answer as far as it is short: its first sentences."""
    sentences = topic.answer.split("。")
    told = sentences[0]
    for sentence in sentences[1:]:
        if not sentence or len(told) + len(sentence) > _GIST:
            break
        told += f"。{sentence}"
    return f"{told}。"


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
        buttons=tuple(map(_to, topics[:5])),
    )


def clarify(store: Store, intents: Sequence[str]) -> Reply | None:
    """Nothing is sure to hold what is asked, so that is said, with the likeliest matters and what each says.

    None if none of them is known.
    """
    topics = [t for intent in intents if (t := topic_of(store, intent)) and t.provisions][:_MOST_MEANT]
    if not topics:
        return None
    told, others = topics[:_MOST_TOLD], topics[_MOST_TOLD:]
    lines = [f"· {topic.name}：{_gist(topic)}" for topic in told]
    more = [f"还是想问：{'、'.join(topic.name for topic in others)}？点一下就行。"] if others else []
    return Reply(
        "refusal",
        "\n".join(["您问的这件事，手里的文件可能没有写。最接近的是：", *lines, *more]),
        citations=_citations(*told),
        buttons=(*map(_to, topics), HUMAN),
    )


def passages(store: Store, found: Sequence[Passage]) -> Reply:
    """The best passages of the store, said to be passages."""
    lines: list[str] = []
    citations: list[Citation] = []
    for passage in found:
        topic = store.topic(passage.key) if passage.kind == "topic" else None
        if topic:
            lines.append(f"· {topic.name}：{topic.answer}")
            citations += _citations(topic)
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


def topic_of(store: Store, intent: str, place: str | None = None, on: dt.date | None = None) -> Topic | None:
    """The matter behind a full intent such as `incubators/makerspace`; None where it names none."""
    area, _, slug = intent.partition("/")
    topic = store.topic(slug, place, on)
    return topic if topic and topic.area == area and not topic.tells else None


HUMAN = Button("转人工", "转人工", plain("hand_over"))


def _not_in_force(topic: Topic) -> Reply:
    """What has ended, or isn't in force yet, told as that; never as today's."""
    ask = whom_to_ask(topic)
    cited = tuple(citation(s) for s in topic.sources)
    if topic.chosen.ended:
        text = f"{ended_line(topic)}\n原来写的是：{topic.chosen.ended[0].answer}"
        return Reply("answer", text, cited, topic.departments, (HUMAN,))
    if topic.chosen.coming:
        first = chinese_date(topic.chosen.coming[0].valid_from.isoformat())
        text = f"{in_quotes(topic.name)}现在没有在施行（自{first}起），现在怎么规定，请问{ask}。"
    else:
        text = f"{in_quotes(topic.name)}我手里的文件没有写到，请问{ask}。"
    return Reply("refusal", text, cited, topic.departments, (HUMAN,))


def ended_line(topic: Topic) -> str:
    """Until when a matter was regulated that no longer is, and what follows."""
    last = topic.chosen.ended[0]
    until = chinese_date(last.valid_to.isoformat() if last.valid_to else "")
    then = last.follows or f"现在怎么规定，请问{whom_to_ask(topic)}。"
    return f"{in_quotes(topic.name)}原来的规定到{until}为止，现在没有在施行。{then}"


def _silent(topic: Topic) -> Reply:
    """No document answers the matter: that is said, with the door."""
    text = topic.silent
    if topic.door.office and topic.door.office not in text:
        text += f"请问{whom_to_ask(topic)}。"
    return Reply("refusal", text, tuple(citation(s) for s in topic.sources), topic.departments, (HUMAN,))


def _of_another_place(topic: Topic) -> list[str]:
    """Said first where only single places have rules, and the visitor's is none of them or not known."""
    if topic.chosen.told or not topic.provisions:
        return []
    lead = topic.provisions[0]
    return [f"我只查到{region_name(lead.region)}的规定，别的地方不一定一样："]


def _places_with_rules(topic: Topic) -> list[str]:
    """The places that have rules of their own, where the visitor hasn't said where they are."""
    if topic.place is not None or not topic.chosen.told:
        return []
    names = (region_name(provision.region) for provision in topic.chosen.elsewhere)
    return list(dict.fromkeys(names))[:_MOST_PLACES]


def conflict_lines(topic: Topic, aspect: str) -> list[str]:
    """Two documents in force that state different figures: both are named, none is chosen."""
    found = [c for c in topic.chosen.conflicts if aspect in {c.aspect, "overview"}]
    if not found:
        return []
    one, other = found[0].one, found[0].other
    return [
        f"注意：{told_by(one)}写的是“{one.aspects[found[0].aspect]}”，{told_by(other)}写的是"
        f"“{other.aspects[found[0].aspect]}”，两处不一致，以{whom_to_ask(topic)}的答复为准。"
    ]


def _basis_line(topic: Topic) -> list[str]:
    line = resting_on(topic, topic.provisions[0])
    return [line] if line else []


def _citations(*topics: Topic) -> tuple[Citation, ...]:
    return tuple(dict.fromkeys(citation(source) for topic in topics for source in topic.sources))


def citation(source: Source) -> Citation:
    """A source as a message carries it."""
    return Citation(
        source.document,
        source.clause,
        source.title or source.document_title,
        source.quote,
        policy_url(source.document, source.clause),
        source.level,
        source.region,
        source.date,
        source.state,
        source.official_url,
    )


def _next_questions(store: Store, topic: Topic, asked: str) -> tuple[Button, ...]:
    wanted: list[str] = [a for a in ("amount", "conditions", "how_to_apply") if a in topic.aspects]
    wanted += ["department"] if topic.departments else []
    wanted += ["original"]
    labels = {**_LABELS, **topic.asks}
    wanted[:0] = [aspect for aspect in topic.asks if aspect in topic.aspects]
    buttons = [
        Button(labels[a], f"{topic.name}：{labels[a]}", to_answer(topic.slug, a))
        for a in wanted
        if a != asked
    ]
    related = [t for slug in topic.see_also if (t := store.topic(slug))]
    beside = map(_to, related)
    return (*_whether_me(store, topic), *buttons, *beside)


def _whether_me(store: Store, topic: Topic) -> list[Button]:
    """The check, first of all, on every matter that a rule decides here."""
    if store.rule_for(topic.slug, topic.place, topic.on) is None:
        return []
    return [Button("看看我符不符合", f"{topic.name}：我符合吗", to_check(topic.slug))]
