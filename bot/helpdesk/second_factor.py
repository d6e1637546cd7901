"""A second factor: codes of an authenticator app, RFC 6238 with the usual 30 s, six digits and SHA-1."""

from __future__ import annotations

import base64
import hmac
import secrets
import struct
import time
from urllib.parse import quote

_STEP_SECONDS = 30
_DIGITS = 6
# A telephone's clock may be half a minute off.
_DRIFT = 1
_ISSUER = "滇创问答"


def new_secret() -> str:
    """160 random bits in base32, as apps take them."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def address(name: str, secret: str) -> str:
    """What an app reads from a link or a QR code."""
    label = quote(f"{_ISSUER}:{name}", safe="")
    return f"otpauth://totp/{label}?secret={secret}&issuer={quote(_ISSUER)}"


def step_of(secret: str, code: str, after: int | None = None, at: float | None = None) -> int | None:
    """The time step whose code this is; None for a wrong one and for one not later than step `after`."""
    present = int((time.time() if at is None else at) // _STEP_SECONDS)
    given = "".join(code.split()).encode("utf-8", "replace")
    for step in range(present - _DRIFT, present + _DRIFT + 1):
        if hmac.compare_digest(code_of(secret, step).encode(), given) and (after is None or step > after):
            return step
    return None


def code_of(secret: str, step: int) -> str:
    """The code of one time step."""
    mac = hmac.digest(base64.b32decode(secret), struct.pack(">Q", step), "sha1")
    offset = mac[-1] & 15
    number = struct.unpack(">I", mac[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**_DIGITS:0{_DIGITS}d}"


def is_secret(text: str) -> bool:
    """Whether a form brought back a key that we made."""
    try:
        return len(base64.b32decode(text)) == 20
    except ValueError:
        return False
