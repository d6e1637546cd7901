"""The console's pages: templates, and how times and categories are shown in them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates

from bot.helpdesk.categories import CATEGORIES
from bot.helpdesk.database import now
from bot.helpdesk.knowledge.drafts import KINDS
from bot.helpdesk.knowledge.drafts import STAGES as DRAFT_STAGES
from bot.helpdesk.knowledge.rule_form import described
from bot.helpdesk.learning import STAGES
from bot.helpdesk.roles import ROLES, at_least, home
from bot.helpdesk.ticket_words import says_no_matter
from bot.helpdesk.tickets import OFFLINE, ORIGINS, STATUSES, number
from bot.helpdesk.worktime import local, plan_doubt, say_day
from bot.policy.reply import policy_url
from bot.policy.structure import sentences
from bot.web.helpdesk.audit_words import ACTIONS, in_words, who

_FAMILIES = {
    "papers": "文件本身",
    "ask_human": "转人工",
    "out_of_scope": "文件没写的事",
    "search": "没有听，只查了全文",
    "smalltalk": "寒暄",
}

_templates = Jinja2Templates(directory=Path(__file__).parent.parent / "templates")
_templates.env.globals.update(
    ACTIONS=ACTIONS,
    CATEGORIES=CATEGORIES,
    STATUSES=STATUSES,
    ORIGINS=ORIGINS,
    OFFLINE=OFFLINE,
    ROLES=ROLES,
    STAGES=STAGES,
    policy_url=policy_url,
    KINDS=KINDS,
    DRAFT_STAGES=DRAFT_STAGES,
    at_least=at_least,
    home=home,
    number=number,
)


def render(
    request: Request,
    name: str,
    context: dict[str, Any],
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> HTMLResponse:
    """One page of templates/helpdesk/, never kept by a cache: it shows what visitors wrote."""
    session = getattr(request.state, "session", None)
    response = _templates.TemplateResponse(
        request, f"helpdesk/{name}", {"me": session, **context}, status_code=status, headers=headers
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def is_api(request: Request) -> bool:
    """Whether a program asks, and wants JSON."""
    return request.url.path.startswith("/api/") or request.headers.get("accept") == "application/json"


def say_intent(intent: str, names: dict[str, str]) -> str:
    """An intent for people: a topic's name from `names` (intent → name), else what kind of words it was."""
    family = intent.partition("/")[0]
    return names.get(intent) or _FAMILIES.get(family, "没听懂的话")


def _when(moment: dt.datetime | None) -> str:
    return say_day(moment, now()) if moment else ""


def _age(moment: dt.datetime) -> str:
    minutes = int((now() - moment).total_seconds() // 60)
    if minutes < 1:
        return "刚刚"
    if minutes < 60:
        return f"{minutes} 分钟前"
    return f"{minutes // 60} 小时前" if minutes < 48 * 60 else f"{minutes // 1440} 天前"


def _sentences(text: str) -> list[str]:
    return [part.strip() for part in sentences(text)]


def _exact(moment: dt.datetime) -> str:
    return f"{local(moment):%Y-%m-%d %H:%M}"


def moment(written: str) -> dt.datetime:
    """A time (UTC) as it is kept in texts."""
    return dt.datetime.fromisoformat(written.removesuffix("Z"))


def _stamp(written: str) -> str:
    """The same as Kunming's clock shows it, with its day."""
    return _exact(moment(written))


def _subject(question: str) -> str:
    """What a ticket is about; of a bare request for a person, that nothing was said yet."""
    return "还没说是什么事" if says_no_matter(question) else question


def _share(part: float | None) -> str:
    return "还没有" if part is None else f"{part:.0%}"


def _hours(length: float | None) -> str:
    """Hours as people say them: minutes below two hours."""
    if length is None:
        return "还没有"
    return f"{round(length * 60)} 分钟" if length < 2 else f"{length:.1f} 小时"


_templates.env.filters.update(
    sentences=_sentences,
    share=_share,
    hours=_hours,
    when=_when,
    plan_doubt=plan_doubt,
    age=_age,
    exact=_exact,
    stamp=_stamp,
    subject=_subject,
    understood=say_intent,
    in_words=in_words,
    who=who,
    rule=described,
)
