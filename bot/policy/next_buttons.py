"""The ways on from an answer: the check, other questions of the matter, related matters."""

from __future__ import annotations

from bot.policy.commands import answer as to_answer
from bot.policy.commands import check as to_check
from bot.policy.reply import Button
from bot.policy.store import Store
from bot.policy.topics import Topic

_LABELS = {
    "conditions": "有什么条件",
    "amount": "有多少、上限多少",
    "how_to_apply": "怎么申请",
    "department": "归哪个部门管",
    "original": "原文怎么说",
    "eligibility": "我符合吗",
}


def button_to(topic: Topic) -> Button:
    """The way to a matter's answer."""
    return Button(topic.name, topic.name, to_answer(topic.slug))


def next_buttons(store: Store, topic: Topic, asked: str) -> tuple[Button, ...]:
    """Where to go on from an answer; `asked`: the aspect that it told."""
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
    beside = map(button_to, related)
    return (*_whether_me(store, topic), *buttons, *beside)


def _whether_me(store: Store, topic: Topic) -> list[Button]:
    """The check, first of all, on every matter that a rule decides here."""
    if store.rule_for(topic.slug, topic.place, topic.on) is None:
        return []
    return [Button("看看我符不符合", f"{topic.name}：我符合吗", to_check(topic.slug))]
