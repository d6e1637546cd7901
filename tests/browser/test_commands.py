"""Buttons with commands in a real browser: from a matter's page to a verdict, and one fact changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation import Conversation
from actions.steps import carry_out as carry_out_steps
from bot.dialogue.commands import carry_out
from bot.dialogue.state import state_of
from bot.settings import Settings
from bot.web.app import create_app
from tests.browser.conftest import PHONE, SCREENSHOTS, Site
from tests.web.conftest import FakeRasa

LOAN = "startup_guarantee_loan"


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


@pytest.fixture(scope="module")
def commanded(built_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("commanded")
    settings = replace(built_settings, var_dir=folder, database_url=f"sqlite:///{folder}/helpdesk.db")
    site = Site(settings)
    site.rasa = CommandedRasa()  # type: ignore[assignment]
    site.app = create_app(settings, site.rasa)  # type: ignore[arg-type]
    site._server.config.app = site.app
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("actions.conversation.settings", lambda: settings)
        site.start()
        yield site
        site.stop()


@pytest.fixture
def phone(browser: Browser, commanded: Site) -> Iterator[Callable[[str], Page]]:
    context = browser.new_context(viewport=PHONE, base_url=commanded.address, reduced_motion="reduce")
    problems: list[str] = []

    def open_page(path: str) -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(path)
        return page

    yield open_page
    context.close()
    assert problems == []


def shot(page: Page, name: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")


def test_from_a_matters_page_to_a_verdict_by_buttons_alone(phone: Callable[[str], Page]) -> None:
    page = phone(f"/matter/{LOAN}")
    shot(page, "matter-phone")
    page.click("text=看看我符不符合")
    expect(page.locator(".count")).to_contain_text("第 1 问，最多")
    shot(page, "check-phone")
    for _ in range(12):
        if page.locator(".verdict").count():
            break
        asked = page.locator(".message.bot").count()
        page.locator(".replies button").first.click()
        expect(page.locator(".message.bot")).not_to_have_count(asked)
    expect(page.locator(".verdict")).to_be_visible()
    # What an earlier message offered stays with it.
    assert page.locator(".message.bot > .options button").count() > 0
    shot(page, "verdict-phone")


def test_a_link_from_elsewhere_begins_no_check(phone: Callable[[str], Page]) -> None:
    page = phone(f"/?check={LOAN}")
    expect(page.locator("html.ready")).to_be_attached()
    assert page.locator(".message").count() == 0
    page.click(".begin-check")
    expect(page.locator(".count")).to_contain_text("第 1 问")


def test_a_tile_opens_its_menu_and_the_second_tap_a_check(phone: Callable[[str], Page]) -> None:
    page = phone("/")
    page.click(".entrances button >> nth=0")
    page.click(".replies >> text=看看我符不符合")
    expect(page.locator(".count")).to_contain_text("第 1 问")
    page.click(".replies >> text=这是什么意思")
    expect(page.locator(".message.bot").last).to_contain_text("问这个，是因为")


def test_a_fact_is_changed_and_dropped_by_a_tap(phone: Callable[[str], Page]) -> None:
    page = phone(f"/?check={LOAN}")
    page.click(".begin-check")
    page.locator(".replies button").first.click()
    expect(page.locator(".message.visitor")).to_have_count(2)
    page.click("[data-opens=settings]")
    page.click("[data-action=profile]")
    before = page.locator(".profile-row dd").first.inner_text()
    page.click(".profile-edit button >> text=改")
    page.locator(".replies button").nth(1).click()
    expect(page.locator(".card.profile")).to_have_count(2)
    assert page.locator(".card.profile").last.locator(".profile-row dd").first.inner_text() != before
    shot(page, "profile-phone")
    page.locator(".card.profile").last.locator("text=删").click()
    expect(page.locator(".message.bot").last).to_contain_text("还没有记下")


def test_every_message_says_when_and_the_sum_stands_out_only_when_asked(phone: Callable[[str], Page]) -> None:
    page = phone("/")
    page.click(".entrances button >> nth=0")
    page.locator(".replies button").nth(1).click()
    expect(page.locator(".kind-answer")).to_be_visible()
    assert page.locator(".figures").count() == 0
    assert page.locator("time.at").count() == page.locator(".message").count()
    expect(page.locator("time.at").first).to_contain_text("今天")


def test_news_are_told_in_the_title_and_move_nobody(phone: Callable[[str], Page], commanded: Site) -> None:
    page = phone("/")
    page.click(".entrances button >> nth=0")
    page.locator(".replies button").nth(1).click()
    expect(page.locator(".kind-answer")).to_be_visible()
    page.evaluate("scrollTo(0, 0)")
    page.fill("#message", "我还想问")
    page.evaluate("Object.defineProperty(document, 'hidden', { value: true, configurable: true })")
    before = page.evaluate("scrollY")
    commanded.staff_says(page.evaluate("localStorage['dianchuang.session']"), "请带身份证来。")
    expect(page.locator(".kind-staff")).to_be_attached(timeout=20_000)
    assert page.title().startswith("(1) 有新回复 · ")
    assert page.evaluate("scrollY") == before
    page.click(".news-pill")
    expect(page.locator(".kind-staff")).to_be_in_viewport()


def test_where_nothing_can_be_kept_the_page_says_so(browser: Browser, site: Site) -> None:
    context = browser.new_context(viewport=PHONE, base_url=site.address)
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no') } })"
    )
    page = context.new_page()
    page.goto("/")
    expect(page.locator("html.ready")).to_be_attached()
    page.click(".tool.call")
    expect(page.locator(".line")).to_contain_text("请记下工单号")
    context.close()
