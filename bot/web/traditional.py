"""Everything in Traditional Chinese: `?lang=zh-Hant` on a page or an API call converts what it answers.

Conversion is done once, on the finished response, so that no text can be forgotten. What machines
read (addresses, payloads, tokens, ids) stays as it is.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.web.api_error import ApiError

if TYPE_CHECKING:
    import opencc

_ONE_AT_A_TIME = ThreadPoolExecutor(1, thread_name_prefix="traditional")
TRADITIONAL, SIMPLIFIED = "zh-Hant", "zh-Hans"
STATIC = Path(__file__).parent / "static"
_MACHINE_KEYS = frozenset(
    {
        "url",
        "payload",
        "session",
        "kind",
        "slug",
        "code",
        "state",
        "verdict",
    }
)
_TAG = re.compile(r"(<[^>]*>)")
_SPOKEN_ATTRIBUTE = re.compile(
    r'(?<=\s)((?:aria-label|title|placeholder|alt|content|data-shown)=")([^"]*)(")'
)

router = APIRouter()


def is_traditional(request: Request) -> bool:
    """Whether this request asks for Traditional Chinese."""
    return request.query_params.get("lang") == TRADITIONAL


def page_script(request: Request) -> dict[str, Any]:
    """For templates: `lang`, `link(path, **query)`, `static(name)`, `switch_script`."""
    traditional = is_traditional(request)
    kept = [(k, v) for k, v in request.query_params.multi_items() if k != "lang"]
    other = kept if traditional else [*kept, ("lang", TRADITIONAL)]
    path = "/" if request.url.path == "/talk" else request.url.path

    def link(target: str, **query: str) -> str:
        place, mark, anchor = target.partition("#")
        pairs = {**query, **({"lang": TRADITIONAL} if traditional else {})}
        return place + (f"?{urlencode(pairs)}" if pairs else "") + mark + anchor

    return {
        "lang": TRADITIONAL if traditional else "zh-Hans-CN",
        "link": link,
        "static": lambda name: f"/static/{TRADITIONAL}/{name}" if traditional else f"/static/{name}",
        "switch_script": path + (f"?{urlencode(other)}" if other else ""),
    }


async def convert(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Middleware: the answer of a request with `lang=zh-Hant`, converted."""
    response = await call_next(request)
    kind = response.headers.get("content-type", "")
    if not is_traditional(request) or not kind.startswith(("text/html", "application/json")):
        return response
    body = b"".join([part async for part in response.body_iterator]).decode()  # type: ignore[attr-defined]
    # A whole law takes a while: not on the loop that answers everybody, nor all readers' at once.
    how = _html if kind.startswith("text/html") else _json
    changed = await asyncio.get_running_loop().run_in_executor(_ONE_AT_A_TIME, how, body)
    headers = {k: v for k, v in response.headers.items() if k != "content-length"}
    return Response(changed, response.status_code, headers)


class Conversion(BaseHTTPMiddleware):
    """`convert` around the requests that ask for it; the others pass untouched."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(app, dispatch=convert)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = scope["type"] == "http" and TRADITIONAL.encode() in scope["query_string"]
        await (super().__call__ if asked else self.app)(scope, receive, send)


@router.get(f"/static/{TRADITIONAL}/{{name}}")
async def script(name: str) -> Response:
    """A script of the pages with its texts in Traditional Chinese."""
    path = STATIC / name
    if not re.fullmatch(r"[a-z_-]+\.js", name) or not path.is_file():
        raise ApiError(404, "http_error", "没有这个地址。")
    text = _script(path, path.stat().st_mtime_ns)
    return Response(text, media_type="text/javascript", headers={"Cache-Control": "no-cache"})


@lru_cache(maxsize=64)
def _script(path: Path, changed: int) -> str:
    return to_traditional(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=4096)
def to_traditional(text: str) -> str:
    """A text in Traditional characters; words stay the document's own."""
    return str(_converter().convert(text))


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    # Imported when somebody reads Traditional Chinese.
    import opencc

    return opencc.OpenCC("s2tw")


def _html(page: str) -> str:
    pieces = _TAG.split(page)
    return "".join(_tag(p) if p.startswith("<") else to_traditional(p) for p in pieces)


def _tag(tag: str) -> str:
    return _SPOKEN_ATTRIBUTE.sub(lambda m: m[1] + to_traditional(m[2]) + m[3], tag)


def _json(body: str) -> str:
    return json.dumps(_value(json.loads(body)), ensure_ascii=False)


def _value(value: Any) -> Any:
    if isinstance(value, str):
        return to_traditional(value)
    if isinstance(value, list):
        return [_value(item) for item in value]
    if isinstance(value, dict):
        return {k: v if k in _MACHINE_KEYS else _value(v) for k, v in value.items()}
    return value
