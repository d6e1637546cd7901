"""Figures with charts, and CSV."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from bot.helpdesk.categories import CATEGORIES
from bot.helpdesk.database import reading
from bot.helpdesk.export import export_csv, table_csv
from bot.helpdesk.figures import OUTCOMES, Figures, figures
from bot.policy.store import open_store
from bot.web.helpdesk.access import Agent, Supervisor, desk
from bot.web.helpdesk.charts import Bar, columns, rows
from bot.web.helpdesk.render import render, say_intent
from bot.web.helpdesk.ticket_view import intents
from bot.web.numbers import Number

router = APIRouter(prefix="/helpdesk")
_CSV = "text/csv; charset=utf-8"


@router.get("/figures")
def show_figures(request: Request, session: Agent, days: Number = 30) -> Response:
    """Charts of the last days; bars of tickets lead to them."""
    found, before = _figures(request, days), _figures(request, days, ago=days)
    names = _topic_names(request)
    charts = {
        "每天的提问": columns(_bars(found.questions_by_day)),
        "每天的工单": columns(
            _bars(found.tickets_by_day, link=lambda day: f"/helpdesk?status=all&day={day}")
        ),
        "答上、没答上、转人工": rows(_bars(found.outcomes, OUTCOMES.get, _outcome_link)),
        "问得最多的事": rows(_bars(_named(found.topics, names))),
        "工单类别": rows(
            _bars(found.by_category, CATEGORIES.get, lambda c: f"/helpdesk?status=all&category={c}")
        ),
        "责任部门": rows(
            _bars(found.by_department, link=lambda d: f"/helpdesk?status=all&department={quote(d)}")
        ),
    }
    charts["手上的工单"] = rows(
        _bars(found.load, link=lambda name: f"/helpdesk?status=active&assignee={quote(name)}")
    )
    return render(request, "figures.html", {"figures": found, "before": before, "charts": charts})


@router.get("/figures.csv")
def figures_csv(request: Request, session: Agent, days: Number = 30) -> Response:
    """The same numbers for a spreadsheet."""
    found, names = _figures(request, days), _topic_names(request)
    table = [["项目", "名称", "数量"]]
    for title, numbers, named in (
        ("每天提问", found.questions_by_day, {}),
        ("每天工单", found.tickets_by_day, {}),
        ("结果", found.outcomes, OUTCOMES),
        ("话题", _named(found.topics, names), {}),
        ("类别", found.by_category, CATEGORIES),
        ("部门", found.by_department, {}),
    ):
        table += [[title, named.get(key, key), str(count)] for key, count in numbers.items()]
    table += [["评价", "有用", str(found.helpful)], ["评价", "没用", str(found.unhelpful)]]
    for name, share in (
        ("答上率", found.answered_share),
        ("按时回复率", found.in_time),
        ("访客说解决了", found.solved),
    ):
        table += [[name, "", "" if share is None else f"{share:.0%}"]]
    table += [["手上的工单", name, str(count)] for name, count in found.load.items()]
    table += [["首次回复（小时，中位数）", "", str(found.first_response_hours or "")]]
    table += [["办结（小时，中位数）", "", str(found.resolution_hours or "")]]
    return Response(table_csv(table), media_type=_CSV, headers=_attachment("figures.csv"))


@router.get("/export.csv")
def export(request: Request, session: Supervisor) -> Response:
    """All tickets, masked."""
    pieces = export_csv(desk(request).engine)
    return StreamingResponse(pieces, media_type=_CSV, headers=_attachment("tickets.csv"))


def _figures(request: Request, days: int, ago: int = 0) -> Figures:
    days, ago = min(max(days, 1), 366), min(ago, 366)
    with reading(desk(request).engine) as connection:
        return figures(connection, days, ago, desk(request).settings)


def _topic_names(request: Request) -> dict[str, str]:
    store = open_store(desk(request).settings.policy_db)
    return {intent: name for name, intent in intents(store).items()}


def _bars(
    numbers: dict[str, int],
    name: Callable[[str], str | None] = lambda key: key,
    link: Callable[[str], str] = lambda key: "",
) -> list[Bar]:
    return [Bar(name(key) or key, count, link(key)) for key, count in numbers.items()]


def _named(numbers: dict[str, int], names: dict[str, str]) -> dict[str, int]:
    """Counts by what people call a matter; intents without a name of their own are counted together."""
    counted: Counter[str] = Counter()
    for intent, count in numbers.items():
        counted[say_intent(intent, names)] += count
    return dict(counted.most_common())


def _outcome_link(outcome: str) -> str:
    return {"declined": "/helpdesk/unanswered", "handed_over": "/helpdesk?status=all"}.get(outcome, "")


def _attachment(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
