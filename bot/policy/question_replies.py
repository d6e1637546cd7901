"""How a self-check asks: the next question, a fact said back, what would follow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.policy.assessment import Assessment
from bot.policy.attributes import Attribute
from bot.policy.buttons import BACK, CANCEL
from bot.policy.commands import about, tell
from bot.policy.reply import Button, Reply
from bot.policy.topics import Topic
from bot.policy.verdict_text import (
    MARKS,
    cited_places,
    condition_json,
    premise_line,
    refusal,
    says,
    spoken_to,
    telling_results,
    what_fails,
)
from bot.policy.wording import heading, in_quotes

# More answers that come to the same are «其他情况».
_MOST_NAMED = 2


def question_reply(attribute: Attribute, lead: str = "", back: bool = False, **extra: Any) -> Reply:
    """Ask for one attribute; `lead` is said before it, `back`: whether a question came before it."""
    text = f"{lead}\n{attribute.question}" if lead else attribute.question
    if attribute.type not in {"bool", "choice"}:
        text += f"（例如：{attribute.example}）"
    why = Button("这是什么意思", "这是什么意思？", about("explain", attribute.name))
    ways_out = (why, BACK, CANCEL) if back else (why, CANCEL)
    return Reply("question", text, buttons=(*answer_buttons(attribute), *ways_out), extra=extra)


def answer_buttons(attribute: Attribute) -> list[Button]:
    """Its answers; each takes down the fact itself."""
    return [Button(title, title, tell(attribute.name, value)) for title, value in attribute.options()]


def check_question(
    topic: Topic, assessment: Assessment, lead: str = "", who: str = "me", back: bool = False
) -> Reply:
    """The next question of a self-check, with what was heard, how far it is and what it rests on."""
    attribute = assessment.next_question
    assert attribute is not None
    progress = {
        "topic": topic.name,
        "conditions": [condition_json(c) for c in assessment.conditions],
        **_how_far(assessment),
    }
    parts = [lead, *_so_far(topic, assessment, who), *_whatever_is_answered(topic, assessment)]
    reply = question_reply(attribute, "\n".join(part for part in parts if part), back, progress=progress)
    cited = cited_places(topic, assessment.conditions)
    return Reply(reply.kind, reply.text, cited, topic.departments, reply.buttons, reply.extra)


def _whatever_is_answered(topic: Topic, assessment: Assessment) -> list[str]:
    """«答“小规模纳税人”就免；答“一般纳税人”就不免», where one question is left and it decides."""
    asked = assessment.next_question
    if asked is None or len(assessment.outcomes) < 2:
        return []
    told = [_outcome(topic, asked, values, verdict) for values, verdict in assessment.outcomes]
    return [f"只差下面这一条：{'；'.join(told)}。", *premise_line(assessment)]


def _outcome(topic: Topic, asked: Attribute, values: Sequence[Any], verdict: str) -> str:
    others = len(values) > _MOST_NAMED
    named = "其他情况" if others else "、".join(asked.label(value) for value in values)
    return f"答{in_quotes(named)}就{says(topic, verdict)}"


def _how_far(assessment: Assessment) -> dict[str, int]:
    """`asked`: which question this is; `most`: how many there can be at most."""
    answered = {c.attribute for c in assessment.conditions if c.given}
    left = {c.attribute for c in assessment.conditions if not c.given and not c.judged}
    if assessment.next_question:
        left.add(assessment.next_question.name)
    return {"asked": len(answered) + 1, "most": len(answered) + len(left - answered)}


def _so_far(topic: Topic, assessment: Assessment, who: str) -> list[str]:
    """What is already decided of a case under way, in one line, and the sum that is at stake."""
    told = [
        f"{MARKS[c.state]} {c.text}" for c in telling_results(assessment) if c.given and c.state != "open"
    ]
    person = "" if who == "me" else f"{spoken_to(who)}的情况，"
    if not told:
        # Whose case it is must be said before a question that says «您».
        return [f"{person}{in_quotes(topic.name)}："] if person else []
    return [f"{person}{in_quotes(topic.name)}听到的：{'；'.join(told)}。"]


def confirmation(attribute: Attribute, value: Any) -> Reply:
    """A fact that was heard with little certainty, said back before anything rests on it."""
    heard = f"{heading(attribute)}：{attribute.label(value)}"
    return Reply(
        "question",
        f"我先核对一下，怕听错：{heard}。对吗？",
        buttons=_yes_or_no(attribute, value),
    )


def meant_question(attribute: Attribute, value: Any) -> Reply:
    """A number that was told and not heard, asked back as the one thing that it can be."""
    text = f"您说的{attribute.label(value)}，是指“{heading(attribute)}”吗？先问清楚再下结论。"
    return Reply("question", text, buttons=_yes_or_no(attribute, value))


def which_change(topic: Topic, assessment: Assessment) -> Reply:
    """A correction or a supposition of which nothing was heard: what is written down, and what changes."""
    noted = [f"{c.text}：{c.given}" for c in telling_results(assessment) if c.given]
    text = "您改的是哪一条，我没听明白，先不下结论。" + (f"我记的是：{'；'.join(noted)}。" if noted else "")
    text += "哪条变了，直接说就行。"
    return Reply("question", text, cited_places(topic, assessment.conditions), topic.departments, (CANCEL,))


def _yes_or_no(attribute: Attribute, value: Any) -> tuple[Button, ...]:
    return (
        Button("对", "对", tell(attribute.name, value)),
        Button("不对", "不对", about("ask", attribute.name)),
        CANCEL,
    )


def if_heard_rightly(topic: Topic, assessment: Assessment, attribute: Attribute, value: Any) -> Reply:
    """What a refusal would rest on, as long as the fact it hangs on is only said back."""
    heard = f"{heading(attribute)}：{attribute.label(value)}"
    text = f"要是我没听错（{heard}），就{refusal(topic, assessment)}：{what_fails(assessment)}这一条没满足。"
    return Reply("answer", text, cited_places(topic, assessment.conditions), topic.departments)


def if_it_were_so(topic: Topic, assessment: Assessment) -> Reply:
    """What a change would do that somebody supposes in words that were not heard."""
    text = f"您是问办到以后吗？{assessment.nearest_change}换成别的情况，直接告诉我。"
    return Reply("question", text, cited_places(topic, assessment.conditions), topic.departments, (CANCEL,))
