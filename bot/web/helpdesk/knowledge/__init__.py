"""The knowledge desk at /helpdesk/knowledge."""

from __future__ import annotations

from types import ModuleType

from bot.policy.importer.source import MAX_BYTES

PATH = "/helpdesk/knowledge"
UPLOAD = f"{PATH}/add"
# A file with the form around it; the text of a paper, each character of it as nine of the form.
UPLOAD_BYTES, WRITTEN_BYTES = MAX_BYTES + 64 * 1024, 3 * 1024 * 1024


def modules() -> list[ModuleType]:
    """Those that hold routes."""
    from bot.web.helpdesk.knowledge import add, draft, held, missing, preview, provision, publish, rule

    return [add, draft, held, missing, preview, provision, publish, rule]
