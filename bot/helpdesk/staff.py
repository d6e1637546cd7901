"""Staff accounts: roles, passwords, lock-out, the one-time link for the first admin."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.engine import Connection, Row

from bot.errors import UserError
from bot.helpdesk import audit, second_factor, tries
from bot.helpdesk.database import engine, lock, now, reading, writing
from bot.helpdesk.passwords import StaffError, fits, hashed, insist_strong, is_outdated
from bot.helpdesk.roles import ROLES
from bot.helpdesk.staff_tables import invitations, staff, staff_sessions

# A letter or digit first: `.` and `..` are places in an address.
_NAME = re.compile(r"\w[\w.\-]{1,39}")
# These act in the audit log without an account.
_RESERVED = {"visitor", "bot", "system", "invitation"}
_VOID = "这个链接已经用过或过期了；重新启动产品会给出新的链接。"
_SECRET = {"password_hash", "totp", "totp_step"}
_INVITATION_FOR = dt.timedelta(hours=24)


class LoginRefused(UserError):
    """Wrong name, password or code, or too many failures; the text doesn't tell which of them was wrong."""


class StaffRegister:
    """Accounts in the database at `url`."""

    def __init__(self, url: str) -> None:
        self._engine = engine(url)

    def add(self, name: str, role: str, password: str, actor: str) -> None:
        """Make an account; raises StaffError for a taken name, an unknown role or a weak password."""
        _insist_account(name, role, password)
        kept = hashed(password)
        with writing(self._engine) as connection:
            lock(connection)
            _insert(connection, name, role, kept, actor)

    def check(self, name: str, password: str, code: str = "", who: str = "", known: bool = False) -> Row:
        """The account whose password (and second factor, where it has one) this is.

        Raises LoginRefused. `who` tries: an address or a browser; `known` where the account signed in there.
        """
        try:
            last = tries.claim(self._engine, name, who, known)
        except tries.TooManyTries as error:
            raise LoginRefused(str(error)) from None
        with reading(self._engine) as connection:
            row = connection.execute(select(staff).where(staff.c.name == name)).first()
        # Hashing takes a while: no transaction is held meanwhile.
        right = fits(None if row is None else row.password_hash, password)
        if row is None or not row.active or not right or not self._second_fits(row, code):
            if row is not None and last:
                self._note_locked(name)
            raise LoginRefused("用户名、密码或动态验证码不对，请再试一次。")
        tries.give_back(self._engine, name, who, known)
        if row.locked_until or is_outdated(row.password_hash):
            self._change(name, locked_until=None, password_hash=hashed(password))
        return row

    def _second_fits(self, row: Row, code: str) -> bool:
        if row.totp is None:
            return True
        step = second_factor.step_of(row.totp, code, after=row.totp_step)
        if step is None:
            return False
        unused = (staff.c.totp_step.is_(None)) | (staff.c.totp_step < step)
        taken = update(staff).where(staff.c.name == row.name, unused).values(totp_step=step)
        with writing(self._engine) as connection:  # of two at once with one code, one gets in
            return bool(connection.execute(taken).rowcount == 1)

    def set_second_factor(self, name: str, secret: str, code: str) -> None:
        """Demand codes of this key from now on; StaffError where the code is not one of it."""
        step = second_factor.step_of(secret, code) if second_factor.is_secret(secret) else None
        if step is None:
            raise StaffError("验证码不对；请核对手机的时间，等下一个验证码出来再填。")
        with writing(self._engine) as connection:
            values = {"totp": secret, "totp_step": step}
            connection.execute(update(staff).where(staff.c.name == name).values(**values))
            audit.record(connection, name, "second_on", detail={"staff": name})

    def drop_second_factor(self, name: str, actor: str) -> None:
        """Ask no codes any more: the telephone is lost or a new one is set up."""
        with writing(self._engine) as connection:
            lock(connection)
            _insist_known(connection, name)
            values = {"totp": None, "totp_step": None}
            connection.execute(update(staff).where(staff.c.name == name).values(**values))
            audit.record(connection, actor, "second_off", detail={"staff": name})

    def set_password(self, name: str, password: str, actor: str) -> None:
        """Replace a password; every session of the account ends."""
        insist_strong(name, password)
        kept = hashed(password)
        with writing(self._engine) as connection:
            lock(connection)
            _insist_known(connection, name)
            values = {"password_hash": kept, "locked_until": None}
            connection.execute(update(staff).where(staff.c.name == name).values(**values))
            tries.forget(connection, name)
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
        with writing(self._engine) as connection:
            lock(connection)
            _insist_known(connection, name)
            connection.execute(update(staff).where(staff.c.name == name).values(locked_until=None))
            tries.forget(connection, name)
            audit.record(connection, actor, "unlocked", detail={"staff": name})

    def accounts(self) -> list[dict[str, Any]]:
        """All accounts by name, without their hashes; `second` tells whether they have a second factor."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(staff).order_by(staff.c.name)).mappings()
            return [
                {**{k: v for k, v in row.items() if k not in _SECRET}, "second": row["totp"] is not None}
                for row in rows
            ]

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
        if not self.invitation_valid(token):  # no stranger has a password hashed
            raise StaffError(_VOID)
        _insist_account(name, "admin", password)
        kept = hashed(password)
        with writing(self._engine) as connection:
            lock(connection)
            invitation = _invitation(connection, token)
            if invitation is None:
                raise StaffError(_VOID)
            used = invitations.c.token_hash == digest(token)
            connection.execute(update(invitations).where(used).values(used=now()))
            _insert(connection, name, invitation.role, kept, actor="invitation")

    def _note_locked(self, name: str) -> None:
        with writing(self._engine) as connection:
            values = {"locked_until": now() + tries.WINDOW}
            connection.execute(update(staff).where(staff.c.name == name).values(**values))
            audit.record(connection, "system", "locked", detail={"staff": name})

    def _change(self, name: str, **values: Any) -> None:
        with writing(self._engine) as connection:
            connection.execute(update(staff).where(staff.c.name == name).values(**values))


def digest(token: str) -> str:
    """How a token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def _insert(connection: Connection, name: str, role: str, kept: str, actor: str) -> None:
    """`kept` is the hash: none is made while others wait for the database."""
    for known in connection.execute(select(staff.c.name)).scalars():
        if tries.fold(known) == tries.fold(name):
            raise StaffError(f"用户名“{known}”已经有人用了，请换一个。")
    values = {"name": name, "role": role, "password_hash": kept, "created": now()}
    connection.execute(staff.insert().values(**values))
    # The first admin's link ends with the first account, whoever made it.
    connection.execute(invitations.delete().where(invitations.c.used.is_(None)))
    audit.record(connection, actor, "staff_added", detail={"staff": name, "role": role})


def _insist_account(name: str, role: str, password: str) -> None:
    if not _NAME.fullmatch(name) or tries.fold(name) in _RESERVED:
        raise StaffError("用户名要 2 到 40 个字，只能用汉字、字母、数字、点、横线和下划线，不能以点开头。")
    if role not in ROLES:
        raise StaffError(f"角色只能是 {'、'.join(ROLES)}。")
    insist_strong(name, password)


def _invitation(connection: Connection, token: str) -> Row | None:
    query = select(invitations).where(
        invitations.c.token_hash == digest(token),
        invitations.c.used.is_(None),
        invitations.c.expires > now(),
    )
    return connection.execute(query).first()


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
