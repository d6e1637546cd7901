"""Session tokens: unguessable, signed, nobody's but ours, and over once they were not used for long."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import hmac
import os
import secrets
import tempfile
from pathlib import Path

from itsdangerous import BadSignature, Signer, TimestampSigner

from bot.errors import UserError
from bot.settings import Settings

# A token is made anew with what the visitor says when it is older than this.
_RENEWED_AFTER = dt.timedelta(days=1)
LEAST_KEY = 32


class SessionTokens:
    """Issues tokens and tells ours from foreign ones; the conversation's id is the unsigned part.

    A token is good for `days` (0: for ever); `renewed` gives a fresh one, so that only what isn't used ends.
    """

    def __init__(self, key: str, days: int = 0) -> None:
        self._signer = TimestampSigner(key, salt="visitor-session-2")
        # Tokens of the version before tell no time; they are good until their next use.
        self._older = Signer(key, salt="visitor-session")
        self._days = days
        self._key = key

    def issue(self) -> str:
        """A token for a new conversation: never made of anything that a client sends."""
        return self._signer.sign(secrets.token_urlsafe(18)).decode()

    def of_sender(self, sender: str) -> str:
        """A token for the one conversation of somebody whom another program names; the name isn't kept."""
        named = hmac.new(self._key.encode(), f"sender\n{sender}".encode("utf-8", "replace"), hashlib.sha256)
        return self._signer.sign(f"rest-{named.hexdigest()[:40]}").decode()

    def conversation(self, token: str) -> str | None:
        """Id of the conversation that a token opens; None for one that is not ours or is over."""
        found = self._read(token)
        if found is None:
            return None
        name, issued = found
        over = self._days and issued and _age(issued) > dt.timedelta(days=self._days)
        return None if over else name

    def renewed(self, token: str) -> str:
        """The token of the same conversation: a fresh one where this is a day old."""
        found = self._read(token)
        if found is None or (found[1] and _age(found[1]) < _RENEWED_AFTER):
            return token
        return self._signer.sign(found[0]).decode()

    def _read(self, token: str) -> tuple[str, dt.datetime | None] | None:
        try:
            name, issued = self._signer.unsign(token, return_timestamp=True)
            return name.decode(), issued
        except (BadSignature, UnicodeError):
            pass
        try:
            return self._older.unsign(token).decode(), None
        except (BadSignature, UnicodeError):
            return None


def signing_key(settings: Settings) -> str:
    """BOT_SECRET, else a key made once and kept readable for the owner only.

    Raises UserError for a key so short that it could be guessed: a file that a full disk left empty, say.
    """
    if settings.secret:
        return _long_enough(settings.secret, "环境变量 BOT_SECRET")
    path: Path = settings.var_dir / "session.key"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _make(path)
    return _long_enough(path.read_text(encoding="ascii"), str(path))


def _make(path: Path) -> None:
    """Written beside and put in place whole; where another process was faster, its key stays."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".session-key-")
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(LEAST_KEY))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(name, path)
    except OSError as error:
        raise UserError(f"会话密钥写不进 {path}（{error.strerror}）；请腾出空间，再启动") from None
    finally:
        Path(name).unlink(missing_ok=True)


def _long_enough(key: str, where: str) -> str:
    if len(key) < LEAST_KEY:
        raise UserError(
            f"{where} 里的会话密钥只有 {len(key)} 个字符，至少要 {LEAST_KEY} 个；"
            "文件的话请删掉它（会重新生成，访客要重新开始对话），或从备份恢复"
        )
    return key


def _age(issued: dt.datetime) -> dt.timedelta:
    return dt.datetime.now(dt.UTC) - issued
