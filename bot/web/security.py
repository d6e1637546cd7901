"""Headers that every answer carries, and who may show the chat in a frame."""

from __future__ import annotations

_POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'"
)
HEADERS = {
    "Content-Security-Policy": f"{_POLICY}; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


def frame_policy(origins: str) -> str:
    """The site's own policy, but for who may frame the page: `origins`, or with `*` every page."""
    # A directive of `*` would still shut out pages that are opened from a file.
    return _POLICY if origins.strip() == "*" else f"{_POLICY}; frame-ancestors 'self' {origins}".rstrip()
