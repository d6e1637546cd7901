"""The words and places that a verdict is made of, wherever it is told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from bot.policy.assessment import NO, YES, Assessment, ConditionResult
from bot.policy.attributes import attributes
from bot.policy.reply import Citation, citation, policy_url
from bot.policy.topics import Topic
from bot.policy.wording import in_quotes

MARKS = {"met": "✓", "failed": "✗", "open": "?"}


def telling_results(assessment: Assessment) -> list[ConditionResult]:
    """The conditions without those of an alternative that another answer has ruled out."""
    # A number may be above one limit and below another: that rules nothing out.
    met = {c.attribute for c in assessment.conditions if c.state == "met" and not _is_number(c)}
    against = [c for c in assessment.conditions if c.state == "failed"]
    # What speaks against it by inference alone is left out beside what was told.
    told = any(c.given for c in against)
    out = {id(c) for c in against if c.attribute in met or (told and not c.given)}
    return [c for c in assessment.conditions if id(c) not in out]


def _is_number(result: ConditionResult) -> bool:
    attribute = attributes().get(result.attribute)
    return attribute is not None and attribute.type not in {"bool", "choice"}


def verdict_line(topic: Topic, assessment: Assessment, who: str = "me", supposed: bool = False) -> str:
    """The verdict in one sentence: what it is, and what fails or is still missing."""
    case = "假如是这样" if supposed else "按您说的情况" if who == "me" else f"按您说的，{spoken_to(who)}"
    if assessment.verdict == YES:
        if not assessment.conditions:
            return _without_conditions(topic, assessment, case)
        return f"{case}，{says(topic, YES)}。"
    if assessment.verdict == NO:
        failed = what_fails(assessment)
        return f"{case}，{refusal(topic, assessment)}" + (f"：{failed}这一条没满足。" if failed else "。")
    missing = "、".join(c.text for c in assessment.conditions if c.attribute in assessment.missing)
    return f"{in_quotes(topic.name)}现在还定不下来，还缺：{missing}。"


def _without_conditions(topic: Topic, assessment: Assessment, case: str) -> str:
    """What only reckons a sum says the sum; what is open to all says so."""
    amount = assessment.amount
    if amount and amount.reckoned and amount.yuan is not None:
        return f"{case}算，是{amount.text}。"
    return f"{in_quotes(topic.name)}没有给个人或企业设条件。{topic.answer}"


def refusal(topic: Topic, assessment: Assessment) -> str:
    """A no in the matter's own words, unless what fails is no condition of its own."""
    failed = [c for c in telling_results(assessment) if c.state == "failed"]
    if failed and all(c.elsewhere for c in failed):
        return f"{in_quotes(topic.name)}以外的条件不符合"
    return says(topic, NO)


def says(topic: Topic, verdict: str) -> str:
    """A yes or a no in the matter's own words, else that it fits or doesn't."""
    word = {YES: "符合", NO: "不符合"}[verdict]
    return topic.verdicts.get(verdict) or f"{word}{in_quotes(topic.name)}"


def what_fails(assessment: Assessment) -> str:
    """What speaks against it, each once: two alternatives may hold the same condition."""
    texts = dict.fromkeys(c.text for c in telling_results(assessment) if c.state == "failed")
    return "、".join(in_quotes(text) for text in texts)


def premise_line(assessment: Assessment) -> list[str]:
    """What nobody spoke of and the yes rests on."""
    return (
        [f"前提是：{'；'.join(assessment.premises)}。有一条不是这样，就说一声。"]
        if assessment.premises
        else []
    )


def condition_lines(assessment: Assessment) -> list[str]:
    """One line a condition: its mark, its words, what the person said of it."""
    return [
        f"{MARKS[c.state]} {c.text}"
        + ("（由部门认定）" if c.judged else "")
        + (f"（您说：{c.given}）" if c.given else "")
        for c in telling_results(assessment)
        if c.text not in assessment.premises
    ]


def spoken_to(who: str) -> str:
    """Somebody's own word for another person as it is said back: «我妹夫» as «您妹夫»."""
    return re.sub("^(?:我|俺|咱)", "您", who)


def cited_places(topic: Topic, conditions: Sequence[ConditionResult]) -> tuple[Citation, ...]:
    """The topic's own places, and those of the conditions that are not part of them."""
    cited = [citation(source) for source in topic.sources]
    for c in conditions:
        same = [own for own in cited if own.document == c.document and (c.quote or own.clause == c.clause)]
        if not any(c.quote in own.quote for own in same):
            url = policy_url(c.document, c.clause)
            title = cited[0].title if cited else ""
            cited.append(Citation(c.document, c.clause, title, c.quote, url))
    return tuple(dict.fromkeys(cited))


def condition_json(result: ConditionResult) -> dict[str, Any]:
    """One condition as pages and tickets get it."""
    return {
        "judged": result.judged,
        "text": result.text,
        "state": result.state,
        "given": result.given,
        "quote": result.quote,
        "clause": result.clause,
        "document": result.document,
    }
