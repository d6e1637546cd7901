"""A matter as its page shows it: what is answered, in the order in which somebody acts on it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from bot.policy.answers import answer_topic, conflict_lines
from bot.policy.documents import LEVELS
from bot.policy.eligibility import assess
from bot.policy.entrances import areas
from bot.policy.issuers import today_name
from bot.policy.regions import region_name
from bot.policy.selection import Provision, Source
from bot.policy.store import Store
from bot.policy.topics import Topic, told_by
from bot.policy.wording import chinese_date, resting_on, whom_to_ask

# Aspect → its heading, in the order in which a person acts.
_SECTIONS = {
    "audience": "谁能用",
    "amount": "有多少",
    "conditions": "要什么条件",
    "materials": "要带什么",
    "how_to_apply": "怎么办",
    "time": "多久、什么时候",
    "validity": "管到什么时候",
}
_STATES = {"in force": "现行有效", "unconfirmed": "是否仍执行，请向主管部门核实", "ended": "已经不再施行"}
_DESCRIBED = 120


@dataclass(frozen=True)
class Section:
    """A heading with its lines; `listed`: things of equal rank, one a line."""

    anchor: str
    heading: str
    lines: tuple[str, ...]
    listed: bool = False


def matter_view(store: Store, topic: Topic) -> dict[str, Any]:
    """What matter.html needs of a matter, seen from anywhere in the province today."""
    conclusion = _conclusion(store, topic)
    return {
        "name": topic.name,
        "slug": topic.slug,
        "area": areas().get(topic.area, ""),
        "other_names": topic.other_names,
        "conclusion": conclusion,
        "description": "".join(conclusion)[:_DESCRIBED],
        "certain": [line for p in topic.provisions[:1] if (line := resting_on(topic, p))],
        "warnings": conflict_lines(topic, "overview"),
        "sections": _sections(store, topic),
        "where": _where(topic),
        "elsewhere": [_told(p, region_name(p.region)) for p in _each_place(topic)],
        "ended": [_told(p, told_by(p), until=p.valid_to) for p in topic.chosen.ended],
        "coming": [_told(p, told_by(p), since=p.valid_from) for p in topic.chosen.coming],
        "levels": _sources_by_level(topic.sources),
        "related": [t for slug in topic.see_also if (t := store.topic(slug)) and not t.tells],
        "decided": bool(topic.provisions) and store.rule_for(topic.slug) is not None,
    }


def _conclusion(store: Store, topic: Topic) -> list[str]:
    """The answer; where nothing is in force here or no document answers, that is said first."""
    if not topic.provisions:
        return answer_topic(store, topic).text.split("\n")
    places = "、".join(dict.fromkeys(region_name(p.region) for p in topic.provisions))
    only = [] if topic.chosen.told else [f"只查到{places}的规定，别的地方不一定一样。"]
    return [*only, *topic.answer.split("\n"), *topic.beside]


def _sections(store: Store, topic: Topic) -> list[Section]:
    found = []
    for aspect, heading in _SECTIONS.items():
        lines, listed = _lines(store, topic, aspect)
        if lines:
            found.append(Section(aspect, topic.asks.get(aspect, heading), tuple(lines), listed))
    if open_ := _left_open(store, topic):
        found.append(Section("open", "文件没有写的", tuple(open_), True))
    return found


def _lines(store: Store, topic: Topic, aspect: str) -> tuple[list[str], bool]:
    """(what is said of an aspect, whether as a list); none where nothing adds to the conclusion."""
    stated = topic.aspects.get(aspect, "")
    if stated and stated != topic.answer:
        return stated.split("\n"), False
    if aspect == "audience" and topic.serves and topic.provisions:
        return list(topic.serves), True
    if aspect == "materials" and topic.door.bring:
        return list(topic.door.bring), True
    if aspect == "conditions" and topic.provisions and store.rule_for(topic.slug):
        results = assess(store, topic.slug, {}, dt.date.today()).conditions
        return list(dict.fromkeys(result.text for result in results)), True
    return [], False


def _left_open(store: Store, topic: Topic) -> list[str]:
    rule = store.rule_for(topic.slug) if topic.provisions else None
    return list(rule.not_regulated) if rule else []


def _where(topic: Topic) -> dict[str, Any]:
    """The door first; the offices that the document names behind it, by today's names."""
    return {
        "ask": whom_to_ask(topic),
        "hotline": topic.door.hotline,
        "bring": topic.door.bring,
        "said": [part for a in ("contact", "department") if (part := topic.aspects.get(a))],
        "offices": [today_name(name) for name in topic.departments],
        "and_others": topic.and_others,
    }


def _each_place(topic: Topic) -> list[Provision]:
    """What single places lay down beside the province's own."""
    return [p for p in topic.chosen.elsewhere if p not in topic.provisions]


def _told(
    provision: Provision, by: str, until: dt.date | None = None, since: dt.date | None = None
) -> dict[str, str]:
    return {
        "by": by,
        "answer": provision.answer,
        "follows": provision.follows,
        "until": chinese_date(until.isoformat()) if until else "",
        "since": chinese_date(since.isoformat()) if since else "",
    }


def _sources_by_level(sources: tuple[Source, ...]) -> list[dict[str, Any]]:
    """Nation, province, city, county, in this order; each with its sources."""
    found: dict[tuple[int, str], list[Source]] = {}
    for source in sources:
        rank = -LEVELS.index(source.level) if source.level in LEVELS else 1
        place = "国家" if source.level == "state" else region_name(source.region)
        found.setdefault((rank, place), []).append(source)
    return [
        {"name": place, "sources": [{"source": s, "state": _STATES.get(s.state, "")} for s in listed]}
        for (_, place), listed in sorted(found.items())
    ]
