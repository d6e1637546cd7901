"""The same act on several tickets: each by itself, so that one that can't be changed holds up no other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.helpdesk.canned import GAP, fill
from bot.helpdesk.casework import Casework
from bot.helpdesk.tickets import TicketError, is_online


@dataclass(frozen=True)
class Outcome:
    """`done`: ids of the tickets that were changed; `failed`: why the others were not."""

    done: tuple[int, ...]
    failed: Mapping[int, str]


def on_each(chosen: Iterable[int], act: Callable[[int], object]) -> Outcome:
    """Do `act` to each ticket, in this order; a TicketError of one is kept with it."""
    done: list[int] = []
    failed: dict[int, str] = {}
    for ticket_id in chosen:
        try:
            act(ticket_id)
        except TicketError as error:
            failed[ticket_id] = str(error)
        else:
            done.append(ticket_id)
    return Outcome(tuple(done), failed)


def why_not_sent(text: str, ticket: Mapping[str, Any]) -> str:
    """Why this ticket can't be settled by a filled canned text; empty where it can."""
    if not ticket["active"]:
        return "已经办结，不会再发。"
    if not is_online(ticket["conversation"]):
        return "没有网上对话，请打开工单，用“已电话答复”或“打印答复函”。"
    if GAP in text:
        return "这条常用回复对这张工单还有要填的空，请打开工单单独回复。"
    return ""


def settle(casework: Casework, ticket: Mapping[str, Any], actor: str, canned: str, seen: int) -> None:
    """Send a canned text, filled for this ticket, and resolve it. `seen` as in `Casework.reply`.

    Raises TicketError where the text has a gap that only a person can fill, or nobody would read it.
    """
    text = fill(canned, dict(ticket), actor)
    problem = why_not_sent(text, ticket)
    if problem:
        raise TicketError(problem)
    casework.reply(ticket["id"], actor, text, seen, resolve=True)
