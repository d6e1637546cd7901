"""The cookie that opens a visitor's checklist as a page: sent to /checklist and nowhere else."""

from __future__ import annotations

from fastapi import Request, Response

_NAME, _PATH = "checklist", "/checklist"


def remember(request: Request, response: Response, token: str) -> None:
    """The page is this conversation's until the browser is closed; no script can read the cookie."""
    response.set_cookie(
        _NAME, token, path=_PATH, httponly=True, samesite="lax", secure=request.url.scheme == "https"
    )


def forget(response: Response) -> None:
    """The browser opens no checklist any more."""
    response.delete_cookie(_NAME, path=_PATH)


def token_in(request: Request) -> str | None:
    """The token that the cookie holds; None where the browser sends none."""
    return request.cookies.get(_NAME)
