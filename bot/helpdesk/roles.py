"""What members of staff may be."""

from __future__ import annotations

# Each may do what those before it may.
ROLES = {"agent": "坐席", "supervisor": "主管", "admin": "管理员"}


def at_least(role: str, wanted: str) -> bool:
    """Whether a role may do what `wanted` may."""
    order = list(ROLES)
    return role in order and order.index(role) >= order.index(wanted)
