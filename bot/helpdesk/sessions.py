"""Staff sessions, kept at the server: a cookie for browsers, a bearer token for other systems."""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.engine import Connection

from bot.helpdesk import audit
from bot.helpdesk.database import engine, now, reading, writing
from bot.helpdesk.passwords import StaffError
from bot.helpdesk.staff import digest
from bot.helpdesk.staff_tables import staff, staff_sessions

_BROWSER_FOR = dt.timedelta(hours=12)
_IDLE_FOR = dt.timedelta(hours=2)
_MOST_DAYS = 365
_LONGEST_LABEL = 80
# Of the hash, enough to tell tokens apart.
_ID_LENGTH = 12
_TOLD = ("staff", "label", "created", "seen", "expires")
_NOTE_SEEN_AFTER = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Session:
    """Who is at work. `csrf` must come back with whatever a browser session changes.

    `second` tells whether the account has a second factor.
    """

    staff: str
    role: str
    csrf: str
    kind: str
    second: bool = False

    def csrf_fits(self, token: str) -> bool:
        return hmac.compare_digest(self.csrf.encode(), token.encode())


class StaffSessions:
    """Sessions in the database at `url`."""

    def __init__(self, url: str) -> None:
        self._engine = engine(url)

    def start(self, name: str) -> str:
        """A new token for a browser; sessions that have ended are cleared away."""
        with writing(self._engine) as connection:
            connection.execute(delete(staff_sessions).where(staff_sessions.c.expires < now()))
            return _insert(connection, name, "browser", _BROWSER_FOR)

    def make_token(self, name: str, label: str, days: int, actor: str) -> str:
        """A token for another system's calls of /api/, shown once; `label` says what it is for."""
        label = label.strip()
        if not label or len(label) > _LONGEST_LABEL:
            raise StaffError(f"请写明令牌给谁用，最多 {_LONGEST_LABEL} 个字。")
        if not 1 <= days <= _MOST_DAYS:
            raise StaffError(f"令牌有效 1 到 {_MOST_DAYS} 天。")
        with writing(self._engine) as connection:
            token = _insert(connection, name, "api", dt.timedelta(days=days), label)
            detail = {"staff": name, "label": label, "token": digest(token)[:_ID_LENGTH], "days": days}
            audit.record(connection, actor, "token_made", detail=detail)
        return token

    def tokens(self) -> list[dict[str, Any]]:
        """API tokens that are good: `id` (opens nothing), staff, label, created, seen, expires."""
        live = (staff_sessions.c.kind == "api", staff_sessions.c.expires > now())
        query = select(staff_sessions).where(*live).order_by(staff_sessions.c.created)
        with reading(self._engine) as connection:
            return [
                {"id": row.token_hash[:_ID_LENGTH], **{name: row[name] for name in _TOLD}}
                for row in connection.execute(query)
            ]

    def revoke(self, token_id: str, actor: str) -> None:
        """End one API token at once; StaffError where there is none of that id."""
        mine = (
            staff_sessions.c.kind == "api",
            staff_sessions.c.token_hash.startswith(token_id, autoescape=True),
        )
        with writing(self._engine) as connection:
            rows = connection.execute(select(staff_sessions).where(*mine)).all()
            if len(token_id) != _ID_LENGTH or len(rows) != 1:
                raise StaffError("没有这个令牌；请从列表里选。")
            connection.execute(delete(staff_sessions).where(*mine))
            detail = {"staff": rows[0].staff, "label": rows[0].label, "token": token_id}
            audit.record(connection, actor, "token_revoked", detail=detail)

    def find(self, token: str, kind: str) -> Session | None:
        """The live session behind a token; None once it ended, idled out or the account is off."""
        query = (
            select(staff_sessions, staff.c.role, staff.c.totp)
            .join(staff, staff.c.name == staff_sessions.c.staff)
            .where(
                staff_sessions.c.token_hash == digest(token),
                staff_sessions.c.kind == kind,
                staff.c.active.is_(True),
            )
        )
        with reading(self._engine) as connection:
            row = connection.execute(query).first()
        moment = now()
        if row is None or row.expires < moment:
            return None
        if row.kind == "browser" and row.seen + _IDLE_FOR < moment:
            return None
        if row.seen + _NOTE_SEEN_AFTER < moment:
            self._note_seen(row.token_hash, moment)
        return Session(row.staff, row.role, row.csrf, row.kind, row.totp is not None)

    def end(self, token: str) -> None:
        with writing(self._engine) as connection:
            connection.execute(delete(staff_sessions).where(staff_sessions.c.token_hash == digest(token)))

    def _note_seen(self, token_hash: str, moment: dt.datetime) -> None:
        with writing(self._engine) as connection:
            mine = staff_sessions.c.token_hash == token_hash
            connection.execute(update(staff_sessions).where(mine).values(seen=moment))


def _insert(connection: Connection, name: str, kind: str, good_for: dt.timedelta, label: str = "") -> str:
    token, moment = secrets.token_urlsafe(32), now()
    connection.execute(
        staff_sessions.insert().values(
            token_hash=digest(token),
            staff=name,
            kind=kind,
            csrf=secrets.token_urlsafe(24),
            created=moment,
            seen=moment,
            expires=moment + good_for,
            label=label,
        )
    )
    return token
