"""Handing a matter to a person and taking it back: what the visitor is told, and when the bot keeps quiet."""

from __future__ import annotations

import re
from typing import Any

from bot.helpdesk.casework import Casework
from bot.helpdesk.database import now
from bot.helpdesk.tickets import NewTicket, TicketStore, number
from bot.helpdesk.worktime import plan_doubt, say_day, work_time
from bot.policy.answers import Button, Reply

PRIVACY_NOTICE = (
    "联系方式可填可不填，只用来就这张工单联系您；只有处理工单的工作人员看得到，不会公开，"
    "也不会用来训练机器人。点“清除记录”可以随时删掉。"
)
RETURN = Button("回到机器人", "回到机器人")
WITHDRAW = Button("不用人工了", "不用人工了")
_ASKS_FOR_PERSON = re.compile(r"转人工|人工客服|人工服务|真人|找(?:个)?人工|工作人员")
_RETURNS = re.compile(r"(?:回到|还是)?机器人(?:来)?(?:回答|吧)?|回到机器人.{0,4}")
_WITHDRAWS = re.compile(r"(?:不用|不需要|取消)(?:转)?人工(?:了|吧)?|(?:取消|撤销)工单")
_MARKS = "。！!，, "
# The bot's answers that carry nothing a person could use: the words were meant for staff.
_EMPTY = {"refusal", "clarify"}


class Handover:
    """Between visitors' conversations and tickets."""

    def __init__(self, store: TicketStore) -> None:
        self._store = store
        self._casework = Casework(store)

    def hand_over(self, wanted: NewTicket) -> Reply:
        """Open a ticket (or find the open one) and say its number, what happens next and when."""
        opened = self._store.open(wanted)
        ticket = opened.number
        if opened.existing:
            self._casework.visitor_wrote(int(ticket[1:]))
            text = f"您的问题已经在工单 {ticket} 里，刚才的话也转给工作人员了。{self._when()}"
        elif wanted.origin == "declines":
            text = f"连着两次没答上来，我把您的问题登记给了工作人员，工单号 {ticket}。{self._when()}"
        elif wanted.origin == "feedback":
            text = f"谢谢您指出来，已经登记给工作人员，工单号 {ticket}。{self._when()}"
        else:
            text = f"好的，已经转给工作人员，您的工单号是 {ticket}。{self._when()}"
        text += "\n回复会出现在这个对话里，关掉页面再回来也看得到。别的政策问题，您可以接着问我。"
        extra = {"ticket": ticket, "contact": {"notice": PRIVACY_NOTICE}}
        return Reply("handoff", text, buttons=(RETURN, WITHDRAW), extra=extra)

    def concerned_by(self, text: str) -> bool:
        """Whether words may be about the handover itself."""
        words = text.strip(_MARKS)
        return bool(_WITHDRAWS.fullmatch(words) or _RETURNS.fullmatch(words))

    def before_bot(self, conversation: str, text: str) -> Reply | None:
        """The answer to words about the handover itself; None for everything else."""
        if not self.concerned_by(text):
            return None
        ticket = self._store.active(conversation)
        if ticket is None:
            return None
        name = number(ticket.id)
        if _WITHDRAWS.fullmatch(text.strip(_MARKS)):
            self._casework.close(ticket.id, "visitor")
            return Reply("smalltalk", f"好的，工单 {name} 已经撤销。您接着问我就行。")
        if ticket.quiet:
            self._casework.release(ticket.id)
            return Reply(
                "smalltalk", f"好的，接下来由我回答。工单 {name} 还在，工作人员的回复仍会出现在这里。"
            )
        return None

    def after_bot(self, conversation: str, answer: dict[str, Any]) -> dict[str, Any]:
        """The bot's answer, or in its place a short word where the matter is with staff."""
        ticket = self._store.active(conversation)
        if ticket is None or answer.get("ticket") == number(ticket.id):
            return answer
        if not ticket.quiet or not self._same_matter(ticket.id, answer):
            return answer
        self._casework.visitor_wrote(ticket.id)
        text = (
            f"您刚才的话已经记进工单 {number(ticket.id)}，工作人员看得到，我先不插话。"
            "想让我来答，点“回到机器人”。"
        )
        reply = Reply("handoff", text, buttons=(RETURN,)).as_message()
        return {**answer, "messages": [reply], "ticket": number(ticket.id)}

    def asks_for_person(self, text: str) -> bool:
        """Whether words ask for a person, for when Rasa can't be asked."""
        return bool(_ASKS_FOR_PERSON.search(text)) and not _WITHDRAWS.search(text)

    def _same_matter(self, ticket_id: int, answer: dict[str, Any]) -> bool:
        if all(message["kind"] in _EMPTY for message in answer["messages"]):
            return True
        ticket = self._store.get(ticket_id) or {}
        about = ticket.get("understanding", {}).get("about")
        return bool(about) and answer["understanding"].get("intent") == about

    def _when(self) -> str:
        hours = work_time(self._store.settings.working_hours)
        moment = now()
        if hours.is_open(moment):
            due = hours.after(moment, self._store.settings.sla_hours)
            return (
                f"工作人员正在上班（{hours.say()}），最晚{say_day(due, moment)} 前回复您{plan_doubt(due)}。"
            )
        opens = hours.next_open(moment)
        when = f"{say_day(opens, moment)} 上班后按先后回复{plan_doubt(opens)}"
        return f"现在不是上班时间（{hours.say()}），工作人员{when}。"
