"""Earlier tickets with their answers, as staff see them beside a new one."""

from __future__ import annotations

import uuid
from typing import Any

from bot.helpdesk.casework import Casework
from bot.helpdesk.database import reading
from bot.helpdesk.similar import similar_tickets
from bot.helpdesk.tickets import NewTicket, TicketStore

ASKED = "孵化器的租金怎么减免"


def opened(tickets: TicketStore, question: str) -> int:
    return int(tickets.open(NewTicket(uuid.uuid4().hex, question)).number[1:])


def similar(tickets: TicketStore, ticket: int) -> list[dict[str, Any]]:
    with reading(tickets.engine) as connection:
        return similar_tickets(connection, ASKED, ticket)


def test_an_answered_one_is_found_among_many_that_wait(
    tickets: TicketStore, casework: Casework, staff: object
) -> None:
    answered = opened(tickets, "孵化器租金能不能减免")
    casework.reply(answered, "小李", "请问园区管委会。", 0, resolve=True)
    for _ in range(120):
        opened(tickets, ASKED)
    new = opened(tickets, ASKED)
    assert similar(tickets, new) == [
        {"number": f"T{answered:06d}", "question": "孵化器租金能不能减免", "answer": "请问园区管委会。"}
    ]


def test_what_shares_but_a_common_word_is_not_similar(
    tickets: TicketStore, casework: Casework, staff: object
) -> None:
    other = opened(tickets, "商铺租金的发票怎么开")
    casework.reply(other, "小李", "请问税务局。", 0)
    assert similar(tickets, opened(tickets, ASKED)) == []


def test_that_a_ticket_was_merged_or_settled_is_no_answer(
    tickets: TicketStore, casework: Casework, staff: object
) -> None:
    first, second, third = (opened(tickets, ASKED) for _ in range(3))
    casework.merge(first, "小李", second)
    casework.resolve(second, "小李")
    assert similar(tickets, third) == []
