"""What is told of a matter: every answer rests on the policy store, as text with citations.

Nothing here is stated that no source states; where the sources are silent the reply says so and
names whom to ask.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from bot.policy.aspect_text import FIGURES, aspect_text, related_line, related_topics
from bot.policy.claims import unsupported_figures
from bot.policy.next_buttons import next_buttons
from bot.policy.not_in_force import not_in_force_reply, silent_reply
from bot.policy.regions import region_name
from bot.policy.reply import Button, Reply, citations_of
from bot.policy.store import Store
from bot.policy.topics import Topic, told_by
from bot.policy.wording import resting_on, whom_to_ask

_MOST_PLACES = 3


def topic_of(store: Store, intent: str, place: str | None = None, on: dt.date | None = None) -> Topic | None:
    """The matter behind a full intent such as `incubators/makerspace`; None where it names none."""
    area, _, slug = intent.partition("/")
    topic = store.topic(slug, place, on)
    return topic if topic and topic.area == area and not topic.tells else None


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
        return silent_reply(topic) if topic.silent else not_in_force_reply(topic)
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
        citations=citations_of(topic, *related),
        departments=topic.departments or _departments_around(store, topic),
        buttons=(
            *(Button(p, f"我在{p}，{topic.name}") for p in places),
            *next_buttons(store, topic, aspect),
        ),
        extra={"aspect": aspect},
    )


def _departments_around(store: Store, topic: Topic) -> tuple[str, ...]:
    """Who answers for the matters that this one leads to, where no annex names anybody for itself."""
    related = (t for slug in topic.see_also if (t := store.topic(slug)))
    return next((t.departments for t in related if t.departments), ())


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


def without_claims(topic: Topic, reply: Reply, asked: str) -> Reply:
    """The reply, led by what no source says where the question takes a figure for granted."""
    figures = "、".join(f"“{figure}”" for figure in unsupported_figures(asked, topic))
    return replace(reply, text=f"文件里没有{figures}这个数。\n{reply.text}") if figures else reply
