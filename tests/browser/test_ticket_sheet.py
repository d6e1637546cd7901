"""What a visitor who waits for a person sees and can do."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Site, ask, axe_violations, keep_screenshot, ready, token_of


def waiting(page: Page, site: Site) -> str:
    """Hand over; the ticket's number."""
    ask(page, "转人工")
    expect(page.locator(".call")).to_have_text("已转人工")
    conversation = site.app.state.tokens.conversation(token_of(page))
    number: str = site.app.state.desk.handover.state(conversation)["number"]
    return number


def reply(site: Site, number: str, text: str, **more: Any) -> None:
    own = site.app.state.desk
    if "小周" not in own.register.names():
        own.register.add("小周", "agent", "correct horse battery", "test")
    own.casework.reply(int(number[1:]), "小周", text, 2**31 - 1, **more)


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_sheet_tells_where_the_ticket_stands_and_urges(
    visit: Callable[..., Page], site: Site, viewport: dict[str, int]
) -> None:
    page = ready(visit(viewport=viewport))
    number = waiting(page, site)
    bar = page.locator(".bar").bounding_box()
    assert bar and bar["height"] < 70, "one row, also with a ticket"
    page.click(".call")
    sheet = page.locator("#ticket")
    expect(sheet).to_contain_text(number)
    expect(sheet).to_contain_text("前回复您")
    keep_screenshot(page, f"ticket-sheet-{viewport['width']}")
    assert axe_violations(page) == []
    sheet.locator("summary").click()
    sheet.locator("input[name=phone]").fill("13800001234")
    sheet.locator("form.contact button").click()
    expect(sheet).to_contain_text("记下了")
    sheet.get_by_role("button", name="催一下").click()
    expect(page.locator(".kind-handoff").last).to_contain_text("已经替您催了")
    page.click(".call")
    expect(sheet).to_contain_text("138****1234")
    sheet.get_by_role("button", name="不用人工了").click()
    expect(page.locator(".call")).to_have_text("转人工")


def test_after_a_reply_words_go_to_staff_and_the_sheet_leads_back(page: Page, site: Site) -> None:
    number = waiting(page, site)
    reply(site, number, "请看 https://www.yn.gov.cn/ ，或打 0871-63113114。")
    staff = page.locator(".kind-staff").last
    expect(staff.locator("a[href='https://www.yn.gov.cn/']")).to_be_visible()
    expect(staff.locator("a[href='tel:087163113114']")).to_be_visible()
    ask(page, "成立两年了")
    expect(page.locator(".kind-handoff").last).to_contain_text("已转给工作人员")
    page.click(".call")
    page.locator("#ticket").get_by_role("button", name="回到机器人").click()
    expect(page.locator(".message.bot").last).to_contain_text("接下来由我回答")


def test_times_are_kunming_s_wherever_the_page_is_read(visit: Callable[..., Page], site: Site) -> None:
    page = ready(visit(timezone_id="America/New_York"))
    kunming = ZoneInfo("Asia/Shanghai")
    # An hour may end meanwhile.
    begun = dt.datetime.now(kunming)
    waiting(page, site)
    hours = {f"{moment:%H}:" for moment in (begun, dt.datetime.now(kunming))}
    said = page.locator(".message time").last.inner_text()
    assert any(hour in said for hour in hours)


def test_what_is_not_settled_goes_on_in_the_same_ticket(page: Page, site: Site) -> None:
    number = waiting(page, site)
    reply(site, number, "带身份证就行。", resolve=True)
    expect(page.locator(".replies >> text=解决了").first).to_be_visible()
    page.locator(".replies").get_by_role("button", name="没解决，继续").click()
    expect(page.locator(".kind-handoff").last).to_contain_text(f"还是工单 {number}")
    expect(page.locator(".call")).to_have_text("已转人工")


def test_clearing_names_the_ticket_and_says_when_it_is_done(page: Page, site: Site) -> None:
    number = waiting(page, site)
    page.click("[data-opens=settings]")
    page.click("[data-action=forget]")
    expect(page.locator("#confirm")).to_contain_text(number)
    page.locator("#confirm .danger").click()
    expect(page.locator(".line")).to_contain_text("记录已清除")
    assert page.evaluate("scrollY") == 0


def test_a_hidden_page_gets_a_number_and_a_dot(page: Page, site: Site) -> None:
    number = waiting(page, site)
    page.evaluate("Object.defineProperty(document, 'hidden', {configurable: true, get: () => true})")
    reply(site, number, "给您回了。")
    expect(page).to_have_title(re.compile(r"^\(1\) 有新回复 · "))
    assert page.get_attribute("link[rel=icon]", "href") == "/static/mark-news.svg"


def test_where_the_browser_keeps_nothing_the_contact_stands_open(
    visit: Callable[..., Page], site: Site
) -> None:
    page = visit()
    page.add_init_script(
        "Storage.prototype.setItem = () => { throw new DOMException('no', 'SecurityError') }"
    )
    page.goto("/")
    ready(page)
    ask(page, "转人工")
    expect(page.locator(".line")).to_contain_text("不让本页保存")
    expect(page.locator(".contact-offer[open] input[name=phone]")).to_be_visible()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_another_device_finds_the_ticket(
    visit: Callable[..., Page], site: Site, viewport: dict[str, int], java_script_enabled: bool
) -> None:
    from bot.helpdesk.tickets import NewTicket

    name = f"other-{viewport['width']}-{java_script_enabled}"
    wanted = NewTicket(name, "想借本钱", contact={"phone": "13900002222"})
    number = site.app.state.desk.tickets.open(wanted).number
    reply(site, number, "请带身份证来。")
    page = visit("/ticket", viewport=viewport, java_script_enabled=java_script_enabled)
    page.fill("[name=number]", number)
    page.fill("[name=contact]", "139 0000 2222")
    page.click("main button")
    expect(page.locator(".replies-list")).to_contain_text("请带身份证来。")
    if java_script_enabled:
        assert axe_violations(page) == []
        keep_screenshot(page, f"ticket-lookup-{viewport['width']}")
    page.fill("textarea", "在楚雄")
    page.click("text=发给工作人员")
    expect(page.locator("[role=status]").first).to_contain_text("已转给工作人员")
