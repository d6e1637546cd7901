"""Which matter of a family says what is asked: the papers for a loan are a matter of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.nlu.aspects import find_aspects
from bot.policy.store import Store
from bot.policy.topics import Topic

# What is the same for a whole errand, and said once; sums and times differ from matter to matter.
OF_THE_ERRAND = frozenset({"materials", "how_to_apply"})
_PENALTY = re.compile("罚|后果")
# A matter lies so many links from one of its family at most.
_FARTHEST = 2
# The first words of a slug name the thing: guarantee_loan_materials.
_THING = 2


def holding(store: Store, slug: str, aspect: str) -> str:
    """The matter itself where it says that of itself, else the nearest of its family that does.

    One whose name asks just that comes before the others; itself where nobody says it.
    """
    topic = store.topic(slug)
    if topic is None or aspect not in OF_THE_ERRAND or _says(topic, aspect):
        return slug
    found = [other for other in _family(store, topic, aspect) if _says(other, aspect)]
    named = [other for other in found if aspect in find_aspects(other.name)]
    return next(iter([*named, *found]), topic).slug


def punishing(store: Store, slug: str) -> str:
    """The one matter next to it that is about its penalty; itself where there is none, or several are."""
    near = (store.topic(other) for other in sorted(store.around(slug)))
    found = [t.slug for t in near if t and t.provisions and _PENALTY.search(t.name)]
    return found[0] if len(found) == 1 else slug


def _family(store: Store, topic: Topic, aspect: str) -> Iterator[Topic]:
    """The nearest first; of those that are as near, in order of their slugs."""
    seen, ring = {topic.slug}, {topic.slug}
    for _ in range(_FARTHEST):
        ring = set().union(*(store.around(slug) for slug in ring)) - seen
        seen |= ring
        others = (store.topic(slug) for slug in sorted(ring))
        yield from (other for other in others if other and _akin(topic, other, aspect))


def _says(topic: Topic, aspect: str) -> bool:
    return aspect in topic.aspects or (aspect == "materials" and bool(topic.door.bring))


def _akin(topic: Topic, other: Topic, aspect: str) -> bool:
    """Whether it is of the same thing and in force; papers only where they are the same people's."""
    thing = set(other.slug.split("_")[:_THING])
    same = topic.area == other.area and thing <= set(topic.slug.split("_"))
    return bool(other.provisions) and same and (aspect != "materials" or not _apart(topic, other))


def _apart(topic: Topic, other: Topic) -> bool:
    """Whether other people are served; «毕业3年内的高校毕业生» are among «高校毕业生»."""
    among = any(a in b or b in a for a in topic.serves for b in other.serves)
    return bool(topic.serves and other.serves) and not among
