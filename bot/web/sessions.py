"""Session tokens: unguessable, signed, and nobody's but ours."""

from __future__ import annotations

import base64
import hmac
import os
import secrets
from pathlib import Path

from itsdangerous import BadSignature, Signer

from bot.settings import Settings


class SessionTokens:
    """Issues tokens and tells ours from foreign ones; the conversation's id is the unsigned part."""

    def __init__(self, key: str) -> None:
        self._key = key
        self._signer = Signer(key, salt="visitor-session")

    def issue(self, message_id: str | None = None) -> str:
        """A token for a new conversation; a first message that is sent again gets the same one again."""
        name = secrets.token_urlsafe(18) if message_id is None else self._derived(message_id)
        return self._signer.sign(name).decode()

    def _derived(self, message_id: str) -> str:
        digest = hmac.digest(self._key.encode(), f"first:{message_id}".encode(), "sha256")
        return base64.urlsafe_b64encode(digest[:18]).decode()

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
