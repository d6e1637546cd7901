"""For what is not ours, not understood, or only talk."""

from __future__ import annotations

from actions.conversation import Conversation, RoutedAction
from actions.handover import declined
from bot.dialogue.routing import Step
from bot.policy.answers import clarify, passages
from bot.policy.scope import decline, elsewhere
from bot.policy.search import fitting


class ActionSearch(RoutedAction):
    """Not understood: offers the likeliest topics, else the store's passages, else declines."""

    _NAME = "action_search"


class ActionDecline(RoutedAction):
    """Out of scope: says so, and whom to ask where the topic of the question tells it."""

    _NAME = "action_decline"


class ActionSmalltalk(RoutedAction):
    """Answers talk from the domain's responses, which bear the intent's own name."""

    _NAME = "action_smalltalk"


def search(c: Conversation, _: Step) -> None:
    """The likeliest matters, else the store's passages, else a decline."""
    likely = c.understood.get("likely", [])
    if likely and (reply := clarify(c.store, likely)):
        c.say(reply)
        c.set(offered=[intent.partition("/")[2] for intent in likely])
        return
    found = fitting(c.store, c.text)
    if found:
        c.say(passages(c.store, found))
        c.set(declined=0)
        return
    c.say(decline(c.store))
    declined(c)


def decline_message(c: Conversation, step: Step) -> None:
    """Scope is what the bot was taught, so documents imported since are searched before declining."""
    untaught = [p for p in fitting(c.store, c.text) if not c.store.taught(p.document)]
    if untaught:
        c.say(passages(c.store, untaught))
        c.set(declined=0)
        return
    region = next((e["value"] for e in c.entities if e["entity"] == "region"), "")
    c.say(elsewhere(c.store, region) if region else decline(c.store, _REASONS.get(step.reason, "")))
    declined(c)


def talk(c: Conversation, step: Step) -> None:
    """A response of the domain."""
    c.utter(f"utter_{step.reason}")


# Whom to ask is said only where it is beyond doubt; it is no fact of the documents.
_REASONS = {
    "personal_income_tax": "个人所得税不在我的文件里，请问当地税务部门。",
    "vat_and_invoices": "增值税和发票不在我的文件里，请问当地税务部门。",
    "social_insurance": "社保、医保的办理不在我的文件里，请问当地社保、医保部门。",
    "housing_fund_and_housing": "住房和公积金不在我的文件里，请问当地住房公积金中心或住建部门。",
    "household_registration": "户口和证件不在我的文件里，请问当地公安部门。",
    "public_jobs_and_exams": "考试招录不在我的文件里，请看招录单位的公告。",
    "consumer_lending": "个人消费贷款、信用卡不在我的文件里，请问办理的银行。",
    "litigation_and_law": "打官司、劳动争议这类事不在我的文件里，请问律师或当地司法行政部门。",
    "other_region": "您问的不是云南的政策，我只有云南的文件；请问当地的主管部门。",
    "other_policies": "您说的这项政策不在我手里的文件中，请问当地主管部门。",
    "marketing_and_business_advice": "做什么生意、怎么经营，我给不了建议；我只回答文件里的政策和规定。",
    "prompt_tricks": "我只回答创业政策的问题，做不了这个。",
    "gibberish": "我没看懂这句话，可以换个说法吗？",
}
