"""The whole trained product in a browser: a person answers, the bot is taught, people are advised."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize, expect

from bot.helpdesk.staff import StaffRegister
from tests.browser.conftest import DESKTOP, PASSWORD, PATIENCE_MS, PHONE, ask, keep_screenshot, ready, sign_in
from tests.copied_product import CopiedProduct

# The bot does not understand this: it stands nowhere in the training data, nor does anything like it.
QUESTION = "寨子里的货咋个卖到外头"
REWORDED = "我们村的干货咋个卖到外头"
TOPIC, INTENT = "电子商务进农村", "innovation/rural_ecommerce"
# What the answer to that topic names and no other.
TAUGHT = "一部手机云品荟"
# It says that it does not know, or offers what comes nearest and that it is not sure of it.
UNSURE = re.compile("不太确定您问的是哪件事|手里的文件可能没有写|这个问题我答不了")
SUBSIDY = "卖了一台没人用过的新设备，买家能拿多少补助？"
# More than any check of one matter asks.
_MOST_QUESTIONS = 12


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CopiedProduct]:
    """Served, with 小李 (agent) and 老王 (supervisor) at its helpdesk."""
    copied = CopiedProduct(tmp_path_factory.mktemp("product"))
    copied.start()
    register = StaffRegister(copied.database_url)
    register.add("小李", "agent", PASSWORD, "test")
    register.add("老王", "supervisor", PASSWORD, "test")
    yield copied
    copied.stop()


@pytest.fixture
def person(browser: Browser, product: CopiedProduct) -> Iterator[Any]:
    """Opens the product in a browser of somebody's own: person() is a visitor, person("小李") signed in."""
    contexts: list[BrowserContext] = []

    def enter(name: str = "", viewport: ViewportSize = DESKTOP) -> Page:
        context = browser.new_context(
            base_url=product.address, viewport=viewport, locale="zh-CN", reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        if not name:
            page.goto("/")
            return ready(page)
        return sign_in(page, name)

    yield enter
    for context in contexts:
        context.close()


def seconds_until(seen: Locator, text: str) -> float:
    """How long it takes until the text stands there."""
    started = time.monotonic()
    expect(seen).to_contain_text(text)
    return time.monotonic() - started


def press(page: Page, title: str) -> None:
    """Choose a reply that is offered now and wait for what it brings."""
    before = page.locator(".message.bot:not(.typing)").count()
    page.locator(".replies").get_by_role("button", name=title, exact=True).click()
    page.locator(".message.bot:not(.typing)").nth(before).wait_for()


def press_through(page: Page, *preferred: str) -> None:
    """Answer a check by its buttons until a verdict stands: each time the first of these that is offered."""
    for _ in range(_MOST_QUESTIONS):
        if page.locator(".card.verdict").count():
            return
        offered = page.locator(".replies button").all_inner_texts()
        press(page, next(title for title in preferred if title in offered))
    raise AssertionError(f"no verdict after {_MOST_QUESTIONS} answers")


def verdict(page: Page) -> Locator:
    """The last verdict, none of whose conditions has failed or is open."""
    card = page.locator(".card.verdict").last
    expect(card.locator(".conditions .met")).not_to_have_count(0)
    expect(card.locator(".conditions .failed, .conditions .open")).to_have_count(0)
    return card


def test_a_self_check_by_buttons_ends_in_a_verdict_whose_source_is_followed(person: Any) -> None:
    visitor = person()
    ask(visitor, "首购订购补助：我符合吗")
    keep_screenshot(visitor, "whole-self-check")
    press_through(visitor, "采购方（买方）", "是")
    card = verdict(visitor)
    expect(card).to_contain_text("初步看符合")
    keep_screenshot(visitor, "whole-verdict")
    card.locator(".conditions .link").first.click()
    expect(visitor.locator("#clause mark").first).to_contain_text("采购方")
    with visitor.context.expect_page() as opened:
        visitor.click("#clause a >> text=看全文")
    clause = opened.value.locator("article[id=四]")
    expect(clause).to_be_in_viewport()
    expect(clause).to_contain_text("对采购方按照成交额的 10% 给予补助")


def test_a_question_about_oneself_leads_by_buttons_to_a_loan_s_verdict(person: Any) -> None:
    visitor = person()
    ask(visitor, "我能不能申请创业担保贷款")
    press_through(visitor, "没有任何贷款", "退役军人")
    card = visitor.locator(".card.verdict").last
    expect(card.locator(".conditions .failed")).to_have_count(0)
    # Where the shop is registered is not asked: the verdict says what it takes for granted.
    expect(card).to_contain_text("前提是")
    expect(card).to_contain_text("在云南注册登记")
    expect(card.locator(".amount")).to_contain_text("30万元")


def test_policies_that_fit_a_person_are_listed_with_their_sources(person: Any) -> None:
    visitor = person()
    ask(visitor, "我是退役军人想开网店，有什么政策")
    cards = visitor.locator(".match")
    expect(cards.filter(has_text="电子商务进农村")).to_contain_text("初步看符合")
    expect(cards.filter(has_text="退役军人职业技能培训")).to_contain_text("要再确认")
    keep_screenshot(visitor, "whole-matches")
    visitor.click(".chip >> nth=0")
    quoted = visitor.locator("#clause mark").first
    expect(quoted).not_to_be_empty()
    visitor.keyboard.press("Escape")
    press(visitor, "是")
    training = visitor.locator(".match").filter(has_text="退役军人职业技能培训").last
    expect(training).to_contain_text("初步看符合")


def test_the_pictures_of_the_readme(person: Any) -> None:
    visitor = person(viewport={"width": 1280, "height": 640})
    ask(visitor, SUBSIDY)
    expect(visitor.locator(".figures")).to_contain_text("500万元")
    keep_screenshot(visitor, "answer")
    ask(visitor, "成交额3000万，能补多少")
    expect(visitor.locator(".figures").last).to_have_text("按您说的数算300万元")

    applicant = person()
    ask(applicant, "首购订购补助：我符合吗")
    press_through(applicant, "采购方（买方）", "是")
    ask(applicant, "3000万")
    expect(applicant.locator(".verdict .amount").last).to_contain_text("300万元")
    keep_screenshot(applicant, "eligibility")

    veteran = person(viewport=PHONE)
    ask(veteran, "我是退役军人想开网店，有什么政策")
    expect(veteran.locator(".match").first).to_be_in_viewport()
    keep_screenshot(veteran, "phone")


def test_a_complaint_shows_its_ticket_and_what_happens_next(person: Any) -> None:
    staff, visitor = person("小李"), person()
    ask(visitor, SUBSIDY)
    visitor.click("button[aria-label=没帮助]")
    visitor.fill(".why textarea", "没说去哪个窗口")
    visitor.click(".why .primary")
    told = visitor.locator(".kind-handoff")
    expect(told).to_contain_text("工单号 T0")
    expect(told).to_contain_text("回复会出现在这个对话里")
    expect(visitor.locator(".call")).to_have_text("已转人工")
    keep_screenshot(visitor, "whole-complaint")
    visitor.reload()
    expect(told).to_contain_text("工单号 T0")
    expect(visitor.locator(".message.visitor").last).to_contain_text("没说去哪个窗口")
    expect(staff.locator("li.fresh")).to_contain_text("没说去哪个窗口")
    staff.click("li.fresh .ticket-link")
    expect(staff.get_by_text("听成了“首购订购补助”")).to_be_visible()
    press(visitor, "不用人工了")


@pytest.mark.training
def test_a_person_answers_and_the_bot_learns(
    product: CopiedProduct, person: Any, record_property: Any
) -> None:
    staff, visitor = person("小李"), person()
    ask(visitor, QUESTION)
    expect(visitor.locator(".message.bot").last).to_contain_text(UNSURE)
    expect(visitor.locator("#log")).not_to_contain_text(TAUGHT)
    visitor.click(".call")
    handed_over = visitor.locator(".kind-handoff").last
    expect(handed_over).to_contain_text("工单号是 T0")
    record_property("ticket_seconds", seconds_until(staff.locator("li.fresh"), QUESTION))
    keep_screenshot(staff, "whole-queue")

    staff.click("li.fresh .ticket-link")
    draft = staff.locator("#reply textarea")
    expect(draft).not_to_have_value("")
    keep_screenshot(staff, "whole-ticket")
    draft.fill(f"您说的是电子商务进农村，可以用“{TAUGHT}”。")
    staff.click("#reply button.main")
    answer = visitor.locator(".kind-staff").last
    record_property("reply_seconds", seconds_until(answer, TAUGHT))
    expect(answer).to_contain_text("工作人员")
    expect(answer).not_to_contain_text("小李")

    ask(visitor, "寨子里的东西还是卖不到外头")
    told = visitor.locator(".kind-handoff").last
    expect(told).to_contain_text("已转给工作人员")
    expect(staff.locator("#thread .visitor").last).to_contain_text("还是卖不到外头")
    keep_screenshot(visitor, "whole-visitor")
    visitor.click(".replies >> text=回到机器人")
    expect(visitor.locator(".message.bot").last).to_contain_text("接下来由我回答")
    ask(visitor, SUBSIDY)
    expect(visitor.locator(".kind-answer").last).to_contain_text("500万元")

    staff.fill("input[name=topic]", TOPIC)
    staff.fill("input[name=rewording]", REWORDED)
    staff.click("text=教给机器人 >> visible=true")
    expect(staff.locator(".taught")).to_contain_text("等另一位同事审核")
    keep_screenshot(staff, "whole-taught")
    colleague = person("老王")
    colleague.goto("/helpdesk/learning")
    keep_screenshot(colleague, "whole-learning")
    colleague.get_by_role("button", name="通过").click()
    expect(colleague.get_by_text("已通过，等训练（1）")).to_be_visible()

    neighbour = person()
    ask(neighbour, "寨子里的货咋个卖去外头")
    neighbour.click(".call")
    number = neighbour.locator(".kind-handoff").get_by_text("工单号").inner_text().split("是 ")[1][:7]
    colleague.goto(f"/helpdesk/tickets/{number}")
    earlier = colleague.locator("section", has_text="以前类似的工单").last
    earlier.locator("summary").first.click()
    expect(earlier).to_contain_text(f"可以用“{TAUGHT}”")
    earlier.scroll_into_view_if_needed()
    keep_screenshot(colleague, "whole-similar")

    told = product.run("data", "accept")
    assert "写进了 1 条" in told and "还听不懂" not in told, told
    examples = (product.folder / "data/nlu").rglob("*.yml")
    assert any(f"    - {QUESTION}\n" in path.read_text(encoding="utf-8") for path in examples)
    learnt = yaml.safe_load((product.folder / "data/cases/questions/learnt.yml").read_text(encoding="utf-8"))
    assert learnt == [{"text": REWORDED, "intent": INTENT}]
    product.stop()
    product.start()
    pupil = person()
    ask(pupil, QUESTION)
    expect(pupil.locator(".kind-answer").last).to_contain_text(TAUGHT)
    keep_screenshot(pupil, "whole-understood")
