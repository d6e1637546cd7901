"""Triage: a message of any kind → category, clauses, departments, urgency and a draft reply."""

from bot.helpdesk.triage.analyse import analyse
from bot.helpdesk.triage.result import CATEGORIES, Triage

__all__ = ["CATEGORIES", "Triage", "analyse"]
