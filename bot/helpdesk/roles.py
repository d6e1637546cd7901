"""What members of staff may be."""

from __future__ import annotations

ROLES = {"agent": "坐席", "supervisor": "主管", "admin": "管理员", "editor": "编辑"}
# Whoever is signed in at all.
STAFF = "staff"
# Those who keep the knowledge see no visitors' tickets, and those who answer visitors change no knowledge.
_MAY = {
    "agent": {STAFF, "agent"},
    "supervisor": {STAFF, "agent", "supervisor"},
    "admin": {STAFF, "agent", "supervisor", "admin", "editor"},
    "editor": {STAFF, "editor"},
}


def at_least(role: str, wanted: str) -> bool:
    """Whether a role may do what `wanted` may."""
    return wanted in _MAY.get(role, ())


def home(role: str) -> str:
    """The page of the console that a role begins at."""
    return "/helpdesk" if at_least(role, "agent") else "/helpdesk/knowledge"
