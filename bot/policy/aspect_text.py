"""What the sources say of one aspect of a topic, and what they leave unsaid."""

from __future__ import annotations

import re

from bot.policy.issuers import today_name
from bot.policy.quantities import quantities
from bot.policy.store import Store
from bot.policy.topics import Topic, told_by
from bot.policy.wording import in_quotes, place, validity_text, whom_to_ask

_MOST_RELATED = 3
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
FIGURES = frozenset({"amount", "materials", "time", "contact"})
# In our own words stands what one article says of one thing; what it leaves out may stand in another article.
_BESIDE_OWN_WORDS = {
    "amount": "别的金额、比例或次数",
    "materials": "别的材料",
    "time": "别的时间和期限",
    "contact": "电话、地址和网址",
}
_FIGURE = re.compile(
    r"\d\s*(?:%|％|万|亿|元|倍|次|个|年|日|天|名|人|家|户|分|票|平|亩)|[一二两三四五六七八九十](?:成|分之)"
)
# Where the answer itself says what is asked, in our own words.
_SAID = {
    "amount": _FIGURE,
    "materials": re.compile("材料|证明|申请书|身份证|证件|文书|凭证|公证"),
    "time": re.compile(
        r"\d\s*(?:年|个?月|日|天|周|小时|个工作日)|日期|之日|当[天日场]|次月|立即|随时|期满|到期"
    ),
}
_OF_SUMS = re.compile(r"多少|额度|比例|利率|面值")


def aspect_text(store: Store, topic: Topic, aspect: str, elsewhere: bool) -> tuple[str, bool]:
    """(text, whether the sources say what was asked); `elsewhere`: a related topic says it."""
    stated = topic.aspects.get(aspect)
    if stated:
        lead = stated if aspect != "amount" else topic.answer
        if topic.aspects.get("amount") and aspect == "conditions":
            return f"{topic.answer}\n条件：{lead}", True
        if aspect == "amount":
            told = quantities(stated) <= quantities(lead)
            return "\n".join([lead, *([] if told else [stated]), *_unstated_sums(store, topic)]), True
        return lead if lead == topic.answer else f"{lead}\n{topic.answer}", True
    if aspect == "overview":
        return "\n".join([topic.answer, *topic.beside]), True
    if aspect == "original":
        return _original(topic), True
    if aspect == "validity":
        document = store.document(topic.sources[0].document, topic.on) or {}
        return f"{validity_text(document)}\n{topic.answer}", True
    if aspect == "department" and topic.departments:
        names = "、".join(map(today_name, topic.departments)) + ("等" if topic.and_others else "")
        return f"{in_quotes(topic.name)}的责任部门（单位）是：{names}。\n{topic.answer}", True
    if aspect == "department" and not topic.quoted:
        who = whom_to_ask(topic)
        known = f"请找{who}。" if topic.door.office else f"归哪个部门管，我手里的资料没有写，请问{who}。"
        return f"{known}\n{topic.answer}", bool(topic.door.office)
    if aspect in {"audience", "eligibility"} and topic.serves:
        conditions = topic.aspects.get("conditions")
        who = f"文件说的对象：{'、'.join(topic.serves)}。"
        more = f"\n条件：{conditions}" if conditions else ""
        return f"{topic.answer}\n{who}{more}", True
    if aspect == "contact" and topic.door.office:
        return f"请找{whom_to_ask(topic)}。\n{topic.answer}", bool(topic.door.hotline)
    if aspect == "materials" and topic.door.bring:
        return f"先带上：{'、'.join(topic.door.bring)}。\n{topic.answer}", True
    if not topic.quoted:
        return _in_own_words(topic, aspect, elsewhere)
    silence = silent_on(topic, aspect)
    if not silence:
        return topic.answer, True
    if elsewhere:
        return f"{topic.answer}\n{silence}，不过别处写到了：", False
    return f"{silence}，请问{whom_to_ask(topic)}。\n文件写的是：{topic.answer}", False


def _in_own_words(topic: Topic, aspect: str, elsewhere: bool) -> tuple[str, bool]:
    """(the answer with what it leaves unsaid of an aspect, whether it says what was asked).

    What our own words leave out may stand in the article: only of figures is their absence told.
    """
    said = _says_itself(topic, aspect)
    # A time that is told may be another one than was asked for.
    beside = None if said and aspect != "time" else _BESIDE_OWN_WORDS.get(aspect)
    if not beside:
        return topic.answer, True
    if elsewhere:
        return f"{topic.answer}\n{beside}，别处写到了：", said
    return f"{topic.answer}\n{beside}，我手里的资料没有写，请问{whom_to_ask(topic)}。", said


def _says_itself(topic: Topic, aspect: str) -> bool:
    """Whether the answer itself says what is asked, as far as its words show."""
    return aspect in _SAID and bool(_SAID[aspect].search(topic.answer))


def related_topics(store: Store, topic: Topic, aspect: str) -> list[Topic]:
    """Further matters whose answer belongs into this one; its sources are cited with it.

    Of an aspect that the topic itself does not state, only where the other one states it. Of the whole,
    only beside a sentence of a paper, which says little by itself; beside what others lay down, what the
    paper adds to it.
    """
    whole = aspect == "overview" or (aspect == "conditions" and aspect in topic.aspects)
    if whole and not topic.quoted:
        beside = (store.topic(slug, topic.place, topic.on) for slug in topic.see_also)
        return [t for t in beside if t and t.provisions and t.quoted][:1]
    if aspect in topic.aspects or (not topic.quoted and _says_itself(topic, aspect)):
        return []
    related = [
        t for slug in topic.see_also if (t := store.topic(slug, topic.place, topic.on)) and t.provisions
    ]
    if aspect != "overview":
        related = [
            t for t in related if aspect in t.aspects or (aspect == "amount" and _FIGURE.search(t.answer))
        ]
    return related[:_MOST_RELATED]


def related_line(topic: Topic) -> str:
    """A further matter with the sentence that answers it, as one line; the rest is a tap away."""
    where = f"（{told_by(topic.provisions[0])}）" if topic.quoted else ""
    return f"另见{in_quotes(topic.name)}{where}：{topic.answer.partition('。')[0]}。"


def silent_on(topic: Topic, aspect: str) -> str:
    """What the topic's sources leave unsaid of an aspect, without a full stop; empty where they say it."""
    if aspect in topic.aspects or (aspect == "audience" and topic.serves):
        return ""
    silence = _SILENCE.get(aspect, "")
    # Only of a document whose text is held can be said that it doesn't state something.
    return silence if topic.quoted else silence.replace("文件", "我手里的资料")


def _unstated_sums(store: Store, topic: Topic) -> list[str]:
    """What a question about money may mean and the document leaves open, as one line."""
    rule = store.rule_for(topic.slug, topic.place, topic.on)
    left_open = [item for item in rule.not_regulated if _OF_SUMS.search(item)] if rule else []
    return [f"文件没有规定：{'、'.join(left_open)}；请问{whom_to_ask(topic)}。"] if left_open else []


def _original(topic: Topic) -> str:
    quoted = [s for s in topic.sources if s.quote]
    if not quoted:
        articles = "、".join(place(s.document, s.clause, "") for s in topic.sources)
        return f"见{articles}。我这里存的是大意：{topic.answer}"
    lines = [f"{place(s.document, s.clause, s.title)}：\n“{s.quote}”" for s in quoted]
    return "原文是：" + "\n".join(lines)
