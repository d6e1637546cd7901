"""What a request that can't be served raises; `bot.web.errors` gives it its form."""

from __future__ import annotations


class ApiError(Exception):
    """A request that can't be served; `message` is shown to the visitor."""

    def __init__(self, status: int, code: str, message: str, headers: dict[str, str] | None = None) -> None:
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers
        super().__init__(message)
