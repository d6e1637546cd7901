"""Templates, with what all of them need."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from fastapi.templating import Jinja2Templates

from bot.helpdesk.worktime import local
from bot.policy.reply import policy_url
from bot.policy.wording import chinese_date
from bot.web.texts import clause_label, highlight
from bot.web.traditional import page_script

templates = Jinja2Templates(directory=Path(__file__).parent / "templates", context_processors=[page_script])
templates.env.globals["policy_url"] = policy_url


def kunming(written: str) -> str:
    """A kept time (ISO 8601, UTC) as Kunming's clock shows it."""
    return f"{local(dt.datetime.fromisoformat(written.removesuffix('Z'))):%m月%d日 %H:%M}"


templates.env.filters["kunming"] = kunming
templates.env.filters.update(chinese_date=chinese_date, clause_label=clause_label, highlight=highlight)
