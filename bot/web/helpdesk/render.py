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
from bot.helpdesk.learning import STAGES
from bot.helpdesk.roles import ROLES, at_least, home
from bot.helpdesk.tickets import ORIGINS, STATUSES, number
from bot.helpdesk.worktime import local, plan_doubt, say_day
from bot.policy.answers import policy_url
from bot.policy.structure import sentences

# What the audit log calls things, as people say it.
ACTIONS = {
    "opened": "登记", "assessed": "自动归类",
    "replied": "回复", "noted": "写备注", "assigned": "改派", "classified": "改归类",
    "resolved": "办结", "closed": "关闭", "reopened": "重新打开", "merged": "合并", "contact": "留联系方式",
    "reminded": "访客催办", "confirmed": "访客说解决了",
    "wrote": "访客补充", "bot_resumed": "访客回到机器人", "escalated": "超时上报", "forgotten": "访客清除",
    "proposed": "提交更正", "approved": "通过更正", "rejected": "退回更正", "accepted": "写进训练数据",
    "staff_added": "添加账号", "password": "改密码", "role": "改角色", "active": "启用或停用账号",
    "locked": "账号锁定", "unlocked": "解锁",
    "token_made": "发令牌", "token_revoked": "收回令牌",
    "second_on": "开两步验证", "second_off": "关两步验证", "canned_added": "添加常用回复",
    "canned_removed": "删除常用回复", "purged": "清理",
    "draft_begun": "起草文件", "draft_changed": "改稿子", "draft_proposed": "送审",
    "draft_returned": "退回稿子", "draft_dropped": "放弃稿子", "published": "发布", "withdrawn": "撤销发布",
}  # fmt: skip

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


_templates.env.filters.update(
    sentences=_sentences, when=_when, plan_doubt=plan_doubt, age=_age, exact=_exact, understood=say_intent
)
