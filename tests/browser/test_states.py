"""Every state of the chat: drawn, free of axe's complaints in all looks, kept as a picture."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route

from tests.browser.conftest import (
    COLOUR_RULES,
    DESKTOP,
    PHONE,
    Site,
    ask,
    axe_violations,
    keep_screenshot,
    ready,
    token_of,
    type_for_suggestions,
)

SUBSIDY = "卖了一台没人用过的新设备，买家能拿多少补助？"
LOOKS = {
    "light": {},
    "dark": {"theme": "dark"},
    "contrast": {"contrast": "more"},
    "contrast-dark": {"theme": "dark", "contrast": "more"},
    "larger": {"size": "larger"},
}


def empty(page: Page, site: Site) -> None:
    page.wait_for_selector("#welcome")


def answer(page: Page, site: Site) -> None:
    ask(page, SUBSIDY)


def citation_open(page: Page, site: Site) -> None:
    ask(page, SUBSIDY)
    page.click(".chip")
    page.wait_for_selector("#clause mark")


def eligibility_in_progress(page: Page, site: Site) -> None:
    ask(page, "首购订购补助：我符合吗")


def conditions_open(page: Page, site: Site) -> None:
    ask(page, "首购订购补助：我符合吗")
    page.click(".in-progress summary")
    page.wait_for_selector(".in-progress .conditions")


def verdict(page: Page, site: Site) -> None:
    ask(page, "首购订购补助：我符合吗")
    ask(page, "是")


def verdict_yes(page: Page, site: Site) -> None:
    ask(page, "都符合")


def verdict_no(page: Page, site: Site) -> None:
    ask(page, "不是")


def match_list(page: Page, site: Site) -> None:
    ask(page, "我能享受哪些政策？")


def profile(page: Page, site: Site) -> None:
    ask(page, "我的情况")


def handed_over(page: Page, site: Site) -> None:
    ask(page, SUBSIDY)
    page.click(".call")
    page.wait_for_selector(".kind-handoff")
    site.staff_says(token_of(page), "您好，材料清单请以省财政厅的通知为准，我把电话发到您留的邮箱。")
    page.wait_for_selector(".kind-staff")


def contact(page: Page, site: Site) -> None:
    ask(page, "转人工")
    page.click(".kind-handoff summary")


def suggestions(page: Page, site: Site) -> None:
    type_for_suggestions(page, "cydk")
    page.keyboard.press("ArrowDown")


def error(page: Page, site: Site) -> None:
    def refuse(route: Route) -> None:
        route.fulfill(status=503, json={"error": {"code": "unavailable", "message": "服务暂时有问题"}})

    page.route("**/api/chat", refuse)
    page.fill("#message", SUBSIDY)
    page.keyboard.press("Enter")
    page.wait_for_selector(".undelivered")


def settings(page: Page, site: Site) -> None:
    page.click("[data-opens=settings]")
    page.wait_for_selector("#settings[open]")


def comment(page: Page, site: Site) -> None:
    ask(page, SUBSIDY)
    page.click("button[aria-label=没帮助]")
    page.wait_for_selector(".why")


STATES = (
    empty,
    answer,
    citation_open,
    eligibility_in_progress,
    conditions_open,
    verdict,
    verdict_yes,
    verdict_no,
    match_list,
    profile,
    handed_over,
    contact,
    suggestions,
    error,
    settings,
    comment,
)


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("state", STATES, ids=lambda s: s.__name__)
def test_a_state_is_accessible_in_every_look(
    visit: Callable[..., Page], site: Site, state: Callable[[Page, Site], None], viewport: dict[str, int]
) -> None:
    page = ready(visit(viewport=viewport))
    state(page, site)
    kind = "desktop" if viewport is DESKTOP else "phone"
    keep_screenshot(page, f"{state.__name__}-{kind}")
    for look, data in LOOKS.items():
        page.evaluate("data => Object.assign(document.documentElement.dataset, data)", data)
        assert axe_violations(page, None if look in ("light", "larger") else COLOUR_RULES) == [], look
        if look == "dark":
            keep_screenshot(page, f"{state.__name__}-{kind}-dark")
        page.evaluate("names => names.forEach(n => delete document.documentElement.dataset[n])", list(data))


@pytest.mark.parametrize("state", STATES, ids=lambda s: s.__name__)
@pytest.mark.parametrize("size", ["", "larger"])
def test_nothing_is_cut_off_at_320_pixels(
    visit: Callable[..., Page], site: Site, state: Callable[[Page, Site], None], size: str
) -> None:
    page = ready(visit(viewport={"width": 320, "height": 640}))
    page.evaluate("size => document.documentElement.dataset.size = size", size)
    state(page, site)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("state", [empty, answer, verdict, match_list, handed_over, settings])
def test_what_is_pressed_is_44_pixels_high_and_wide(
    visit: Callable[..., Page], site: Site, state: Callable[[Page, Site], None]
) -> None:
    page = ready(visit(viewport=PHONE))
    state(page, site)
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, .chip, .tool, summary, .button, .choice label')]
            .filter(e => e.checkVisibility() && !e.closest('noscript'))
            .map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])
            .filter(([, r]) => r.width < 43.9 || r.height < 43.9).map(([html]) => html)"""
    )
    assert small == []
