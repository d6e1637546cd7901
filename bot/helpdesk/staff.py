"""Staff accounts: roles, passwords, lock-out, the one-time link for the first admin."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update
from sqlalchemy.engine import Connection, Row

from bot.errors import UserError
from bot.helpdesk import audit
from bot.helpdesk.database import engine, lock, now, reading, writing
from bot.helpdesk.roles import ROLES
from bot.helpdesk.tables import invitations, staff, staff_sessions

if TYPE_CHECKING:
    from argon2 import PasswordHasher

_NAME = re.compile(r"[\w.\-]{2,40}")
_RESERVED = {"visitor", "bot", "system"}
MIN_PASSWORD = 10
_MAX_PASSWORD = 200
_FAILURES_BEFORE_LOCK = 5
_LOCKED_FOR = dt.timedelta(minutes=15)
_INVITATION_FOR = dt.timedelta(hours=24)


class StaffError(UserError):
    """An account can't be made or changed as asked."""


class LoginRefused(UserError):
    """Wrong name or password, or too many failures; the text doesn't tell which of the two was wrong."""


class StaffRegister:
    """Accounts in the database at `url`."""

    def __init__(self, url: str) -> None:
        self._engine = engine(url)

    def add(self, name: str, role: str, password: str, actor: str) -> None:
        """Make an account; raises StaffError for a taken name, an unknown role or a weak password."""
        with writing(self._engine) as connection:
            lock(connection)
            _insert(connection, name, role, password, actor)

    def check(self, name: str, password: str) -> Row:
        """The account whose password this is; raises LoginRefused, and locks after five failures."""
        with reading(self._engine) as connection:
            row = connection.execute(select(staff).where(staff.c.name == name)).first()
        if row is not None and row.locked_until and row.locked_until > now():
            raise LoginRefused("登录失败次数太多，账号已暂时锁定，请 15 分钟后再试，或请管理员解锁。")
        # Hashing takes a while: no transaction is held meanwhile.
        nobody = _nobody()
        fits = _fits(row.password_hash if row is not None else nobody, password)
        if row is None or not row.active or not fits:
            if row is not None:
                self._count_failure(name)
            raise LoginRefused("用户名或密码不对，请再试一次。")
        if row.failed_logins:
            self._change(name, failed_logins=0, locked_until=None)
        return row

    def set_password(self, name: str, password: str, actor: str) -> None:
        """Replace a password; every session of the account ends."""
        _insist_strong(name, password)
        hashed = _hasher().hash(password)
        with writing(self._engine) as connection:
            lock(connection)
            _insist_known(connection, name)
            values = {"password_hash": hashed, "failed_logins": 0, "locked_until": None}
            connection.execute(update(staff).where(staff.c.name == name).values(**values))
            connection.execute(staff_sessions.delete().where(staff_sessions.c.staff == name))
            audit.record(connection, actor, "password", detail={"staff": name})

    def set_role(self, name: str, role: str, actor: str) -> None:
        """Change what an account may do; the last admin stays one."""
        if role not in ROLES:
            raise StaffError(f"角色只能是 {'、'.join(ROLES)}。")
        with writing(self._engine) as connection:
            lock(connection)
            _insist_known(connection, name)
            if role != "admin":
                _insist_other_admin(connection, name)
            connection.execute(update(staff).where(staff.c.name == name).values(role=role))
            audit.record(connection, actor, "role", detail={"staff": name, "role": role})

    def set_active(self, name: str, active: bool, actor: str) -> None:
        """Switch an account off (its sessions end at once) or on again."""
        with writing(self._engine) as connection:
            lock(connection)
            _insist_known(connection, name)
            if not active:
                _insist_other_admin(connection, name)
                connection.execute(staff_sessions.delete().where(staff_sessions.c.staff == name))
            connection.execute(update(staff).where(staff.c.name == name).values(active=active))
            audit.record(connection, actor, "active", detail={"staff": name, "active": active})

    def unlock(self, name: str, actor: str) -> None:
        """End a lock-out."""
        self._change(name, failed_logins=0, locked_until=None)
        with writing(self._engine) as connection:
            audit.record(connection, actor, "unlocked", detail={"staff": name})

    def accounts(self) -> list[dict[str, Any]]:
        """All accounts by name, without their hashes."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(staff).order_by(staff.c.name)).mappings()
            return [{k: v for k, v in row.items() if k != "password_hash"} for row in rows]

    def names(self) -> list[str]:
        """Names of the accounts in use."""
        return [row["name"] for row in self.accounts() if row["active"]]

    def invite_first_admin(self) -> str | None:
        """A token for /helpdesk/welcome/<token>, valid for a day and once; None once anybody exists."""
        token = secrets.token_urlsafe(24)
        with writing(self._engine) as connection:
            lock(connection)
            if connection.execute(select(func.count()).select_from(staff)).scalar():
                return None
            connection.execute(invitations.delete().where(invitations.c.used.is_(None)))
            values = {"token_hash": digest(token), "role": "admin", "expires": now() + _INVITATION_FOR}
            connection.execute(invitations.insert().values(**values))
        return token

    def invitation_valid(self, token: str) -> bool:
        with reading(self._engine) as connection:
            return _invitation(connection, token) is not None

    def accept_invitation(self, token: str, name: str, password: str) -> None:
        """Make the invited account and use up the link; raises StaffError for a link that is void."""
        with writing(self._engine) as connection:
            lock(connection)
            invitation = _invitation(connection, token)
            if invitation is None:
                raise StaffError("这个链接已经用过或过期了；重新启动产品会给出新的链接。")
            _insert(connection, name, invitation.role, password, actor="invitation")
            used = invitations.c.token_hash == digest(token)
            connection.execute(update(invitations).where(used).values(used=now()))

    def _count_failure(self, name: str) -> None:
        with writing(self._engine) as connection:
            lock(connection)
            mine = staff.c.name == name
            failures = int(connection.execute(select(staff.c.failed_logins).where(mine)).scalar() or 0) + 1
            values: dict[str, Any] = {"failed_logins": failures}
            if failures >= _FAILURES_BEFORE_LOCK:
                values = {"failed_logins": 0, "locked_until": now() + _LOCKED_FOR}
                audit.record(connection, "system", "locked", detail={"staff": name})
            connection.execute(update(staff).where(mine).values(**values))

    def _change(self, name: str, **values: Any) -> None:
        with writing(self._engine) as connection:
            connection.execute(update(staff).where(staff.c.name == name).values(**values))


def digest(token: str) -> str:
    """How a token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def _insert(connection: Connection, name: str, role: str, password: str, actor: str) -> None:
    if not _NAME.fullmatch(name) or name in _RESERVED:
        raise StaffError("用户名要 2 到 40 个字，只能用汉字、字母、数字、点、横线和下划线。")
    if role not in ROLES:
        raise StaffError(f"角色只能是 {'、'.join(ROLES)}。")
    _insist_strong(name, password)
    if connection.execute(select(staff.c.name).where(staff.c.name == name)).first():
        raise StaffError(f"用户名“{name}”已经有人用了，请换一个。")
    values = {"name": name, "role": role, "password_hash": _hasher().hash(password), "created": now()}
    connection.execute(staff.insert().values(**values))
    audit.record(connection, actor, "staff_added", detail={"staff": name, "role": role})


