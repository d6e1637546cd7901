"""Staff sessions, kept at the server: a cookie for browsers, a bearer token for other systems."""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
from dataclasses import dataclass

from sqlalchemy import delete, select, update

from bot.helpdesk.database import engine, now, reading, writing
from bot.helpdesk.staff import digest
from bot.helpdesk.tables import staff, staff_sessions

_BROWSER_FOR = dt.timedelta(hours=12)
_IDLE_FOR = dt.timedelta(hours=2)
_API_FOR = dt.timedelta(days=365)
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

    def start(self, name: str, kind: str = "browser") -> str:
        """A new token for an account; sessions that have ended are cleared away."""
        token = secrets.token_urlsafe(32)
        moment = now()
        with writing(self._engine) as connection:
            connection.execute(delete(staff_sessions).where(staff_sessions.c.expires < moment))
            connection.execute(
                staff_sessions.insert().values(
                    token_hash=digest(token),
                    staff=name,
                    kind=kind,
                    csrf=secrets.token_urlsafe(24),
                    created=moment,
                    seen=moment,
                    expires=moment + (_API_FOR if kind == "api" else _BROWSER_FOR),
                )
            )
        return token

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
