"""Random Unicode into every field of every route: no 5xx, and every page opens afterwards."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from bot.settings import ROOT

# Halves of characters, NUL, direction marks, blanks, digits that are none, astral, combining, CJK.
_RANGES = (
    (0x00, 0x1F), (0x20, 0x7E), (0x80, 0xFF), (0x300, 0x36F), (0x600, 0x6FF), (0x2000, 0x206F),
    (0x2460, 0x24FF), (0x3000, 0x30FF), (0x4E00, 0x9FFF), (0xD800, 0xDFFF), (0xE000, 0xE0FF),
    (0xFE00, 0xFEFF), (0xFFF0, 0xFFFF), (0x1F300, 0x1F6FF), (0x20000, 0x200FF), (0x10FFF0, 0x10FFFF),
)  # fmt: skip
_PLAIN = (
    "", " ", "0", "-1", "²", "1", str(2**31), str(2**63), "9" * 400, "9999-12-31", "0001-01-01", "1e999",
    "null", "T000001", "T999999999", "\x00", "\ud800", "\udc00\ud800", "\u202e", "{工单号}", "{0}", "%s%n",
    "%00", "../..", "admin", "agent", "小李", "on", "x" * 3000, "resolve", "resolved", "approve", "http://[",
    "//evil.example",
)  # fmt: skip
# These end the session that the trial itself rests on.
_SKIPPED = {"/helpdesk/logout", "/openapi.json"}
_FORM_FIELDS = sorted(
    {
        name
        for path in (ROOT / "bot/web").rglob("*.py")
        for name in re.findall(r'(?:fields|form)\.get\("(\w+)"', path.read_text(encoding="utf-8"))
    }
    - {"csrf"}
    # What stands in the queue is chosen by its number.
    | {"T000001", "T000002"}
)


def texts(chance: random.Random) -> Iterator[str]:
    """Texts for ever, each as nasty as the next."""
    while True:
        if chance.random() < 0.3:
            yield chance.choice(_PLAIN)
            continue
        low, high = chance.choice(_RANGES)
        own = "".join(chr(chance.randint(low, high)) for _ in range(chance.choice((1, 3, 12, 60))))
        mixed = [own, chance.choice(_PLAIN), "想开店能贷款吗"]
        chance.shuffle(mixed)
        yield "".join(mixed[: chance.randint(1, 3)])


def escaped(text: str) -> str:
    """As an address or a form holds it, halves of characters included."""
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


class Trial:
    """`known` holds values of path parameters that lead on; `csrf` lets forms through."""

    def __init__(self, client: TestClient, known: dict[str, list[str]], csrf: str, seed: int) -> None:
        self.client, self.known, self.csrf = client, known, csrf
        self.chance = random.Random(seed)
        self.texts = texts(self.chance)
        self.routes = [
            (method, route)
            for route in client.app.routes  # type: ignore[attr-defined]
            if isinstance(route, APIRoute) and route.path not in _SKIPPED
            for method in sorted(route.methods - {"HEAD"})
        ]

    def run(self, total: int) -> Counter[int]:
        """Statuses of `total` requests; AssertionError names the first that is 5xx."""
        seen: Counter[int] = Counter()
        for position in range(total):
            method, route = self.routes[position % len(self.routes)]
            seen[self._send(method, route)] += 1
        return seen

    def pages(self) -> list[str]:
        """Every page that needs no text of ours to be opened."""
        return [self._path(route, 1.0) for method, route in self.routes if method == "GET"]

    def _send(self, method: str, route: APIRoute) -> int:
        address = self._path(route, 0.8)
        names = [field.alias for field in route.dependant.query_params]
        names += [f.alias for d in route.dependant.dependencies for f in d.query_params]
        query = "&".join(
            f"{name}={escaped(next(self.texts))}" for name in names if self.chance.random() < 0.7
        )
        headers, content = self._body(method, route)
        url = f"{address}?{query}"
        answer = self.client.request(method, url, headers=headers, content=content, follow_redirects=False)
        # 503 «busy» and «no_store» are said on purpose; anything nobody foresaw says «unavailable».
        assert answer.status_code < 500 or '"unavailable"' not in answer.text, (method, url, content)
        assert answer.status_code != 500 and "服务暂时有问题" not in answer.text, (method, url, content)
        return answer.status_code

    def _path(self, route: APIRoute, sense: float) -> str:
        def value(found: re.Match[str]) -> str:
            known = self.known.get(found[1], [])
            sensible = known and self.chance.random() < sense
            return self.chance.choice(known) if sensible else escaped(next(self.texts)) or "x"

        return re.sub(r"\{(\w+)(?::\w+)?\}", value, route.path)

    def _body(self, method: str, route: APIRoute) -> tuple[dict[str, str], bytes | None]:
        if method in {"GET", "DELETE"}:
            return {"X-CSRF-Token": self.csrf}, None
        if route.body_field is not None:
            return {"Content-Type": "application/json", "X-CSRF-Token": self.csrf}, self._json(route)
        fields = {name: next(self.texts) for name in _FORM_FIELDS if self.chance.random() < 0.8}
        pairs = [f"{name}={escaped(value)}" for name, value in fields.items()]
        kind = "application/x-www-form-urlencoded"
        return {"Content-Type": kind, "X-CSRF-Token": self.csrf}, "&".join(pairs).encode()

    def _json(self, route: APIRoute) -> bytes:
        import json

        model = route.body_field.type_  # type: ignore[union-attr]
        body: dict[str, Any] = {name: self._value(field) for name, field in model.__fields__.items()}
        written = json.dumps(body, ensure_ascii=self.chance.random() < 0.5)
        return written.encode("utf-8", "surrogatepass")

    def _value(self, field: Any) -> Any:
        if self.chance.random() < 0.05:
            return self.chance.choice([None, [], {}, 2**70, -1, 1e300, True])
        if "int" in str(field.type_).lower() and "str" not in str(field.type_).lower():
            return self.chance.choice([0, 1, 2, 2**31 - 1, 2**31, 2**63, -5])
        if "bool" in str(field.type_).lower():
            return self.chance.random() < 0.5
        known = self.known.get(field.name)
        return self.chance.choice(known) if known and self.chance.random() < 0.8 else next(self.texts)
