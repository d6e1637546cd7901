"""Handing a matter to a person and taking it back: what the visitor is told, and when the bot keeps quiet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.engine import Row

from bot.helpdesk.casework import Casework
from bot.helpdesk.database import now, reading
from bot.helpdesk.ticket_state import SOLVED, UNSOLVED, say_due, state_of
from bot.helpdesk.ticket_talk import latest_reply
from bot.helpdesk.ticket_words import about_ticket, is_courtesy
from bot.helpdesk.tickets import NewTicket, TicketError, TicketStore, number
from bot.helpdesk.worktime import plan_doubt, say_day, work_time
from bot.policy.reply import Button, Reply

PRIVACY_NOTICE = (
    "联系方式可填可不填，只用来就这张工单联系您；只有处理工单的工作人员看得到，不会公开，"
    "也不会用来训练机器人。点“清除记录”可以随时删掉。"
)
RETURN = Button("回到机器人", "回到机器人")
WITHDRAW = Button("不用人工了", "不用人工了")
REMIND = Button("催一下", "催一下")
PROGRESS = Button("工单到哪一步了", "我的工单到哪一步了")
# What the bot says where it has no answer: staff get the question.
_UNANSWERED = {"refusal", "clarify"}


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
            self._casework.visitor_wrote(int(ticket[1:]), wanted.question)
            text = f"您的问题已经在工单 {ticket} 里，刚才的话也转给工作人员了。{self._when()}"
        elif wanted.origin == "feedback":
            text = f"谢谢您指出来，已经登记给工作人员，工单号 {ticket}。{self._when()}"
        else:
            text = f"好的，已经转给工作人员，您的工单号是 {ticket}。{self._when()}"
        text += "\n回复会出现在这个对话里，关掉页面再回来也看得到。别的政策问题，您可以接着问我。"
        extra = {"ticket": ticket, "contact": {"notice": PRIVACY_NOTICE}}
        return Reply("handoff", text, buttons=(PROGRESS, RETURN, WITHDRAW), extra=extra)

    def before_bot(self, conversation: str, text: str) -> Reply | None:
        """What needs no bot: words about the ticket, and every word once staff have written.

        None for everything else. What is for staff sets their clock.
        """
        ticket = self._store.concerning(conversation)
        if ticket is None:
            return None
        about = about_ticket(text)
        if about:
            acts = self._acts if ticket.active else self._acts_when_settled
            act = acts.get(about)
            reply = act(ticket) if act else None
            if reply is not None:
                return reply
        if not self._staff_have_the_word(ticket):
            return None
        if is_courtesy(text):
            return Reply(
                "smalltalk", "不客气。这件事解决了吗？", buttons=(SOLVED, UNSOLVED), extra=_mark(ticket)
            )
        return self._to_staff(ticket, text)

    def after_bot(self, conversation: str, text: str, answer: dict[str, Any]) -> dict[str, Any]:
        """The bot's answer; where it has none, a word that staff have the question, beside what is cited."""
        ticket = self._store.active(conversation)
        if ticket is None or not ticket.quiet or answer.get("ticket") == number(ticket.id):
            return answer
        if any(message["kind"] not in _UNANSWERED for message in answer["messages"]):
            return answer
        self._casework.visitor_wrote(ticket.id, text)
        told = f"您刚才的话已经记进工单 {number(ticket.id)}，工作人员看得到。"
        # What the documents say all the same helps while nobody has written.
        near = [message for message in answer["messages"] if message.get("citations")]
        if not near:
            told += "我先不插话，想让我来答，点“回到机器人”。"
        reply = Reply("handoff", told, buttons=(PROGRESS, RETURN)).as_message()
        return {**answer, "messages": [*near, reply], "ticket": number(ticket.id)}

    def state(self, conversation: str) -> dict[str, Any] | None:
        """Where the conversation's ticket stands, as `ticket_state` tells it; None where there is none."""
        ticket = self._store.concerning(conversation)
        return (
            None if ticket is None else {**state_of(ticket), "with_staff": self._staff_have_the_word(ticket)}
        )

    @property
    def _acts(self) -> dict[str, Callable[[Row], Reply | None]]:
        return {
            "withdraw": self._withdraw,
            "return": self._return,
            "remind": self._remind,
            "progress": self._progress,
            "solved": self._solved,
        }

    @property
    def _acts_when_settled(self) -> dict[str, Callable[[Row], Reply | None]]:
        return {"progress": self._progress, "solved": self._solved, "unsolved": self._unsolved}

    def _staff_have_the_word(self, ticket: Row) -> bool:
        """Whether somebody has written in the ticket, and the visitor hasn't gone back to the bot since."""
        if not ticket.active or not ticket.quiet:
            return False
        with reading(self._store.engine) as connection:
            return latest_reply(connection, ticket.id) is not None

    def _to_staff(self, ticket: Row, text: str) -> Reply:
        due = self._casework.visitor_wrote(ticket.id, text)
        told = f"已转给工作人员（工单 {number(ticket.id)}），{say_due(due)}。"
        return Reply("handoff", told, buttons=(RETURN,), extra=_mark(ticket))

    def _withdraw(self, ticket: Row) -> Reply:
        self._casework.close(ticket.id, "visitor")
        return Reply("smalltalk", f"好的，工单 {number(ticket.id)} 已经撤销。您接着问我就行。")

    def _return(self, ticket: Row) -> Reply | None:
        if not ticket.quiet:
            return None
        self._casework.release(ticket.id)
        name = number(ticket.id)
        return Reply("smalltalk", f"好的，接下来由我回答。工单 {name} 还在，工作人员的回复仍会出现在这里。")

    def _remind(self, ticket: Row) -> Reply:
        fresh = self._casework.remind(ticket.id)
        first = "已经替您催了工作人员。" if fresh else "刚才已经替您催过，工作人员看得到。"
        return self._told(ticket, first, (PROGRESS, WITHDRAW))

    def _progress(self, ticket: Row) -> Reply:
        return self._told(ticket, "", (REMIND, WITHDRAW) if ticket.active else (UNSOLVED,))

    def _told(self, ticket: Row, first: str, buttons: tuple[Button, ...]) -> Reply:
        state = state_of(ticket)
        contact = f"留的联系方式：{state['contact']}。" if state["contact"] else ""
        if ticket.active and not contact:
            contact = "还没有留联系方式，愿意的话可以在下面留一个。"
        text = f"{first}工单 {state['number']}：{state['says']}{contact}"
        notice = {"contact": {"notice": PRIVACY_NOTICE}} if ticket.active else {}
        return Reply("handoff", text, buttons=buttons, extra={**_mark(ticket), **notice})

    def _solved(self, ticket: Row) -> Reply:
        self._casework.settled(ticket.id)
        return Reply("smalltalk", f"太好了，工单 {number(ticket.id)} 就此办结。还有别的事，接着问我就行。")

    def _unsolved(self, ticket: Row) -> Reply:
        try:
            due = self._casework.reopen(ticket.id, "visitor")
        except TicketError as error:
            return Reply("smalltalk", str(error))
        text = (
            f"好的，还是工单 {number(ticket.id)}，已经重新打开，{say_due(due)}。"
            "哪里还没解决，请直接写在这里，工作人员看得到。"
        )
        return Reply("handoff", text, buttons=(PROGRESS, RETURN), extra=_mark(ticket))

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


def _mark(ticket: Row) -> dict[str, str]:
    return {"ticket": number(ticket.id)}
