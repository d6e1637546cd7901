"""Session tokens: unguessable, signed, and nobody's but ours."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from itsdangerous import BadSignature, Signer

from bot.settings import Settings


class SessionTokens:
    """Issues tokens and tells ours from foreign ones; the conversation's id is the unsigned part."""

    def __init__(self, key: str) -> None:
        self._signer = Signer(key, salt="visitor-session")

    def issue(self) -> str:
        """A token for a new conversation: never made of anything that a client sends."""
        return self._signer.sign(secrets.token_urlsafe(18)).decode()

    def conversation(self, token: str) -> str | None:
        """Id of the conversation that a token opens; None for a token that is not ours."""
        try:
            return self._signer.unsign(token).decode()
        except (BadSignature, UnicodeError):
            return None


def signing_key(settings: Settings) -> str:
    """BOT_SECRET, else a key made once and kept readable for the owner only."""
    if settings.secret:
        return settings.secret
    path: Path = settings.var_dir / "session.key"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    key = secrets.token_urlsafe(32)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key)
    return key
