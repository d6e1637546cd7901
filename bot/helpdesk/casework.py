"""What staff and visitors do to a ticket. Each act is one transaction with its audit entry and notices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Connection, Row

from bot.helpdesk import audit, outbox
from bot.helpdesk.categories import CATEGORIES
from bot.helpdesk.conversations import say
from bot.helpdesk.database import lock, now, writing
from bot.helpdesk.forgetting import is_cleared
from bot.helpdesk.staff_tables import staff
from bot.helpdesk.ticket_state import UNSOLVED
from bot.helpdesk.ticket_tables import notes, tickets
from bot.helpdesk.ticket_talk import index_ticket, latest_reply, merged_words, readers, staff_message
from bot.helpdesk.ticket_words import says_no_matter
from bot.helpdesk.tickets import (
    OFFLINE,
    STATUSES,
    TicketError,
    TicketStore,
    active_of,
    change,
    departments_of,
    is_online,
    number,
    set_departments,
)

MAX_REPLY = 4000
# Who urges again within this time has been heard.
_URGED_FOR = dt.timedelta(hours=1)


class Conflict(TicketError):
    """Somebody else acted first; nothing was changed, and what was written is still the writer's."""


class Casework:
    """Acts on the tickets of a store; `actor` is a staff name, `visitor`, `bot` or `system`."""

    def __init__(self, store: TicketStore) -> None:
        self._store = store
        self._engine = store.engine

    def reply(self, ticket_id: int, actor: str, text: str, seen: int, resolve: bool = False) -> int:
        """Send an answer into the visitor's chat; its message id.

        `seen` is the last message of the ticket that the writer had before them (0: none): a reply that
        somebody else sent meanwhile makes it a Conflict.
        """
        text = _insist(text, "回复")
        with self._act(ticket_id) as (connection, ticket):
            _insist_active(ticket)
            latest = latest_reply(connection, ticket_id)
            if latest and latest.id > seen:
                other = latest.content.get("staff", "同事")
                raise Conflict(f"{other} 刚刚已经回复了这张工单；您写的还在，请看过再决定是否补充。")
            content = staff_message(number(ticket_id), text, actor, asks=resolve)
            reached = readers(connection, ticket)
            if not reached:
                raise TicketError("访客已经清除了对话，回复送不到了；请关闭这张工单。您写的内容还在。")
            sent = [say(connection, reader, "staff", content, ticket_id) for reader in reached]
            moment = now()
            status = "resolved" if resolve else "waiting"
            change(
                connection,
                ticket_id,
                status=status,
                due=None,
                escalated=None,
                reminded=None,
                quiet=True,
                assignee=ticket.assignee or actor,
                first_reply=ticket.first_reply or moment,
                resolved=moment if resolve else None,
            )
            index_ticket(connection, ticket)
            self._note(connection, actor, "replied", ticket_id, {"status": status, "message": sent[0]})
        return sent[0]

    def answered(self, ticket_id: int, actor: str, text: str, by: str) -> None:
        """A visitor without a conversation was answered by `phone` or `letter`: kept, and settled by it."""
        text = _insist(text, "答复")
        if by not in OFFLINE:
            raise TicketError("请用页面上的“已电话答复”或“打印答复函”。")
        with self._act(ticket_id) as (connection, ticket):
            _insist_active(ticket)
            if is_online(ticket.conversation):
                raise TicketError("这位访客有网上对话，请直接发送回复。您写的内容还在。")
            content = {**staff_message(number(ticket_id), text, actor), "by": by}
            say(connection, ticket.conversation, "staff", content, ticket_id)
            moment = now()
            first = ticket.first_reply or moment
            settled = {"status": "resolved", "due": None, "escalated": None, "resolved": moment}
            holder = ticket.assignee or actor
            change(connection, ticket_id, first_reply=first, assignee=holder, **settled)
            index_ticket(connection, ticket)
            self._note(connection, actor, "answered", ticket_id, {"status": "resolved", "by": by})

    def write_note(self, ticket_id: int, actor: str, text: str) -> None:
        """Keep a remark that only staff see."""
        text = _insist(text, "备注")
        with self._act(ticket_id) as (connection, _):
            values = {"ticket_id": ticket_id, "staff": actor, "created": now(), "text": text}
            connection.execute(notes.insert().values(**values))
            self._note(connection, actor, "noted", ticket_id)

    def assign(self, ticket_id: int, actor: str, assignee: str | None, held_by: str | None = None) -> None:
        """Give a ticket to somebody or to nobody; `held_by`, where given, is who should hold it now."""
        with self._act(ticket_id) as (connection, ticket):
            _insist_active(ticket)
            if held_by is not None and (ticket.assignee or "") != held_by:
                raise Conflict(f"这张工单已经在 {ticket.assignee or '待领队列'}；请刷新后再试。")
            known = select(staff.c.name).where(staff.c.name == assignee, staff.c.active.is_(True))
            if assignee and connection.execute(known).first() is None:
                raise TicketError(f"没有“{assignee}”这位在用的工作人员。")
            status = ticket.status
            if assignee and status == "new":
                status = "open"
            elif not assignee and status == "open" and ticket.first_reply is None:
                status = "new"  # put back before anything was done for it
            change(connection, ticket_id, assignee=assignee, status=status)
            self._note(connection, actor, "assigned", ticket_id, {"to": assignee, "status": status})

    def classify(
        self, ticket_id: int, actor: str, category: str, departments: list[str], urgent: bool
    ) -> None:
        """Correct category, responsible departments and urgency; a due time follows the urgency."""
        if category not in CATEGORIES:
            raise TicketError("没有这个类别，请从列表里选。")
        with self._act(ticket_id) as (connection, ticket):
            before = departments_of(connection, [ticket_id]).get(ticket_id, [])
            due = ticket.due
            if due and urgent != ticket.urgent:
                due = self._store.due_after(urgent)
            change(connection, ticket_id, category=category, urgent=urgent, due=due)
            set_departments(connection, ticket_id, departments)
            detail = {
                "category": [ticket.category, category],
                "departments": [before, departments],
                "urgent": [ticket.urgent, urgent],
            }
            self._note(connection, actor, "classified", ticket_id, detail)

    def resolve(self, ticket_id: int, actor: str) -> None:
        """Settle a ticket; the visitor is told so, and how to come back to it."""
        with self._act(ticket_id) as (connection, ticket):
            _insist_active(ticket)
            text = (
                f"您的工单 {number(ticket_id)} 已经办结。还没解决的话，点“{UNSOLVED.title}”，还是这张工单。"
            )
            content = staff_message(number(ticket_id), text, actor, asks=True)
            for conversation in readers(connection, ticket):
                say(connection, conversation, "staff", content, ticket_id)
            change(connection, ticket_id, status="resolved", resolved=now(), due=None)
            self._note(connection, actor, "resolved", ticket_id, {"status": "resolved"})

    def close(self, ticket_id: int, actor: str) -> None:
        """Close without a word to the visitor: spam, withdrawn, long settled."""
        with self._act(ticket_id) as (connection, ticket):
            if ticket.status == "closed":
                raise TicketError("工单已经关闭了。")
            change(connection, ticket_id, status="closed", due=None, resolved=ticket.resolved or now())
            self._note(connection, actor, "closed", ticket_id, {"status": "closed"})

    def settled(self, ticket_id: int) -> None:
        """The visitor says that the matter is settled, whatever staff have made of the ticket."""
        with self._act(ticket_id) as (connection, ticket):
            status = "resolved" if ticket.active else ticket.status
            change(
                connection, ticket_id, status=status, due=None, resolved=ticket.resolved or now(), solved=True
            )
            self._note(connection, "visitor", "confirmed", ticket_id, {"status": status})

    def reopen(self, ticket_id: int, actor: str) -> dt.datetime:
        """Take a settled ticket up again; when it is due (UTC). `visitor`: it was not settled."""
        with self._act(ticket_id) as (connection, ticket):
            if ticket.active:
                raise TicketError("工单还在处理中，不用重新打开。")
            if ticket.merged_into:
                raise TicketError(f"这张工单已并入 {number(ticket.merged_into)}，请到那张工单里处理。")
            present = active_of(connection, ticket.conversation)
            if not readers(connection, ticket):
                raise TicketError("访客已经清除了对话，这张工单不能再打开。")
            if present:
                raise TicketError(f"这位访客已有处理中的工单 {number(present.id)}，请到那张工单里处理。")
            due: dt.datetime = self._store.due_after(ticket.urgent)
            solved = False if actor == "visitor" else ticket.solved
            change(connection, ticket_id, status="open", due=due, resolved=None, quiet=True, solved=solved)
            self._note(connection, actor, "reopened", ticket_id, {"status": "open"})
        return due

    def merge(self, ticket_id: int, actor: str, into: int) -> None:
        """Close a duplicate; what is answered in the other ticket reaches this one's visitor too."""
        if ticket_id == into:
            raise TicketError("工单不能并入它自己。")
        with self._act(ticket_id) as (connection, ticket):
            target = connection.execute(select(tickets).where(tickets.c.id == into)).first()
            if target is None or not target.active:
                raise TicketError("要并入的工单不存在或已经办结，请换一个工单号。")
            _insist_active(ticket)
            change(connection, ticket_id, status="closed", merged_into=into, due=None)
            moved = update(tickets).where(tickets.c.merged_into == ticket_id).values(merged_into=into)
            connection.execute(moved)
            content = staff_message(number(into), merged_words(ticket_id, into), actor)
            if not is_cleared(connection, ticket.conversation):
                say(connection, ticket.conversation, "staff", content, ticket_id)
            self._note(connection, actor, "merged", ticket_id, {"status": "closed", "into": number(into)})

    def leave_contact(self, ticket_id: int, contact: dict[str, str]) -> None:
        """Keep how the visitor can be reached; the log tells that it was given, never what."""
        with self._act(ticket_id) as (connection, ticket):
            change(connection, ticket_id, contact=contact)
            index_ticket(connection, ticket, contact=contact)
            self._note(connection, "visitor", "contact", ticket_id, {"fields": sorted(contact)})

    def visitor_wrote(self, ticket_id: int, text: str = "") -> dt.datetime | None:
        """The visitor added to a matter that is with staff: it is their turn again, by when is returned.

        Where the ticket didn't say yet what it is about, these words do.
        """
        with self._act(ticket_id) as (connection, ticket):
            due: dt.datetime | None = ticket.due
            if says_no_matter(ticket.question) and not says_no_matter(text):
                change(connection, ticket_id, question=text, assessed=False)
                index_ticket(connection, ticket, text)
            if ticket.status == "waiting":
                due = self._store.due_after(ticket.urgent)
                change(connection, ticket_id, status="open", due=due)
                self._note(connection, "visitor", "wrote", ticket_id, {"status": "open"})
        return due

    def remind(self, ticket_id: int) -> bool:
        """The visitor urges; False where they did so within the last hour already."""
        with self._act(ticket_id) as (connection, ticket):
            moment = now()
            if ticket.reminded and ticket.reminded > moment - _URGED_FOR:
                return False
            change(connection, ticket_id, reminded=moment)
            self._note(connection, "visitor", "reminded", ticket_id)
        return True

    def release(self, ticket_id: int) -> None:
        """The visitor wants the bot's answers on this matter again; the ticket stays with staff."""
        with self._act(ticket_id) as (connection, _):
            change(connection, ticket_id, quiet=False)
            self._note(connection, "visitor", "bot_resumed", ticket_id)

    @contextmanager
    def _act(self, ticket_id: int) -> Iterator[tuple[Connection, Row]]:
        with writing(self._engine) as connection:
            lock(connection)
            ticket = connection.execute(select(tickets).where(tickets.c.id == ticket_id)).first()
            if ticket is None:
                raise TicketError(f"没有工单 {number(ticket_id)}。")
            yield connection, ticket

    def _note(
        self,
        connection: Connection,
        actor: str,
        action: str,
        ticket_id: int,
        detail: dict[str, Any] | None = None,
    ) -> None:
        entry = audit.record(connection, actor, action, ticket_id, detail)
        outbox.announce(connection, self._store.settings, "ticket.changed", ticket_id, entry)


def _insist(text: str, what: str) -> str:
    text = text.strip()
    if not text:
        raise TicketError(f"请先写下{what}的内容。")
    if len(text) > MAX_REPLY:
        raise TicketError(f"{what}最多 {MAX_REPLY} 个字，现在有 {len(text)} 个字。")
    return text


def _insist_active(ticket: Row) -> None:
    if not ticket.active:
        status = STATUSES[ticket.status]
        raise TicketError(f"工单{status}，现在不能改；要继续处理，请先点“重新打开”。您写的内容还在。")
