"""The documents: read, searched, accessible, printable; the same answers without JavaScript."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import COLOUR_RULES, PHONE, Site, axe_violations, keep_screenshot, ready

PAGES = [
    "/policy/",
    "/policy/?q=贴息",
    "/policy/?q=zzz",
    "/policy/云政发〔2020〕6号",
    "/policy/个人独资企业法",
    "/no-such-page",
    "/campus",
    "/startup",
    "/embed",
]
LOOKS = ["", "theme=dark", "contrast=more"]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_accessible(visit: Callable[..., Page], path: str) -> None:
    page = visit(path, viewport=PHONE)
    keep_screenshot(page, "page-" + path.strip("/").replace("/", "-").replace("?", "-"))
    for look in LOOKS:
        name, _, value = look.partition("=")
        if name:
            page.evaluate("([n, v]) => document.documentElement.dataset[n] = v", [name, value])
        assert axe_violations(page, COLOUR_RULES if look else None) == [], look


@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_320_pixels_and_text_twice_as_large(visit: Callable[..., Page], path: str) -> None:
    page = visit(path, viewport={"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.evaluate("document.documentElement.dataset.size = 'larger'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_search_marks_what_was_looked_for_and_leads_to_the_clause(visit: Callable[..., Page]) -> None:
    page = visit("/policy/")
    page.fill("#q", "创业担保贷款贴息")
    page.keyboard.press("Enter")
    expect(page.locator(".found mark").first).to_be_visible()
    page.click(".found a >> nth=0")
    expect(page.locator(":target")).to_be_visible()


def test_a_measure_leads_to_its_question(visit: Callable[..., Page]) -> None:
    page = visit("/policy/云政发〔2020〕6号#四")
    page.click("article[id=四] >> text=问问我符不符合：首购订购补助")
    expect(page.locator("#message")).to_have_value("首购订购补助：我符合吗")
    # The words stand in the page as it comes; Enter sends once the scripts have taken over.
    ready(page)
    page.keyboard.press("Enter")
    page.wait_for_selector(".in-progress")


def test_on_paper_the_document_is_text_alone(visit: Callable[..., Page]) -> None:
    page = visit("/policy/云政发〔2020〕6号")
    page.emulate_media(media="print")
    for hidden in (".bar", ".contents", ".asks >> nth=0", ".back"):
        expect(page.locator(hidden)).to_be_hidden()


def test_without_javascript_the_same_answers_come(visit: Callable[..., Page], site: Site) -> None:
    page = visit("/", java_script_enabled=False)
    page.fill("#message", "卖了一台没人用过的新设备，买家能拿多少补助？")
    page.click(".send")
    expect(page.locator(".kind-answer")).to_contain_text("最高500万元")
    page.click(".replies >> text=我符合吗")
    expect(page.locator(".message.visitor")).to_have_count(2)
    keep_screenshot(page, "without-javascript")
    page.click("text=转人工 >> nth=0")
    expect(page.locator(".kind-handoff")).to_contain_text("工单号")
    page.click("button[name=forget]")
    expect(page.locator("#welcome")).to_be_visible()


def test_without_javascript_what_can_not_be_sent_stays(visit: Callable[..., Page]) -> None:
    page = visit("/", java_script_enabled=False)
    page.fill("#message", "长" * 1001)
    page.click(".send")
    expect(page.locator("[role=alert]")).to_contain_text("一次最多 1000 个字")
    assert len(page.input_value("#message")) == 1001


def test_without_javascript_in_traditional_chinese(visit: Callable[..., Page]) -> None:
    page = visit("/", java_script_enabled=False)
    page.click(".tool[data-keep]")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
    page.fill("#message", "创业担保贷款")
    page.click(".send")
    expect(page.locator(".kind-answer")).to_contain_text("買首次投向市場")
