"""What a ticket would hold once others were merged into it."""

from __future__ import annotations

from typing import Any

from bot.helpdesk.database import reading
from bot.helpdesk.desk import Desk
from bot.helpdesk.forgetting import is_cleared
from bot.helpdesk.ticket_talk import merged_words
from bot.helpdesk.tickets import TicketError, is_online, number
from bot.web.helpdesk.ticket_view import conversations_of, notes_of, said_of


def preview_of(own: Desk, target: int, others: list[int]) -> dict[str, Any]:
    """{"target", "joining", "refused", "told", "unreached", "said", "notes"}; nothing is changed.

    Raises TicketError where there is nothing to merge, or nothing to merge into.
    """
    into = own.tickets.get(target)
    if into is None or not into["active"]:
        raise TicketError("要并入的工单不存在或已经办结，请换一个工单号。")
    found = [(one, own.tickets.get(one)) for one in others]
    joining = [ticket for _, ticket in found if ticket and ticket["active"]]
    if not joining:
        raise TicketError("没有可以并入的工单：选中的都已经办结，或者就是它自己。")
    with reading(own.engine) as connection:
        own_names = conversations_of(connection, into)
        added = {ticket["id"]: conversations_of(connection, ticket) for ticket in joining}
        cleared = {t["id"] for t in joining if is_cleared(connection, t["conversation"])}
        remarks = notes_of(connection, [target, *added])
    names = [*own_names, *(name for conversations in added.values() for name in conversations)]
    reached = [t for t in joining if is_online(t["conversation"]) and t["id"] not in cleared]
    return {
        "target": into,
        "joining": joining,
        "refused": [number(one) for one, ticket in found if ticket not in joining],
        "told": {ticket["number"]: merged_words(ticket["id"], target) for ticket in reached},
        "unreached": [ticket for ticket in [into, *joining] if not is_online(ticket["conversation"])],
        "said": said_of(own, names),
        "notes": remarks,
    }
