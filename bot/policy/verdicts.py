"""How a verdict is told: what it is, the reasons, the amount, and whom to ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.policy.assessment import NO, UNKNOWN, YES, Assessment
from bot.policy.attributes import attributes
from bot.policy.buttons import BACK, HUMAN, PROFILE
from bot.policy.commands import add_to_checklist
from bot.policy.commands import answer as to_answer
from bot.policy.not_in_force import ended_line
from bot.policy.question_replies import answer_buttons
from bot.policy.reply import Button, Reply
from bot.policy.topics import Topic
from bot.policy.verdict_text import (
    cited_places,
    condition_json,
    condition_lines,
    premise_line,
    refusal,
    telling_results,
    verdict_line,
)
from bot.policy.wording import heading, in_quotes, resting_on, whom_to_ask

_AMOUNT_WORDS = {YES: "金额", UNKNOWN: "如果符合", NO: "要交"}
_CAUTION = "这是照文件条文对的，最后由主管部门认定。"


def verdict_reply(
    topic: Topic, assessment: Assessment, who: str = "me", supposed: bool = False, back: bool = False
) -> Reply:
    """The verdict with every condition met, failed or open, the amount, and whom to ask.

    `who`: whose case it is; `supposed`: some of it was only assumed; `back`: questions led to it.
    """
    if not assessment.valid:
        text = f"{in_quotes(topic.name)}在您问的这一天没有在施行，请问{whom_to_ask(topic)}。"
        text = ended_line(topic) if topic.chosen.ended else text
        return Reply("eligibility", text, cited_places(topic, ()), topic.departments)
    lines = [verdict_line(topic, assessment, who, supposed), *premise_line(assessment)]
    lines += condition_lines(assessment)
    if assessment.amount:
        lines.append(
            f"{_AMOUNT_WORDS[assessment.verdict]}：{assessment.amount.text}（{assessment.amount.calculation}）"
        )
    if assessment.nearest_change:
        lines.append(assessment.nearest_change)
    lines += [relation.text for relation in assessment.relations]
    lines += assessment.notes
    if assessment.not_regulated:
        lines.append(f"文件没有规定：{'、'.join(assessment.not_regulated)}；请问{whom_to_ask(topic)}。")
    if topic.lead and (basis := resting_on(topic, topic.lead)):
        lines.append(basis)
    return Reply(
        "eligibility",
        "\n".join([*lines, _CAUTION]),
        cited_places(topic, assessment.conditions),
        topic.departments,
        (
            *_next_steps(topic, assessment),
            *_to_take_along(topic, assessment, who),
            *((BACK,) if back else ()),
            PROFILE,
            HUMAN,
        ),
        {"assessment": _as_json(topic, assessment)},
    )


def _next_steps(topic: Topic, assessment: Assessment) -> list[Button]:
    """The answers to what is still missing, else the document's own words."""
    missing = [attributes()[name] for name in assessment.missing if name in attributes()]
    asked = answer_buttons(missing[0])[:-1] if missing else []
    return asked or [Button("原文怎么说", f"{topic.name}：原文怎么说", to_answer(topic.slug, "original"))]


def _to_take_along(topic: Topic, assessment: Assessment, who: str) -> tuple[Button, ...]:
    """What the visitor may still get goes on the visitor's own checklist."""
    if assessment.verdict == NO or who != "me":
        return ()
    return (Button("加进清单", f"把{topic.name}加进清单", add_to_checklist(topic.slug)),)


def reasons_reply(topic: Topic, assessment: Assessment, refused_for: Sequence[str] = ()) -> Reply:
    """Why a verdict is as it is; `refused_for`: what spoke against it before it turned."""
    if assessment.verdict != NO and refused_for:
        before = "、".join(in_quotes(text) for text in refused_for)
        text = f"刚才说不行，是因为{before}这一条当时没满足；"
        now = "现在都对上了，所以可以。" if assessment.verdict == YES else "现在这一条还要再看。"
        return _reasoned(topic, assessment, [text + now, *condition_lines(assessment)])
    if assessment.verdict == NO:
        against = [c for c in telling_results(assessment) if c.state == "failed"]
        lines = list(
            dict.fromkeys(
                f"差在{in_quotes(c.text)}这一条" + (f"（您说：{c.given}）" if c.given else "") + "。"
                for c in against
            )
        )
        change = [assessment.nearest_change] if assessment.nearest_change else []
        lines[:1] = [f"{refusal(topic, assessment)}，{lines[0]}"] if lines else []
        return _reasoned(topic, assessment, [*lines, *change])
    amount = assessment.amount
    lines = [f"是这样算的：{amount.calculation}。"] if amount and amount.yuan is not None else []
    return _reasoned(
        topic, assessment, [*lines, verdict_line(topic, assessment), *condition_lines(assessment)]
    )


def _reasoned(topic: Topic, assessment: Assessment, lines: Sequence[str]) -> Reply:
    return Reply(
        "eligibility",
        "\n".join(lines),
        cited_places(topic, assessment.conditions),
        topic.departments,
        (*_next_steps(topic, assessment), PROFILE, HUMAN),
        {"assessment": _as_json(topic, assessment)},
    )


def _as_json(topic: Topic, assessment: Assessment) -> dict[str, Any]:
    amount = assessment.amount
    return {
        "topic": topic.name,
        "verdict": assessment.verdict,
        "conditions": [condition_json(c) for c in telling_results(assessment)],
        "amount": {"text": amount.text, "calculation": amount.calculation} if amount else None,
        "missing": [heading(attributes()[name]) for name in assessment.missing],
        "nearest_change": assessment.nearest_change,
        "not_regulated": list(assessment.not_regulated),
    }
