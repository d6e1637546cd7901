"""Errors as the API tells them: {"error": {"code", "message"}}; never a stack trace."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from bot.helpdesk.forgetting import ConversationCleared
from bot.web.api_error import ApiError
from bot.web.limits import FullHouse


def install_error_handlers(app: FastAPI) -> None:
    """Give every failure its form; what nobody foresaw is the guard's."""

    @app.exception_handler(ApiError)
    async def api_error(request: Request, error: ApiError) -> Response:
        return respond(request, error.status, error.code, error.message, error.headers)

    @app.exception_handler(ConversationCleared)
    async def cleared(request: Request, error: ConversationCleared) -> Response:
        return respond(request, 401, "cleared", "这个对话已经清除了，请刷新页面重新开始。")

    @app.exception_handler(FullHouse)
    async def full(request: Request, error: FullHouse) -> Response:
        return respond(request, 503, "busy", "现在人太多，请过十秒再试。", {"Retry-After": "10"})

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        text = '请发送 JSON，例如 {"session": null, "message": "想开店，能贷款吗"}。'
        return respond(request, 400, "bad_request", text)

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> Response:
        text = {404: "没有这个地址。", 405: "这个地址不接受这种请求。"}.get(
            error.status_code, str(error.detail)
        )
        return respond(request, error.status_code, "http_error", text)


def respond(
    request: Request, status: int, code: str, message: str, headers: dict[str, str] | None = None
) -> Response:
    """A page for whoever opened a page, JSON for everybody else."""
    api = request.url.path.startswith("/api/")
    if request.method == "GET" and not api and "text/html" in request.headers.get("accept", ""):
        # Imported late: templates need what raises these errors.
        from bot.web.rendering import templates

        context = {"message": message, "status": status}
        return templates.TemplateResponse(request, "error.html", context, status, headers)
    return JSONResponse({"error": {"code": code, "message": message}}, status, headers)
