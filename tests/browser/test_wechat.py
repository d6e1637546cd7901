"""The chat as 微信's own browser shows it, as far as its user agent and a phone's screen go.

Not covered: a real 微信, its JS-SDK share card, its own font slider.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Site, ask, axe_violations, keep_screenshot, ready

_WECHAT = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Mobile/15E148 MicroMessenger/8.0.50(0x1800322c) NetType/WIFI Language/zh_CN"
)
SUBSIDY = "卖了一台没人用过的新设备，买家能拿多少补助？"


@pytest.fixture
def wechat(visit: Callable[..., Page]) -> Page:
    options = {"viewport": PHONE, "has_touch": True, "is_mobile": True, "user_agent": _WECHAT}
    return ready(visit(**options))


def test_nothing_is_offered_that_its_browser_would_not_do(wechat: Page) -> None:
    ask(wechat, SUBSIDY)
    expect(wechat.locator(".tool-row .copy").first).to_be_visible()
    expect(wechat.locator(".tool-row .print").first).to_be_hidden()
    wechat.click("[data-opens=settings]")
    expect(wechat.locator("[data-action=print]")).to_be_hidden()
    expect(wechat.locator("[data-action=forget]")).to_be_visible()


def test_back_closes_a_sheet_and_stays_on_the_page(wechat: Page, site: Site) -> None:
    ask(wechat, SUBSIDY)
    wechat.locator(".chip").first.click()
    expect(wechat.locator("#clause")).to_be_visible()
    wechat.go_back()
    expect(wechat.locator("#clause")).to_be_hidden()
    expect(wechat.locator(".kind-answer")).to_be_visible()
    # Closed by hand, no entry of the history is left behind.
    length = wechat.evaluate("history.length")
    for _ in range(3):
        wechat.locator(".chip").first.click()
        wechat.locator("#clause").get_by_role("button", name="关闭").click()
        expect(wechat.locator("#clause")).to_be_hidden()
        # Its entry goes by itself, a moment later.
        for _ in range(100):
            if not wechat.evaluate("() => Boolean(history.state && history.state.over)"):
                break
            wechat.wait_for_timeout(50)
    assert wechat.evaluate("history.length") <= length + 1
    assert wechat.url.rstrip("/") == site.address


def test_letters_half_as_large_again_break_nothing(wechat: Page) -> None:
    ask(wechat, SUBSIDY)
    wechat.evaluate("document.documentElement.style.fontSize = '150%'")
    assert wechat.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    keep_screenshot(wechat, "wechat")
    wechat.evaluate("document.documentElement.style.fontSize = ''")
    assert axe_violations(wechat) == []


def test_a_shared_link_has_a_card(wechat: Page) -> None:
    for path in ("/", "/campus", "/startup"):
        wechat.goto(path)
        assert wechat.get_attribute("meta[property='og:title']", "content")
        assert wechat.get_attribute("meta[property='og:description']", "content")