def _invitation(connection: Connection, token: str) -> Row | None:
    query = select(invitations).where(
        invitations.c.token_hash == digest(token),
        invitations.c.used.is_(None),
        invitations.c.expires > now(),
    )
    return connection.execute(query).first()


def _insist_strong(name: str, password: str) -> None:
    if not MIN_PASSWORD <= len(password) <= _MAX_PASSWORD:
        raise StaffError(f"密码要 {MIN_PASSWORD} 到 {_MAX_PASSWORD} 个字符。")
    if name.lower() in password.lower() or len(set(password)) < 5:
        raise StaffError("这个密码太好猜：不要包含用户名，也不要只用几个相同的字符。")


def _insist_known(connection: Connection, name: str) -> None:
    if connection.execute(select(staff.c.name).where(staff.c.name == name)).first() is None:
        raise StaffError(f"没有“{name}”这个账号。")


def _insist_other_admin(connection: Connection, name: str) -> None:
    others = select(func.count()).where(
        staff.c.role == "admin", staff.c.active.is_(True), staff.c.name != name
    )
    mine = connection.execute(select(staff.c.role).where(staff.c.name == name)).scalar()
    if mine == "admin" and not connection.execute(others).scalar():
        raise StaffError("这是最后一位管理员；先加一位管理员，再改这个账号。")


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    # Imported when a password is first looked at: no page needs it.
    from argon2 import PasswordHasher

    return PasswordHasher()


@lru_cache(maxsize=1)
def _nobody() -> str:
    """Compared against where there is no such account, so that both take the same time."""
    return _hasher().hash(secrets.token_urlsafe(16))


def _fits(hashed: str, password: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False
