"""A real browser in front of the website, whose Rasa says what a test wants."""

from __future__ import annotations

import importlib.resources
import json
import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import uvicorn
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Frame,
    Page,
    Route,
    ViewportSize,
    expect,
    sync_playwright,
)
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation import Conversation
from actions.steps import carry_out as carry_out_steps
from bot.dialogue.commands import carry_out
from bot.dialogue.state import state_of
from bot.settings import ROOT, Settings
from bot.web.app import create_app
from bot.web.rasa_client import RasaUnavailable
from tests.browser.messages import REPLIES, UNKNOWN
from tests.web.conftest import FakeRasa

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
SCREENSHOTS = ROOT / "var/screenshots"
_ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1280, "height": 860}
# What a page shows after a while it shows on a busy machine too, only later.
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)
_MOST_TRIES = 5


class ScriptedRasa(FakeRasa):
    """Answers what it knows from `messages.py`."""

    async def say(
        self, conversation: str, text: str, message_id: str | None = None, command: Any = None
    ) -> dict[str, Any]:
        if text == "转人工":
            # The website itself hands over then, with a ticket that staff can answer.
            raise RasaUnavailable("away")
        answer = await super().say(conversation, text)
        return {**answer, "messages": [dict(REPLIES.get(text, UNKNOWN))]}


class Site:
    """The website on a loopback port, in a thread."""

    def __init__(self, settings: Settings) -> None:
        self.rasa = ScriptedRasa()
        self.app = create_app(settings, self.rasa)  # type: ignore[arg-type]
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._server = uvicorn.Server(uvicorn.Config(self.app, log_level="error"))
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join()

    def staff_says(self, token: str, text: str) -> None:
        """A person answers in the conversation that the token opens."""
        conversation = self.app.state.tokens.conversation(token)
        message = {"kind": "staff", "text": text, "author": "王敏"}
        self.app.state.conversations.append(conversation, [("staff", message)])


