"""Actions for what is not ours, not understood, or only talk."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import answer_aspect, answer_named_clause, answered, elsewhere
from actions.handover import declined
from actions.replies import entity, names_only_an_aspect, send, store, text_of, understanding, understood
from bot.policy.answers import clarify, passages
from bot.policy.scope import decline
from bot.policy.search import fitting


class ActionSearch(Action):
    """Not understood: offers the likeliest topics, else the store's passages, else declines."""

    def name(self) -> str:
        return "action_search"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        region = entity(tracker, "region")
        if region:
            send(dispatcher, tracker, elsewhere(region))
            return declined(dispatcher, tracker)
        if events := answer_named_clause(dispatcher, tracker):
            return events
        topic, aspect = store().topic(tracker.get_slot("topic") or ""), understood(tracker).get("aspect")
        if topic and aspect not in {None, "overview"} and _names_no_topic(tracker):
            return answer_aspect(dispatcher, tracker, topic, aspect)
        likely = understood(tracker).get("likely", [])
        if likely and (reply := clarify(store(), likely)):
            send(dispatcher, tracker, reply)
            return []
        found = fitting(store(), text_of(tracker))
        if found:
            send(dispatcher, tracker, passages(store(), found))
            return answered()
        send(dispatcher, tracker, decline(store()))
        return declined(dispatcher, tracker)


def _names_no_topic(tracker: Tracker) -> bool:
    """Whether the likeliest reading is an aspect alone, as in «要交什么材料»."""
    likeliest = understood(tracker).get("topic", "")
    return likeliest.startswith("ask_aspect/") or names_only_an_aspect(tracker)


class ActionDecline(Action):
    """Out of scope: says so, and whom to ask where the topic of the question tells it.

    Scope is what the bot was taught, so documents imported since are searched first.
    """

    def name(self) -> str:
        return "action_decline"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        if events := answer_named_clause(dispatcher, tracker):
            return events
        region = entity(tracker, "region")
        found = fitting(store(), text_of(tracker))
        untaught = [passage for passage in found if not store().taught(passage.document)]
        if untaught:
            send(dispatcher, tracker, passages(store(), untaught))
            return answered()
        subject = understood(tracker).get("topic", "").partition("/")[2]
        reply = elsewhere(region) if region else decline(store(), _REASONS.get(subject, ""))
        send(dispatcher, tracker, reply)
        return declined(dispatcher, tracker)


class ActionSmalltalk(Action):
    """Answers talk from the domain's responses, which bear the intent's own name."""

    def name(self) -> str:
        return "action_smalltalk"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        dispatcher.utter_message(json_message={"understanding": understanding(tracker)})
        dispatcher.utter_message(response=f"utter_{understood(tracker)['topic']}")
        return []


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
