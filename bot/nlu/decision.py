"""Whether what was understood is sure enough: answer, ask which topic is meant, or decline.

The limits are chosen on held-out utterances by `bot evaluate` and recorded in docs/understanding.md.
"""

from __future__ import annotations

from enum import StrEnum

# The likeliest clause or chapter has at least this probability: its topic is answered.
ANSWER_FROM = 0.25
# A wrong word of small talk does little harm, so less is asked of it.
TALK_FROM = 0.25
# A topic with at least this probability is worth a button.
CLARIFY_FROM = 0.10
# All that is not ours together has at least this probability: it is declined,
DECLINE_FROM = 0.10
# unless a clause of ours is this many times as likely.
OUTWEIGHS = 4.0


class Decision(StrEnum):
    """What to do with a message."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    DECLINE = "decline"


def decide(
    best: float,
    outside: float,
    ours: float | None = None,
    answer_from: float = ANSWER_FROM,
    clarify_from: float = CLARIFY_FROM,
    decline_from: float = DECLINE_FROM,
) -> Decision:
    """What to do, by probabilities.

    `best` is the likeliest matter, `outside` what is none of ours, `ours` all likely matters together: one
    question may be split among matters that are alike.
    """
    if outside >= decline_from and max(best, ours or 0.0) < OUTWEIGHS * outside:
        return Decision.DECLINE
    if best >= answer_from:
        return Decision.ANSWER
    return Decision.CLARIFY if best >= clarify_from else Decision.DECLINE
