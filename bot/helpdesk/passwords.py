"""Passwords: which are taken, and how they are kept (argon2id). Few are hashed at once: each takes memory."""

from __future__ import annotations

import secrets
import threading
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.errors import UserError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

MIN_PASSWORD = 10
_MAX_PASSWORD = 200
# OWASP's parameters for argon2id: 19 MB, two passes. The library's own take 64 MB each.
_MEMORY_KIB, _PASSES = 19 * 1024, 2
# Two cores; more at once would only take memory from whoever serves visitors.
_AT_ONCE = threading.BoundedSemaphore(2)
# zxcvbn's estimate: 3 of 4 is «safely unguessable», some 10^8 tries and more. It reads 72 characters.
_LEAST_SCORE, _READ = 3, 72
_NEAR = ("yunnan", "kunming", "dianchuang", "admin", "helpdesk", "woaini", "chuangye", "renshe")


class StaffError(UserError):
    """An account can't be made or changed as asked."""


def hashed(password: str) -> str:
    """What is kept of a password."""
    with _AT_ONCE:
        return _hasher().hash(password)


def fits(kept: str | None, password: str) -> bool:
    """Whether the password is the kept one's; without one it takes the same time and never is."""
    from argon2.exceptions import InvalidHashError, VerificationError

    against = _nobody() if kept is None else kept
    try:
        with _AT_ONCE:
            return _hasher().verify(against, password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(kept: str) -> bool:
    """Whether it was made at another cost than today's."""
    return _hasher().check_needs_rehash(kept)


def insist_strong(name: str, password: str) -> None:
    """Raises StaffError that says why a password is not taken."""
    if not MIN_PASSWORD <= len(password) <= _MAX_PASSWORD:
        raise StaffError(f"密码要 {MIN_PASSWORD} 到 {_MAX_PASSWORD} 个字符。")
    if name.lower() in password.lower() or len(set(password)) < 5:
        raise StaffError("这个密码太好猜：不要包含用户名，也不要只用几个相同的字符。")
    # Imported when an account is made: its lists of common passwords are large.
    from zxcvbn import zxcvbn

    if zxcvbn(password[:_READ], [name, *_NEAR])["score"] < _LEAST_SCORE:
        raise StaffError("这个密码很常见或太好猜；请用几个不相干的词连起来，或更长的一句话。")


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    # Imported when a password is first looked at: no page needs it.
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=_PASSES, memory_cost=_MEMORY_KIB, parallelism=1)


@lru_cache(maxsize=1)
def _nobody() -> str:
    return hashed(secrets.token_urlsafe(16))
