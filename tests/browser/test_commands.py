"""Buttons with commands in a real browser: from a matter's page to a verdict, and one fact changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PATIENCE_MS, PHONE, SCREENSHOTS, Site, answered, ready

LOAN = "startup_guarantee_loan"


@pytest.fixture
def phone(browser: Browser, commanded: Site) -> Iterator[Callable[[str], Page]]:
    context = browser.new_context(viewport=PHONE, base_url=commanded.address, reduced_motion="reduce")
    problems: list[str] = []

    def open_page(path: str) -> Page:
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(path)
        # A page of a matter has no chat of which the scripts take over.
        return page if path.startswith("/matter/") else ready(page)

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
        asked = page.locator(".message.bot:not(.typing)").count()
        page.locator(".replies button").first.click()
        expect(page.locator(".message.bot:not(.typing)")).not_to_have_count(asked)
    expect(page.locator(".verdict")).to_be_visible()
    # What an earlier message offered stays with it.
    assert page.locator(".message.bot > .options button").count() > 0
    shot(page, "verdict-phone")


def test_a_link_from_elsewhere_begins_no_check(phone: Callable[[str], Page]) -> None:
    page = phone(f"/?check={LOAN}")
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
    answered(page, 2)
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
    expect(page.locator(".kind-staff")).to_be_attached()
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


def test_a_wrong_tap_is_taken_back_in_a_check_and_after_its_verdict(phone: Callable[[str], Page]) -> None:
    page = phone(f"/?check={LOAN}")
    page.click(".begin-check")
    expect(page.locator(".count").last).to_contain_text("第 1 问，最多")
    first = page.locator(".asked").last.inner_text()
    page.locator(".replies button").first.click()
    expect(page.locator(".count").last).to_contain_text("第 2 问，最多")
    page.click(".replies >> text=这是什么意思")
    expect(page.locator(".message.bot").last).to_contain_text("问这个，是因为")
    page.click(".replies >> text=上一步")
    expect(page.locator(".count").last).to_contain_text("第 1 问，最多")
    expect(page.locator(".asked").last).to_have_text(first)
    for _ in range(12):
        if page.locator(".verdict").count():
            break
        asked = page.locator(".message.bot:not(.typing)").count()
        page.locator(".replies button", has_text="不知道").click()
        expect(page.locator(".message.bot:not(.typing)")).not_to_have_count(asked)
    expect(page.locator(".verdict .amount .label").first).to_have_text("如果符合")
    page.click(".replies >> text=上一步")
    expect(page.locator(".count").last).to_contain_text("问，最多")


def test_a_link_to_a_check_shows_its_button_above_what_was_said_before(phone: Callable[[str], Page]) -> None:
    page = phone("/")
    page.click(".entrances button >> nth=0")
    expect(page.locator(".message.bot:not(.typing)")).to_have_count(1)
    page.goto("about:blank")
    page.goto(f"/?check={LOAN}")
    ready(page)
    page.click(".begin-check")
    expect(page.locator(".count")).to_contain_text("第 1 问")
