"""Offline, slow, restarting, too fast, expired, refused: a calm line, a retry, nothing typed is lost."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Site, ask, ready

QUESTION = "创业担保贷款"


def failing(page: Page, status: int, headers: dict[str, str] | None = None) -> None:
    body = {"error": {"code": "x", "message": "这条没有被接受。"}}

    def refuse(route: Route) -> None:
        route.fulfill(status=status, json=body, headers=headers or {})

    page.route("**/api/chat", refuse)


def send(page: Page) -> Any:
    ready(page)
    page.fill("#message", QUESTION)
    page.keyboard.press("Enter")
    line = page.locator(".undelivered")
    expect(line).to_be_visible()
    return line


def stop_clock(page: Page) -> None:
    """From now on the page's time passes by `page.clock.run_for` alone, however busy the machine is."""
    page.clock.install()
    page.clock.pause_at(dt.datetime.now() + dt.timedelta(hours=1))


@pytest.mark.parametrize(
    ("status", "said"),
    [(503, "服务正在重启"), (502, "服务正在重启"), (401, "已经过期"), (400, "这条没有被接受")],
)
def test_a_failure_has_a_calm_line_and_a_retry_that_works(page: Page, status: int, said: str) -> None:
    failing(page, status)
    expect(send(page)).to_contain_text(said)
    page.unroute("**/api/chat")
    page.click(".retry")
    expect(page.locator(".kind-answer")).to_be_visible()
    expect(page.locator(".undelivered")).to_have_count(0)
    expect(page.locator(".message.visitor")).to_have_count(1)


def test_offline_says_so_and_works_again(page: Page) -> None:
    page.context.set_offline(True)
    line = send(page)
    expect(line).to_contain_text("网络断开了")
    page.context.set_offline(False)
    expect(line).to_contain_text("网络恢复了")
    page.click(".retry")
    expect(page.locator(".kind-answer")).to_be_visible()


def test_too_fast_waits_as_long_as_the_server_says(page: Page) -> None:
    stop_clock(page)
    failing(page, 429, {"Retry-After": "30"})
    expect(send(page)).to_contain_text("请等 30 秒")
    page.clock.run_for(29_000)
    expect(page.locator(".retry")).to_be_disabled()
    page.clock.run_for(2000)
    expect(page.locator(".retry")).to_be_enabled()


def test_a_slow_answer_is_announced_and_still_arrives(page: Page) -> None:
    stop_clock(page)
    waiting: list[Route] = []
    page.route("**/api/chat", lambda route: waiting.append(route))
    page.fill("#message", QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator(".typing")).to_contain_text("正在查文件")
    page.clock.run_for(3100)
    expect(page.locator(".typing")).to_contain_text("网络有点慢")
    waiting[0].continue_()
    expect(page.locator(".kind-answer")).to_be_visible()


def test_an_answer_that_never_comes_ends_in_a_retry(page: Page) -> None:
    stop_clock(page)
    page.route("**/api/chat", lambda route: None)
    page.fill("#message", QUESTION)
    page.keyboard.press("Enter")
    page.wait_for_selector(".typing")
    page.clock.run_for(15_100)
    expect(page.locator(".undelivered")).to_contain_text("等了太久")


def test_what_failed_can_be_rewritten(page: Page) -> None:
    failing(page, 503)
    send(page)
    page.click("text=改一改")
    expect(page.locator("#message")).to_have_value(QUESTION)
    expect(page.locator("#message")).to_be_focused()
    expect(page.locator(".message")).to_have_count(0)


def test_what_was_typed_or_failed_survives_a_reload(page: Page) -> None:
    page.type("#message", "还没写完")
    page.reload()
    expect(page.locator("#message")).to_have_value("还没写完")
    failing(page, 503)
    send(page)
    page.reload()
    expect(page.locator("#message")).to_have_value(QUESTION)


def test_a_text_too_long_is_kept_and_told_before_it_is_sent(page: Page) -> None:
    page.fill("#message", "长" * 1001)
    page.keyboard.press("Enter")
    expect(page.locator(".note")).to_contain_text("1001 个字")
    assert len(page.input_value("#message")) == 1001
    expect(page.locator(".message")).to_have_count(0)


def test_an_expired_conversation_gives_way_to_a_new_one(page: Page) -> None:
    page.evaluate("localStorage.setItem('dianchuang.session', 'foreign.token')")
    page.reload()
    ready(page)
    expect(page.locator(".line")).to_contain_text("上次的对话已过期")
    ask(page, QUESTION)


def test_the_conversation_comes_back_once_the_server_does(page: Page, site: Site) -> None:
    ask(page, QUESTION)
    page.route("**/api/chat/*", lambda route: route.abort())
    page.reload()
    expect(page.locator(".line")).to_contain_text("暂时打不开")
    page.unroute("**/api/chat/*")
    page.click(".line .retry")
    expect(page.locator(".kind-answer")).to_be_visible()


def test_a_clause_that_can_not_be_fetched_still_shows_the_quote(page: Page) -> None:
    ask(page, QUESTION)
    page.route("**/api/clause*", lambda route: route.abort())
    page.click(".chip")
    expect(page.locator("#clause")).to_contain_text("对采购方按照成交额的")
    page.unroute("**/api/clause*")
    page.click("#clause .link")
    expect(page.locator("#clause .text mark")).to_be_visible()
