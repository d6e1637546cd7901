"""What a message has been understood as: the guesses, what it asks of them, and what is decided on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from bot.nlu.cues import Entity
from bot.nlu.decision import ANSWER_FROM, CLARIFY_FROM, DECLINE_FROM, TALK_FROM, Decision, decide
from bot.policy.matters import AREAS

OUTSIDE = "out_of_scope"
TOPIC_FAMILIES = AREAS
# Of matters of one area that are this likely together the likeliest is meant, from here on.
_SURELY_KIN, _AMONG_KIN, _PERSONAL = 0.5, 0.15, 0.5


@dataclass(frozen=True)
class Guess:
    """A full intent such as `loans/…` with its probability."""

    intent: str
    confidence: float


@dataclass(frozen=True)
class Understood:
    """`ranking` is never empty; `others` are further questions that the same message asks.

    `outside` is the probability that the message is about nothing of ours; `acts` what the message does.
    """

    ranking: tuple[Guess, ...]
    aspect: str
    entities: tuple[Entity, ...] = ()
    others: tuple[tuple[Guess, str], ...] = field(default=())
    outside: float = 0.0
    acts: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def best(self) -> Guess:
        """What the reply is about: the likeliest, but nothing out of scope unless it is declined."""
        declined = self.decision is Decision.DECLINE
        return self.ranking[0] if declined or not self.ours else self.ours[0]

    @cached_property
    def ours(self) -> tuple[Guess, ...]:
        """The ranking without what is out of scope."""
        return tuple(g for g in self.ranking if family_of(g.intent) != OUTSIDE)

    @cached_property
    def decision(self) -> Decision:
        """Answer, clarify or decline; another place's policy is never ours."""
        if any(entity.name == "region" for entity in self.entities):
            return Decision.DECLINE
        if not self.ours:
            return Decision.DECLINE
        likeliest = self.ours[0]
        topical = family_of(likeliest.intent) in TOPIC_FAMILIES
        alike = sum(g.confidence for g in self.ours if family_of(g.intent) in TOPIC_FAMILIES)
        together = alike if topical else likeliest.confidence
        area = family_of(likeliest.intent)
        akin = sum(g.confidence for g in self.ours if family_of(g.intent) == area)
        personal = self.acts.get("asks_whether_me", 0.0) >= _PERSONAL
        likely = likeliest.confidence >= _AMONG_KIN and akin >= _SURELY_KIN
        if topical and personal and likely and self.outside < DECLINE_FROM:
            # «我能不能申请创业担保贷款» is split among the matters of loans: the likeliest is told.
            return Decision.ANSWER
        return decide(likeliest.confidence, self.outside, together, ANSWER_FROM if topical else TALK_FROM)

    @cached_property
    def likely(self) -> tuple[str, ...]:
        """The intents that are worth a button where the decision is to clarify."""
        if self.decision is not Decision.CLARIFY:
            return ()
        return tuple(g.intent for g in self.ours if g.confidence >= CLARIFY_FROM)


def family_of(intent: str) -> str:
    return intent.partition("/")[0]
