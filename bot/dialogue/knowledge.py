"""What routing asks of the policy store and of the understanding that this process serves."""

from __future__ import annotations

from bot.dialogue.state import State
from bot.nlu import loaded
from bot.nlu.understanding import OUTSIDE
from bot.policy.answers import topic_of
from bot.policy.conditions import leaves
from bot.policy.store import Store


class Knowledge:
    """`bot.dialogue.routing.Knows` over a store and the served model."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def matter(self, intent: str) -> str:
        topic = topic_of(self._store, intent)
        return topic.slug if topic else ""

    def decides(self, matter: str) -> bool:
        return matter in self._store.rules()

    def in_context(self, text: str, state: State) -> tuple[str, float, float]:
        topic = self._store.topic(state.topic)
        before = [state.last_text, topic.name if topic else ""]
        ranking = loaded.served().after(text, before)
        outside = next((g.confidence for g in ranking if g.intent.startswith(OUTSIDE)), 0.0)
        ours = next((g for g in ranking if not g.intent.startswith(OUTSIDE)), ranking[0])
        return ours.intent, ours.confidence, outside

    def asked_by(self, *matters: str) -> list[str]:
        """The attributes that the decisions on some matters rest on, each once, in order of writing."""
        rules = [rule for matter in matters if (rule := self._store.rules().get(matter))]
        names = [leaf.attribute for rule in rules for leaf, _ in leaves(rule.conditions)]
        names += [name for rule in rules for name in rule.benefit.attributes]
        return list(dict.fromkeys(names))
