"""Who tries to log in: a browser in which the account has signed in before, else an address."""

from __future__ import annotations

import ipaddress
import secrets
from typing import Any

from fastapi import Request, Response
from itsdangerous import BadData, URLSafeTimedSerializer

COOKIE = "helpdesk_known"
_KNOWN_SECONDS = 180 * 24 * 3600
_PATH = "/helpdesk/login"


def who(request: Request, name: str) -> tuple[str, bool]:
    """A name for whoever tries, and whether it is a browser that the account is known in."""
    try:
        known = _signer(request).loads(request.cookies.get(COOKIE, ""), max_age=_KNOWN_SECONDS)
    except BadData:
        known = None
    if isinstance(known, list) and len(known) == 2 and known[0] == name:
        return f"browser {known[1]}", True
    return f"address {network(request)}", False


def remember(request: Request, response: Response, name: str, secure: bool) -> None:
    """Let the browser show next time that this account has signed in here; it opens nothing by itself."""
    token = _signer(request).dumps([name, secrets.token_urlsafe(12)])
    options: dict[str, Any] = {"httponly": True, "samesite": "lax", "secure": secure, "path": _PATH}
    response.set_cookie(COOKIE, token, max_age=_KNOWN_SECONDS, **options)


def network(request: Request) -> str:
    """The client's address; of IPv6 the /64 that one subscriber has."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    return host if address.version == 4 else str(ipaddress.ip_network(f"{host}/64", strict=False))


def _signer(request: Request) -> URLSafeTimedSerializer:
    signer: URLSafeTimedSerializer = request.app.state.known_browsers
    return signer
