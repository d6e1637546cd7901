"""The widget on another origin's page, under a strict policy, beside loud styles."""

from __future__ import annotations

import functools
import gzip
import http.server
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bot.settings import ROOT
from tests.browser.conftest import PHONE, Site, ask, axe_violations, keep_screenshot


@pytest.fixture
def host_page(site: Site, tmp_path: Path) -> Iterator[str]:
    """Address of docs/demo on an origin of its own, pointing at the site under test."""
    shutil.copytree(ROOT / "docs/demo", tmp_path, dirs_exist_ok=True)
    index = tmp_path / "index.html"
    index.write_text(index.read_text("utf-8").replace("http://127.0.0.1:8000", site.address), "utf-8")
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()


@pytest.mark.parametrize("options", [{}, {"viewport": PHONE, "has_touch": True}], ids=["desktop", "phone"])
def test_the_widget_answers_on_another_website(
    visit: Callable[..., Page], host_page: str, options: dict[str, Any]
) -> None:
    page = visit(host_page, **options)
    button = page.get_by_role("button", name="政策咨询")
    button.click()
    frame = page.frame_locator("iframe")
    expect(frame.locator(".brand")).to_have_text("创业园政策咨询")
    expect(frame.locator("#welcome-title")).to_have_text("想在园区创业？先问问政策")
    frame.locator("html.ready").wait_for()
    inner = page.frames[1]
    ask(inner, "创业担保贷款")
    keep_screenshot(page, f"widget-{'phone' if options else 'desktop'}")
    assert axe_violations(page) == []
    frame.locator(".chip").first.click()
    expect(frame.locator("#clause mark")).to_be_visible()
    page.keyboard.press("Escape")
    expect(frame.locator("#clause")).to_be_hidden()
    inner.focus("#message")
    page.keyboard.press("Escape")
    expect(page.locator(".panel")).to_be_hidden()
    expect(button).to_be_focused()


def test_the_widget_leaves_the_page_alone(visit: Callable[..., Page], host_page: str) -> None:
    page = visit(host_page)
    page.get_by_role("button", name="政策咨询").wait_for()
    fresh = "() => Object.keys(window).filter(k => /dianchuang|widget/i.test(k))"
    assert page.evaluate(fresh) == []
    own = page.get_by_role("button", name="网页自己的按钮")
    assert own.evaluate("e => getComputedStyle(e).borderStyle") == "dashed"
    launcher = page.get_by_role("button", name="政策咨询")
    assert launcher.evaluate("e => getComputedStyle(e).borderStyle") == "none"
    assert page.locator("head style").count() == 0


def test_the_host_colour_is_worn_and_kept_readable(visit: Callable[..., Page], site: Site) -> None:
    page = visit("/embed?color=%23ffd54f&title=咨询")
    page.wait_for_selector("html.ready")
    assert page.evaluate("document.documentElement.style.getPropertyValue('--brand')").startswith("rgb(")
    assert axe_violations(page) == []


def test_a_staff_reply_marks_the_closed_button(
    visit: Callable[..., Page], host_page: str, site: Site
) -> None:
    page = visit(host_page)
    button = page.get_by_role("button", name="政策咨询")
    button.click()
    page.frame_locator("iframe").locator("html.ready").wait_for()
    # A browser may deny storage to a frame of another site, so the token is read from the answer.
    with page.expect_response("**/api/chat") as answered:
        ask(page.frames[1], "转人工")
    page.get_by_role("button", name="收起").click()
    site.staff_says(answered.value.json()["session"], "给您回了。")
    expect(page.locator(".badge")).to_be_visible()


def test_the_widget_script_is_small() -> None:
    assert len(gzip.compress((ROOT / "bot/web/static/widget.js").read_bytes())) < 40 * 1024


def test_on_a_phone_the_chat_fills_the_width_on_either_side_and_back_closes_it(
    visit: Callable[..., Page], host_page: str
) -> None:
    page = visit(host_page, viewport=PHONE, has_touch=True)
    page.evaluate("document.querySelector('[data-dianchuang]').dataset.side = 'left'")
    page.get_by_role("button", name="政策咨询").click()
    frame = page.frame_locator("iframe")
    frame.locator("html.ready").wait_for()
    box = page.locator(".panel").bounding_box()
    assert box and (box["x"], box["y"]) == (0, 0)
    assert (box["width"], box["height"]) == (PHONE["width"], PHONE["height"])
    expect(page.get_by_role("button", name="收起")).to_be_hidden()
    frame.locator("[data-close]").click()
    expect(page.locator(".panel")).to_be_hidden()
    # Closed, it goes back in the history by itself, a moment later.
    page.wait_for_function("!history.state?.dianchuang")
    page.get_by_role("button", name="政策咨询").click()
    assert page.evaluate("document.documentElement.style.overflow") == "hidden"
    page.go_back()
    expect(page.locator(".panel")).to_be_hidden()
    assert page.url == host_page and page.evaluate("document.documentElement.style.overflow") == ""


def test_a_second_tag_draws_no_second_button(visit: Callable[..., Page], host_page: str, site: Site) -> None:
    page = visit(host_page)
    page.add_script_tag(url=f"{site.address}/widget.js?again")
    expect(page.locator("[data-dianchuang]")).to_have_count(1)


def test_loud_styles_of_the_page_don_t_reach_the_button(visit: Callable[..., Page], host_page: str) -> None:
    page = visit(host_page)
    launcher = page.get_by_role("button", name="政策咨询")
    before = launcher.bounding_box()
    # As a sheet of the page's own: its policy lets no inline style in.
    loud = "* { font-size: 40px !important; position: static !important; color: red !important }"
    page.evaluate(
        "css => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets = [s] }",
        loud,
    )
    assert launcher.bounding_box() == before


def test_a_reply_marks_a_button_that_was_not_pressed_on_this_page(
    visit: Callable[..., Page], host_page: str, site: Site
) -> None:
    # On the frame's own site, where every browser lets it keep the conversation.
    same_site = host_page.replace("localhost", "127.0.0.1")
    page = visit(same_site)
    page.get_by_role("button", name="政策咨询").click()
    page.frame_locator("iframe").locator("html.ready").wait_for()
    with page.expect_response("**/api/chat") as answered:
        ask(page.frames[1], "转人工")
    page.wait_for_function("localStorage['dianchuang.waits'] === '1'")
    session = answered.value.json()["session"]
    page.goto(same_site + "?another-page")
    page.locator("iframe").wait_for(state="attached")
    site.staff_says(session, "给您回了。")
    expect(page.locator(".badge")).to_be_visible()
    page.get_by_role("button", name="政策咨询").click()
    expect(page.frame_locator("iframe").locator(".kind-staff").last).to_contain_text("给您回了")
    expect(page.locator(".badge")).to_be_hidden()
