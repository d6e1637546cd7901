"""From every button of the start pages to a check: two taps, wherever a rule decides on what it is about."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import requests

from bot.policy.store import Store

Button = dict[str, Any]


def start_buttons(page: str) -> list[Button]:
    """What each card and each question of a start page says and commands."""
    cards = [json.loads(html.unescape(value)) for value in re.findall(r'name="press" value="([^"]+)"', page)]
    asked = [html.unescape(value) for value in re.findall(r'name="say" value="([^"]+)"', page)]
    return [*cards, *({"say": text, "command": None} for text in asked if text != "转人工")]


def tap(product: str, say: str, command: Any, session: str | None = None) -> dict[str, Any]:
    body = {"session": session, "message": say, **({"command": command} if command else {})}
    answer = requests.post(f"{product}/api/chat", json=body, timeout=150)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def checks_offered(answer: dict[str, Any]) -> list[Button]:
    offered = [b for m in answer["messages"] for b in (*m["buttons"], *m.get("matches", ()))]
    return [b for b in offered if (b.get("command") or {}).get("do") == "check"]


def test_two_taps_lead_from_every_start_button_to_a_check(product: str, store: Store) -> None:
    reached, without_rule, astray = 0, [], []
    for path in ("/", "/campus", "/startup"):
        buttons = start_buttons(requests.get(product + path, timeout=150).text)
        assert len(buttons) >= 9, path
        for button in buttons:
            first = tap(product, button["say"], button["command"])
            if not (offered := checks_offered(first)):
                slug = str(first["understanding"]["intent"]).rpartition("/")[2]
                # «我能享受哪些政策» is a check of everything itself: its first question is there already.
                asks = any(
                    (b.get("command") or {}).get("do") == "set" for b in first["messages"][-1]["buttons"]
                )
                kind = without_rule if store.topic(slug) and not store.decides(slug) else astray
                reached += asks
                if not asks:
                    kind.append(f"{path} {button['say']} ({slug})")
                continue
            second = tap(product, "看看我符不符合", offered[0]["command"], first["session"])
            told = second["messages"][-1]
            assert told.get("progress") or told.get("assessment"), (path, button["say"], told["text"])
            reached += 1
    assert astray == [], "a rule decides, and no check is offered"
    assert reached >= 3 * len(without_rule), without_rule
