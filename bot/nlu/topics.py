"""What the policy store tells the understanding of its topics: names, texts, headings."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from bot.policy.selection import Provision
from bot.policy.store import Store
from bot.policy.topics import Topic


@dataclass(frozen=True)
class Topics:
    """By full intent: `texts` is what the store says, `themes` the heading that a matter stands under.

    `names` are phrases that are understood at sight, a matter's own one first; `dictionary` has a word on
    each line. `around` are the matters that one leads to, `alike` those under the same heading; `told` are
    the aspects that some document states.
    """

    names: dict[str, str]
    texts: dict[str, str]
    themes: dict[str, str]
    dictionary: str
    around: dict[str, list[str]]
    alike: dict[str, list[str]]
    told: dict[str, list[str]]

    def digest(self) -> str:
        """Changes exactly when any of it changes."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()

    def theme(self, intent: str) -> str:
        """The heading that a matter stands under; elsewhere family or intent."""
        family = intent.partition("/")[0]
        return self.themes.get(intent, family if family == "out_of_scope" else intent)

    def group(self, intent: str) -> str:
        """What one answer covers: a matter, all that is out of scope."""
        return intent if intent in self.themes else self.theme(intent)


def read_topics(store: Store) -> Topics:
    """The topics of a store."""
    topics = {topic.intent: topic for topic in store.topics()}
    names: dict[str, str] = {}
    for intent, topic in topics.items():
        for name in (topic.name, *topic.other_names):
            names.setdefault(name, intent)
    texts = {intent: _text(topic, store.provisions(topic.slug)) for intent, topic in topics.items()}
    themes = {intent: topic.theme for intent, topic in topics.items()}
    intent_of = {topic.slug: topic.intent for topic in topics.values()}

    def intents(slugs: frozenset[str]) -> list[str]:
        return sorted(intent_of[slug] for slug in slugs)

    around = {intent: intents(store.around(topic.slug)) for intent, topic in topics.items()}
    alike = {intent: intents(store.under_heading(topic.slug)) for intent, topic in topics.items()}
    told = {intent: sorted(_told(topic, store.provisions(topic.slug))) for intent, topic in topics.items()}
    return Topics(names, texts, themes, store.meta("words"), around, alike, told)


def _told(topic: Topic, provisions: Sequence[Provision]) -> set[str]:
    told = {aspect for provision in provisions for aspect in provision.aspects}
    return told | ({"materials"} if topic.door.bring else set())


def _text(topic: Topic, provisions: Sequence[Provision]) -> str:
    """What all documents say, on whatever day: a model doesn't grow old overnight."""
    said = [part for p in provisions for part in (p.answer, *p.aspects.values())]
    quotes = [source.quote for p in provisions if p.held for source in p.sources]
    parts = [topic.name, *topic.other_names, *said, *quotes]
    return "。".join(part for part in parts if part)
