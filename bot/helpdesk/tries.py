"""Tries to log in, counted before the password is looked at: no crowd of them gets past the count.

Names that don't exist are counted as those that do, so that neither the answer nor its time tells which do.
Where somebody has tried too often, only that one is shut out: another address, and a browser in which the
account has signed in before, go on. So nobody can lock the only administrator out.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import unicodedata

from sqlalchemy import delete, select, update
from sqlalchemy.engine import Connection, Engine

from bot.errors import UserError
from bot.helpdesk.database import lock, now, writing
from bot.helpdesk.staff_tables import login_tries

WINDOW = dt.timedelta(minutes=15)
# Of one address (or known browser) for one name; of all unknown ones together for one name.
MOST = 5
MOST_FOR_NAME = 50


class TooManyTries(UserError):
    """As many wrong tries as are allowed within the window."""

    def __init__(self) -> None:
        super().__init__("登录失败次数太多，已暂时锁定，请 15 分钟后再试，或请管理员解锁。")


def claim(made: Engine, name: str, who: str, known: bool = False) -> bool:
    """Count a try of `who` for a name; True where it is the last one that is allowed.

    Raises TooManyTries where none is left. `known`: `who` is a browser in which the account signed in.
    """
    with writing(made) as connection:
        lock(connection)
        moment = now()
        # Those of the future are from before the clock was set back.
        over = (login_tries.c.since < moment - WINDOW) | (login_tries.c.since > moment)
        connection.execute(delete(login_tries).where(over))
        wanted = [(_key(name, who), MOST), *([] if known else [(_key(name), MOST_FOR_NAME)])]
        counts = [_count(connection, key) for key, _ in wanted]
        if any(count >= most for count, (_, most) in zip(counts, wanted, strict=True)):
            raise TooManyTries
        for count, (key, _) in zip(counts, wanted, strict=True):
            _note(connection, key, _hash(fold(name)), count + 1)
    return counts[0] + 1 == MOST


def give_back(made: Engine, name: str, who: str, known: bool = False) -> None:
    """The try was right: it isn't counted, nor are the wrong ones before it."""
    with writing(made) as connection:
        lock(connection)
        tried = _count(connection, _key(name, who))
        connection.execute(delete(login_tries).where(login_tries.c.key == _key(name, who)))
        if not known:
            left = max(0, _count(connection, _key(name)) - tried)
            connection.execute(update(login_tries).where(login_tries.c.key == _key(name)).values(tries=left))


def forget(connection: Connection, name: str) -> None:
    """Unlock a name for everybody."""
    connection.execute(delete(login_tries).where(login_tries.c.name == _hash(fold(name))))


def fold(name: str) -> str:
    """A name as people take it: wide letters and capitals are the same letters."""
    return unicodedata.normalize("NFKC", name).casefold()


def _key(name: str, who: str = "") -> str:
    return _hash(f"{fold(name)}\n{who}")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _count(connection: Connection, key: str) -> int:
    query = select(login_tries.c.tries).where(login_tries.c.key == key)
    return int(connection.execute(query).scalar() or 0)


def _note(connection: Connection, key: str, name: str, tries: int) -> None:
    mine = update(login_tries).where(login_tries.c.key == key)
    if not connection.execute(mine.values(tries=tries)).rowcount:
        values = {"key": key, "name": name, "tries": tries, "since": now()}
        connection.execute(login_tries.insert().values(**values))