# Not for the whole session: while Playwright runs, no asynchronous test of another folder can.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).is_file():
        reason = "没有 chromium；请运行 `make chromium`，或 apt-get install chromium fonts-noto-cjk"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site(built_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    own = {"var_dir": folder, "database_url": f"sqlite:///{folder}/helpdesk.db", "widget_origins": "*"}
    site = Site(replace(built_settings, **own))
    site.start()
    yield site
    site.stop()


class CommandedRasa(FakeRasa):
    """Carries out commands with the product's own actions; a sentence it doesn't understand."""

    def __init__(self) -> None:
        super().__init__()
        self.slots: dict[str, dict[str, Any]] = {}

    async def say(
        self, conversation: str, text: str, message_id: str | None = None, command: Any = None
    ) -> dict[str, Any]:
        await super().say(conversation, text, message_id, command)
        assert command, f"{text} came without a command"
        slots = self.slots.setdefault(conversation, {})
        steps, facts = carry_out(command, state_of(slots), text)
        turn = {"steps": [s.as_dict() for s in steps], "facts": [f.as_json() for f in facts]}
        latest = {"text": text, "turn": turn}
        c = Conversation(Tracker(conversation, dict(slots), latest, [], False, None, {}, "action_listen"))
        carry_out_steps(c)
        dispatcher = CollectingDispatcher()
        slots.update({event["name"]: event["value"] for event in c.send(dispatcher)})
        messages = [dict(m["custom"]) for m in dispatcher.messages]
        return {"messages": messages, "understanding": {"intent": "x", "confidence": 1.0}, "ticket": None}

    async def facts(self, conversation: str) -> dict[str, Any]:
        return dict(self.slots.get(conversation, {}).get("profile") or {})


@pytest.fixture(scope="module")
def commanded(built_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("commanded")
    settings = replace(built_settings, var_dir=folder, database_url=f"sqlite:///{folder}/helpdesk.db")
    site = Site(settings)
    site.rasa = CommandedRasa()  # type: ignore[assignment]
    site.app = create_app(settings, site.rasa)  # type: ignore[arg-type]
    site._server.config.app = site.app
    with pytest.MonkeyPatch.context() as patch:
        for module in ("conversation", "checklist"):
            patch.setattr(f"actions.{module}.settings", lambda: settings)
        site.start()
        yield site
        site.stop()


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Opens a page as a new visitor: visit(path, viewport=…, color_scheme=…, java_script_enabled=…)."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(path: str = "/", context: BrowserContext | None = None, **options: Any) -> Page:
        if context is None:
            options = {"viewport": DESKTOP, "base_url": site.address, "reduced_motion": "reduce", **options}
            context = browser.new_context(**options)
            contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda m: complaints.append(m.text) if "Content Security" in m.text else None)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == [], "no script fails and no policy is broken on any page"


@pytest.fixture
def page(visit: Callable[..., Page]) -> Page:
    """The chat page of a new visitor, ready to be used."""
    return ready(visit())


PASSWORD = "correct horse battery"


def sign_in(page: Page, name: str) -> Page:
    """The console's queue, as the member of staff of that name, whose password is PASSWORD."""
    page.goto("/helpdesk")
    page.fill("input[name=name]", name)
    page.fill("input[name=password]", PASSWORD)
    page.click("button.main")
    page.wait_for_url("**/helpdesk")
    return page


def ready(page: Page) -> Page:
    """The page once its scripts have taken over."""
    page.wait_for_selector("html.ready")
    return page


def ask(page: Page | Frame, text: str, selector: str = ".message.bot:not(.typing)") -> None:
    """Type, press Enter, wait for the answer; what took too long on a busy machine is sent again."""
    page.wait_for_selector("html.ready")
    before = page.locator(selector).count()
    page.fill("#message", text)
    page.press("#message", "Enter")
    answer = page.locator(selector).nth(before)
    again = page.locator(".undelivered", has_text="等了太久").locator(".retry")
    for _ in range(_MOST_TRIES):
        answer.or_(again).first.wait_for()
        if not again.count():
            break
        again.click()
    answer.wait_for()


def answered(page: Page, bot_messages: int) -> None:
    """Wait until so many messages of the bot stand there: what is pressed before that is not heard."""
    expect(page.locator(".message.bot:not(.typing)")).to_have_count(bot_messages)


def type_for_suggestions(page: Page, text: str) -> None:
    """Type key by key and wait for what is suggested for the whole; a list for a part never replaces it."""

    def only_for_the_whole(route: Route) -> None:
        asked = parse_qs(urlsplit(route.request.url).query)["q"]
        route.continue_() if asked == [text] else route.abort()

    page.route("**/api/suggest*", only_for_the_whole)
    page.type("#message", text)
    page.wait_for_selector("[role=option]")


def read_by_triage(site: Site, *numbers: str) -> None:
    """Wait until triage has read these tickets: a page of one that is open by then is loaded anew."""
    store = site.app.state.desk.tickets
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while not all(store.get(int(number[1:]))["assessed"] for number in numbers):
        assert time.monotonic() < deadline, "triage did not read the tickets"
        time.sleep(0.1)


def quickest(measured: Callable[[int], float]) -> float:
    """The least of three times: a busy machine delays one, what the product itself waits delays all."""
    return min(measured(turn) for turn in range(3))


def token_of(page: Page) -> str:
    """The token of the conversation that the page holds."""
    token: str = page.evaluate("localStorage.getItem('dianchuang.session')")
    return token


def keep_screenshot(page: Page, name: str) -> None:
    """Kept in var/screenshots, to be looked at."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.evaluate("document.fonts.ready")
    page.screenshot(path=SCREENSHOTS / f"{name}.png")


# What a look of other colours can break; the rest has been looked at in the first.
COLOUR_RULES = ["color-contrast", "link-in-text-block"]


def axe_violations(page: Page, rules: list[str] | None = None) -> list[str]:
    """What axe-core has to complain of on the page as it stands: by `rules`, else all up to WCAG 2.2 AA."""
    size = page.viewport_size or DESKTOP
    # Tall enough that nothing lies under the field at the foot: what is scrolled away is no defect.
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(height, size["height"])})
    # Run in the page's own world by the debugger, which its content policy does not hold back.
    if not page.evaluate("'axe' in window"):
        source = importlib.resources.files("axe_playwright_python") / "axe.min.js"
        page.evaluate(source.read_text(encoding="utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    # Of what passes nothing is gathered: on a long page that takes longer than the looking.
    wanted = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": tags}
    options = {"runOnly": wanted, "resultTypes": ["violations"]}
    result = page.evaluate("options => axe.run(document, options)", options)
    page.set_viewport_size(size)
    return [
        f"{v['id']}: {v['help']} {json.dumps([n['html'][:150] for n in v['nodes']][:3], ensure_ascii=False)}"
        for v in result["violations"]
    ]
