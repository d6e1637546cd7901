"""What a request brings, cleaned before any route sees it: its query, its JSON, its form."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers
from starlette.types import Scope

from bot.cleaning import clean, clean_deeply

_FORM = "application/x-www-form-urlencoded"
_MOST_FIELDS = 1000
# What a JSON body must hold for anything in it to be taken out: an escape, a control byte, the first bytes of
# the characters concerned. Others, nearly all, are not read twice.
_SUSPECT = re.compile(
    rb"\\u|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]|\xd8\x9c|\xe2[\x80\x81]|\xed|\xef\xbb"
)


def cleaned(scope: Scope, body: bytes) -> bytes:
    """The body without what `bot.cleaning` takes out; the query of `scope` is changed in place.

    Files of a multipart form stay as they are: its fields are cleaned where they are read.
    """
    scope["query_string"] = _pairs(scope["query_string"])
    kind = Headers(scope=scope).get("content-type", "")
    if kind.startswith(_FORM):
        return _pairs(body)
    if kind.startswith("multipart/") or not _SUSPECT.search(body):
        return body
    return _json(body)


def _pairs(written: bytes) -> bytes:
    try:
        found = parse_qsl(written.decode("latin-1"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return written  # too many fields: refused by whoever reads them
    better = [(clean(name), clean(value)) for name, value in found]
    return written if better == found else urlencode(better).encode()


def _json(body: bytes) -> bytes:
    try:
        return json.dumps(clean_deeply(json.loads(body)), ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return b""  # no JSON, or none that anybody could walk through: the route says so
