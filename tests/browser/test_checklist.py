"""The checklist in a real browser: from the chat and a matter's page, ticked, printed, in every look."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import (
    DESKTOP,
    PHONE,
    Site,
    answered,
    axe_violations,
    keep_screenshot,
    ready,
    token_of,
)
from tests.browser.test_states import LOOKS

LOAN, TAX, SUBSIDY = "startup_guarantee_loan", "veteran_shop_tax_deduction", "graduate_startup_subsidy"
VETERAN = {"veteran": True, "starting_business": True, "industry": "ecommerce"}


@pytest.fixture
def visitor(browser: Browser, commanded: Site) -> Iterator[Callable[..., BrowserContext]]:
    """visitor(**options) → a browser of a new visitor, in front of the product's own actions."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def note(page: Page) -> None:
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda m: problems.append(m.text) if "Content Security" in m.text else None)

    def come(**options: Any) -> BrowserContext:
        options = {"viewport": PHONE, "base_url": commanded.address, "reduced_motion": "reduce", **options}
        context = browser.new_context(**options)
        context.on("page", note)
        contexts.append(context)
        return context

    yield come
    for context in contexts:
        context.close()
    assert problems == [], "no script fails and no policy is broken on any page"


@pytest.fixture
def phone(visitor: Callable[..., BrowserContext]) -> Page:
    return visitor().new_page()


def filled(page: Page, site: Site) -> Page:
    """The page of a list with what fits and three matters added."""
    page.goto("/")
    ready(page)
    for slug in (LOAN, TAX, SUBSIDY):
        page.goto(f"/matter/{slug}")
        page.click("text=加进清单")
        expect(page.locator(f"#m-{slug}")).to_be_visible()
    site.rasa.slots.setdefault(str(site.app.state.tokens.conversation(token_of(page))), {})["profile"] = (
        VETERAN  # type: ignore[attr-defined]
    )
    page.reload()
    return page


def test_from_a_matters_page_to_the_list_and_into_the_chat(phone: Page, commanded: Site) -> None:
    phone.goto(f"/matter/{LOAN}")
    phone.click("text=加进清单")
    expect(phone.locator(f"#m-{LOAN}")).to_be_in_viewport()
    # No token in any address.
    expect(phone).to_have_url(f"{commanded.address}/checklist#m-{LOAN}")
    phone.locator("a.button", has_text="去回答").click()
    expect(phone.locator(".count")).to_contain_text("第 1 问，最多")
    # The chat is of the same conversation.
    phone.click(".replies >> text=算了")
    answered(phone, 2)
    phone.click(".bar >> text=清单")
    expect(phone.locator(f"#m-{LOAN}")).to_be_visible()


def test_from_a_verdict_onto_the_list_by_buttons(phone: Page) -> None:
    phone.goto(f"/?check={LOAN}")
    ready(phone)
    phone.click(".begin-check")
    expect(phone.locator(".count")).to_contain_text("第 1 问")
    for _ in range(12):
        if phone.locator(".verdict").count():
            break
        asked = phone.locator(".message.bot:not(.typing)").count()
        phone.locator(".replies button", has_text="不知道").click()
        expect(phone.locator(".message.bot:not(.typing)")).not_to_have_count(asked)
    amount = phone.locator(".verdict .amount")
    expect(amount.locator(".label").first).to_have_text("如果符合")
    phone.click(".replies >> text=加进清单")
    last = phone.locator(".message.bot").last
    expect(last).to_contain_text("加进清单了")
    keep_screenshot(phone, "checklist-chat-phone")
    last.get_by_role("button", name="打开清单").click()
    expect(phone.locator(f"#m-{LOAN}")).to_be_visible()


def test_a_tick_is_kept_without_a_word_and_a_failure_is_told(phone: Page, commanded: Site) -> None:
    filled(phone, commanded)
    box = phone.get_by_label("身份证", exact=True)
    box.check()
    expect(phone.locator(".note-line")).to_have_text("记下了。")
    phone.reload()
    expect(box).to_be_checked()
    phone.route("**/checklist/papers", lambda route: route.abort())
    box.click()
    expect(phone.locator(".note-line")).to_contain_text("没有记下")
    expect(box).to_be_checked()


