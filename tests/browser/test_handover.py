"""The whole hand-over in two browsers: a visitor asks for a person, staff answer, the bot is taught."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.helpdesk.handover import PRIVACY_NOTICE
from bot.helpdesk.tickets import NewTicket
from tests.browser.conftest import (
    PASSWORD,
    Site,
    ask,
    keep_screenshot,
    quickest,
    read_by_triage,
    sign_in,
    token_of,
)

QUESTION = "我想把奶茶店开到乡下，本钱不够咋整"
# What is allowed between a ticket or a reply and its appearing at the other side.
WITHIN_SECONDS = 2.0


@pytest.fixture
def staff_context(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """A second browser, nobody signed in."""
    context = browser.new_context(base_url=site.address, viewport={"width": 1280, "height": 860})
    yield context
    context.close()


def hire(context: BrowserContext, site: Site, name: str, role: str) -> Page:
    """A new member of staff, signed in."""
    site.app.state.desk.register.add(name, role, PASSWORD, "test")
    return sign_in(context.new_page(), name)


def number_of(site: Site, page: Page) -> str:
    """The number of the ticket that the page's conversation has."""
    conversation = site.app.state.tokens.conversation(token_of(page))
    number: str = site.app.state.desk.handover.state(conversation)["number"]
    return number


def test_from_the_visitor_s_question_to_a_lesson(
    page: Page, staff_context: BrowserContext, site: Site, visit: Callable[..., Page]
) -> None:
    staff = hire(staff_context, site, "小李", "supervisor")
    expect(staff.locator(".empty")).to_be_visible()

    ask(page, QUESTION)
    # The website opens the ticket itself: that is the way while Rasa is away.
    site.rasa.away = "away"
    ask(page, "转人工")
    site.rasa.away = None
    handoff = page.locator(".kind-handoff").last
    expect(handoff).to_contain_text("T0")
    read_by_triage(site, number_of(site, page))
    expect(handoff).to_contain_text("工作日")

    # The queue shows it by itself.
    expect(staff.locator("li.fresh")).to_contain_text(QUESTION)
    keep_screenshot(staff, "helpdesk-queue")
    staff.keyboard.press("j")
    staff.keyboard.press("Enter")
    staff.wait_for_url("**/helpdesk/tickets/T*")

    page.click(".contact-offer summary")
    expect(page.locator(".contact-offer .notice")).to_have_text(PRIVACY_NOTICE)
    page.fill(".contact-offer input[name=phone]", "138 0000 0000")
    page.click(".contact-offer button")
    expect(page.locator(".contact-offer")).to_contain_text("记下了")

    staff.keyboard.press("r")
    staff.locator("#reply textarea").fill("可以申请创业担保贷款，请带身份证到当地社保部门。")
    keep_screenshot(staff, "helpdesk-ticket")
    staff.keyboard.press("Control+Enter")
    answer = page.locator(".kind-staff").last
    expect(answer).to_contain_text("请带身份证")
    expect(answer).to_contain_text("工作人员")
    expect(staff.locator("#thread .staff")).to_contain_text("请带身份证")
    expect(staff.locator("#heading")).to_contain_text("13800000000")

    # A visitor who comes back later finds the reply.
    again = visit("/", context=page.context)
    expect(again.locator(".kind-staff").last).to_contain_text("请带身份证")

    staff.fill("input[name=topic]", "创业担保贷款")
    staff.get_by_role("button", name="教给机器人").click()
    expect(staff.locator(".taught")).to_be_visible()
    colleague = hire(page.context.browser.new_context(base_url=site.address), site, "老王", "supervisor")
    colleague.goto("/helpdesk/learning")
    colleague.get_by_role("button", name="通过").click()
    expect(colleague.get_by_text("已通过，等训练（1）")).to_be_visible()
    assert [c["text"] for c in site.app.state.desk.learning.corrections("approved")] == [QUESTION]
    colleague.goto("/helpdesk/figures")
    keep_screenshot(colleague, "helpdesk-figures")
    colleague.context.close()


def test_a_ticket_and_a_reply_appear_at_the_other_side_in_time(
    page: Page, staff_context: BrowserContext, site: Site
) -> None:
    queue = hire(staff_context, site, "小赵", "agent")

    def ticket(turn: int) -> float:
        asked = f"第{turn}位等着看的"
        site.app.state.desk.tickets.open(NewTicket(f"in-time-{turn}", asked))
        begun = time.monotonic()
        expect(queue.locator("li.fresh", has_text=asked)).to_be_visible()
        return time.monotonic() - begun

    assert quickest(ticket) <= WITHIN_SECONDS

    ask(page, "转人工")
    number = number_of(site, page)

    def reply(turn: int) -> float:
        text = f"第{turn}句回复"
        site.app.state.desk.casework.reply(int(number[1:]), "小赵", text, 2**31 - 1)
        begun = time.monotonic()
        expect(page.locator(".kind-staff").last).to_contain_text(text)
        return time.monotonic() - begun

    assert quickest(reply) <= WITHIN_SECONDS


def test_a_colleague_at_the_same_ticket_is_shown_and_the_second_reply_stopped(
    staff_context: BrowserContext, browser: Browser, site: Site
) -> None:
    number = site.app.state.desk.tickets.open(NewTicket("two-agents", "孵化器租金")).number
    first = hire(staff_context, site, "坐席甲", "agent")
    other = browser.new_context(base_url=site.address)
    second = hire(other, site, "坐席乙", "agent")
    for page in (first, second):
        page.goto(f"/helpdesk/tickets/{number}")
    second.locator("#reply textarea").fill("")
    second.locator("#reply textarea").press_sequentially("第二份")
    expect(first.locator("#presence")).to_contain_text("坐席乙 正在写回复", timeout=6000)
    first.locator("#reply textarea").fill("第一份")
    first.locator("#reply button.main").click()
    second.locator("#reply button.main").click()
    expect(second.locator("#unsent")).to_contain_text("坐席甲")
    expect(second.locator("#reply textarea")).to_have_value("第二份")
    expect(second.locator("#thread .staff")).to_contain_text("第一份")
    second.locator("#unsent").get_by_role("button", name="重试").click()
    expect(second.locator("#thread .staff").last).to_contain_text("第二份")
    other.close()
