"""Templates, with what all of them need."""

from __future__ import annotations

from pathlib import Path

from fastapi.templating import Jinja2Templates

from bot.policy.answers import policy_url
from bot.policy.wording import chinese_date
from bot.web.texts import clause_label, highlight
from bot.web.traditional import page_script

templates = Jinja2Templates(directory=Path(__file__).parent / "templates", context_processors=[page_script])
templates.env.globals["policy_url"] = policy_url
templates.env.filters.update(chinese_date=chinese_date, clause_label=clause_label, highlight=highlight)
