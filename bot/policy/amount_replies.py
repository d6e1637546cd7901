"""How a sum from somebody's own figures is told."""

from __future__ import annotations

from decimal import Decimal

from bot.policy.amounts import format_yuan
from bot.policy.assessment import Assessment
from bot.policy.benefits import Amount
from bot.policy.commands import check as to_check
from bot.policy.reply import Button, Reply
from bot.policy.topics import Topic
from bot.policy.verdict_text import cited_places


def amount_reply(amount: Amount | None, topic: Topic, answer: Reply, first: bool = True) -> Reply:
    """An answer with the figure that the visitor's own numbers give; unchanged where they give none.

    `first`: it was asked for, so it leads; else it stands behind what was asked.
    """
    if amount is None or not amount.reckoned:
        return answer
    reckoned = f"按您说的数算：{amount.calculation}；前提是符合条件。"
    text = f"{reckoned}\n{answer.text}" if first else f"{answer.text}\n{reckoned}"
    check = Button("看看我符不符合", f"{topic.name}：我符合吗", to_check(topic.slug))
    buttons = (check, *(b for b in answer.buttons if b.command != check.command))
    return Reply("answer", text, answer.citations, answer.departments, buttons, {"own_amount": amount.text})


def sum_reply(topic: Topic, assessment: Assessment) -> Reply:
    """What it would come to if all conditions hold, while some are still open."""
    amount = assessment.amount
    assert amount is not None
    text = f"如果都符合，是{amount.text}：{amount.calculation}。"
    return Reply(
        "answer", text, cited_places(topic, ()), topic.departments, extra={"own_amount": amount.text}
    )


def too_much_reply(topic: Topic, assessment: Assessment, claimed: Decimal) -> Reply | None:
    """«那不是能贷490万»: that more is hoped for than there is; None where it isn't."""
    amount = assessment.amount
    if amount is None or amount.yuan is None or not amount.reckoned or claimed <= amount.yuan:
        return None
    text = f"不能，没有{format_yuan(claimed)}，最多{format_yuan(amount.yuan)}。\n算法：{amount.calculation}。"
    return Reply("answer", text, cited_places(topic, assessment.conditions), topic.departments)