def test_a_matter_is_taken_off(phone: Page, commanded: Site) -> None:
    filled(phone, commanded)
    phone.locator(f"#m-{LOAN}").get_by_role("button", name="拿掉").click()
    expect(phone.locator(f"#m-{LOAN}")).to_have_count(0)
    expect(phone.locator(f"#m-{SUBSIDY}")).to_be_visible()


def test_the_days_are_downloaded_for_a_calendar(phone: Page, commanded: Site) -> None:
    filled(phone, commanded)
    with phone.expect_download() as saved:
        phone.click("text=把日期存进日历")
    assert saved.value.suggested_filename == "checklist.ics"
    assert "BEGIN:VEVENT" in saved.value.path().read_text(encoding="utf-8")


def test_it_prints_on_few_sheets_without_buttons(phone: Page, commanded: Site) -> None:
    filled(phone, commanded)
    expect(phone.locator("[data-print]")).to_be_visible()
    phone.emulate_media(media="print")
    for hidden in (".bar", "[data-print]", "text=拿掉 >> nth=0", ".acts"):
        expect(phone.locator(hidden).first).not_to_be_visible()
    expect(phone.locator("text=身份证").first).to_be_visible()
    sheets = phone.pdf(format="A4").count(b"/Type /Page\n") or phone.pdf(format="A4").count(b"/Type /Page ")
    assert 1 <= sheets <= 4


def test_it_is_read_and_changed_without_javascript(visitor: Callable[..., BrowserContext]) -> None:
    page = visitor(java_script_enabled=False).new_page()
    page.goto(f"/matter/{LOAN}")
    page.click("text=加进清单")
    expect(page.locator(f"#m-{LOAN}")).to_be_visible()
    page.get_by_label("身份证", exact=True).check()
    with page.expect_navigation():
        page.click("text=记下打的钩")
    expect(page.get_by_label("身份证", exact=True)).to_be_checked()
    page.click("text=回到对话")
    page.click(".bar >> text=清单")
    expect(page.get_by_label("身份证", exact=True)).to_be_checked()
    page.click("text=拿掉")
    expect(page.locator(f"#m-{LOAN}")).to_have_count(0)


def test_clearing_the_conversation_clears_the_list(phone: Page, commanded: Site) -> None:
    filled(phone, commanded)
    phone.goto("/")
    ready(phone)
    phone.click("[data-opens=settings]")
    phone.click("[data-action=forget]")
    with phone.expect_response(lambda answer: answer.request.method == "DELETE"):
        phone.click("#confirm .danger")
    expect(phone.locator(".line")).to_contain_text("记录已清除")
    phone.goto("/checklist")
    expect(phone.locator(".checklist")).to_contain_text("清单还是空的")


def test_a_browser_without_cookies_is_told_why_nothing_opens(phone: Page) -> None:
    phone.route(
        "**/checklist**", lambda route: route.continue_(headers={**route.request.headers, "cookie": ""})
    )
    phone.goto("/checklist?opened=1")
    expect(phone.get_by_role("alert")).to_contain_text("Cookie")


def test_the_page_opened_by_its_address_finds_the_browsers_own_list(phone: Page, commanded: Site) -> None:
    filled(phone, commanded)
    phone.context.clear_cookies()
    phone.goto("/checklist")
    expect(phone.locator(f"#m-{LOAN}")).to_be_visible()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_it_is_accessible_in_every_look(
    visitor: Callable[..., BrowserContext],
    commanded: Site,
    viewport: Any,
) -> None:
    kind = "desktop" if viewport is DESKTOP else "phone"
    page = visitor(viewport=viewport).new_page()
    page.goto("/checklist")
    assert axe_violations(page) == [], "empty"
    filled(page, commanded)
    page.get_by_label("身份证", exact=True).check()
    keep_screenshot(page, f"checklist-{kind}")
    for look, data in LOOKS.items():
        page.evaluate("data => Object.assign(document.documentElement.dataset, data)", data)
        assert axe_violations(page) == [], look
        if look == "dark":
            keep_screenshot(page, f"checklist-{kind}-dark")
        page.evaluate("names => names.forEach(n => delete document.documentElement.dataset[n])", list(data))


@pytest.mark.parametrize("size", ["", "larger"])
def test_nothing_is_cut_off_at_320_pixels(
    visitor: Callable[..., BrowserContext],
    commanded: Site,
    size: str,
) -> None:
    page = visitor(viewport={"width": 320, "height": 640}).new_page()
    filled(page, commanded)
    page.evaluate("size => document.documentElement.dataset.size = size", size)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
