"""The agent's hour in a real browser: nothing written is lost, the queue keeps its place, keys suffice."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import update

from bot.helpdesk.database import writing
from bot.helpdesk.draft_parts import Part, put_together
from bot.helpdesk.ticket_tables import ticket_contents
from bot.helpdesk.tickets import NewTicket, change
from bot.settings import Settings
from tests.browser.conftest import (
    DESKTOP,
    PASSWORD,
    PATIENCE_MS,
    PHONE,
    Site,
    axe_violations,
    keep_screenshot,
    quickest,
    read_by_triage,
    sign_in,
)

QUESTION = "孵化器里的房租能不能少一点，我们三个人刚搬进来"
# Seconds between what a visitor writes and its standing in the page of whoever answers.
THREAD_FOLLOWS_WITHIN = 4.0
_NAMES = (f"坐席{n}" for n in itertools.count(1))


@pytest.fixture
def desk(built_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A website whose helpdesk is empty."""
    folder = tmp_path_factory.mktemp("desk")
    own = replace(built_settings, var_dir=folder, database_url=f"sqlite:///{folder}/helpdesk.db")
    site = Site(own)
    site.start()
    yield site
    site.stop()


@pytest.fixture
def staff(browser: Browser, desk: Site) -> Iterator[Callable[..., Page]]:
    """A member of staff signed in: staff(role, viewport=…)."""
    contexts = []

    def come(role: str = "agent", **options: object) -> Page:
        name = next(_NAMES)
        desk.app.state.desk.register.add(name, role, PASSWORD, "test")
        options = {"viewport": DESKTOP, "reduced_motion": "reduce", **options}
        context = browser.new_context(base_url=desk.address, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        return sign_in(page, name)

    yield come
    for context in contexts:
        context.close()


def open_tickets(site: Site, count: int) -> list[str]:
    """So many tickets with a draft each."""
    store = site.app.state.desk.tickets
    numbers = [store.open(NewTicket(f"c{i}", f"{QUESTION}（第{i}位）")).number for i in range(1, count + 1)]
    read_by_triage(site, *numbers)
    return numbers


def at(page: Page, number: str, text: str) -> Page:
    page.goto(f"/helpdesk/tickets/{number}")
    page.fill("#reply textarea", text)
    return page


def said(site: Site, conversation: str) -> list[str]:
    return [m["text"] for m in site.app.state.conversations.history(conversation, author="staff")]


def test_what_could_not_be_sent_stays_and_is_sent_again(desk: Site, staff: Callable[..., Page]) -> None:
    (number,) = open_tickets(desk, 1)
    page = at(staff(), number, "带执照和身份证来。")
    page.context.set_offline(True)
    page.click("#reply .main")
    expect(page.locator("#unsent")).to_contain_text("没有送到")
    expect(page.locator("#reply textarea")).to_have_value("带执照和身份证来。")
    page.context.set_offline(False)
    page.click("#unsent >> text=重试")
    expect(page.locator("#thread .staff")).to_contain_text("带执照和身份证来。")
    assert said(desk, "c1") == ["带执照和身份证来。"]
    page.reload()
    expect(page.locator("#reply textarea")).not_to_have_value("带执照和身份证来。")


def test_a_log_in_that_ended_loses_nothing(desk: Site, staff: Callable[..., Page]) -> None:
    (number,) = open_tickets(desk, 1)
    page = staff()
    name = page.inner_text(".desk-me a").split("（")[0]
    at(page, number, "写了半天的答复")
    page.context.clear_cookies()
    page.click("#reply .main")
    expect(page.locator("#unsent")).to_contain_text("登录过期了")
    page.click("text=重新登录")
    page.fill("input[name=name]", name)
    page.fill("input[name=password]", PASSWORD)
    page.click("button.main")
    expect(page.locator("#reply textarea")).to_have_value("写了半天的答复")
    page.click("#reply .main")
    expect(page.locator("#thread .staff")).to_contain_text("写了半天的答复")


def test_a_visitor_who_withdraws_meanwhile_is_told_and_the_draft_stays(
    desk: Site, staff: Callable[..., Page]
) -> None:
    (number,) = open_tickets(desk, 1)
    page = at(staff(), number, "还差一句")
    desk.app.state.desk.handover.before_bot("c1", "不用人工了")
    expect(page.locator("#ended")).to_contain_text("访客刚刚撤销了")
    expect(page.locator("#heading")).to_contain_text("已关闭")
    page.click("#reply .main")
    expect(page.locator("#unsent")).to_contain_text("没有送到")
    expect(page.locator("#reply textarea")).to_have_value("还差一句")


def test_the_thread_and_its_heading_follow_the_visitor(desk: Site, staff: Callable[..., Page]) -> None:
    (number,) = open_tickets(desk, 1)
    page = at(staff(), number, "请问成立多久了？")
    page.click("#reply .main")
    expect(page.locator("#heading")).to_contain_text("等访客")

    def shown(turn: int) -> float:
        text = f"{turn + 2}年了"
        desk.app.state.conversations.append("c1", [("visitor", {"kind": "visitor", "text": text})])
        desk.app.state.desk.handover.before_bot("c1", text)
        begun = time.monotonic()
        expect(page.locator("#thread .visitor").last).to_contain_text(text)
        return time.monotonic() - begun

    assert quickest(shown) <= THREAD_FOLLOWS_WITHIN
    expect(page.locator("#heading")).to_contain_text("处理中")
    expect(page.locator("#heading")).to_contain_text("前回复")
    expect(page.locator("#thread time").last).to_contain_text("今天")


def test_a_canned_reply_is_found_by_a_stroke_and_a_few_letters(
    desk: Site, staff: Callable[..., Page]
) -> None:
    (number,) = open_tickets(desk, 1)
    page = at(staff(), number, "")
    page.locator("#reply textarea").press_sequentially("/补充")
    expect(page.locator("#canned [role=option]:visible")).to_have_count(1)
    assert axe_violations(page) == []
    page.keyboard.press("Enter")
    expect(page.locator("#reply textarea")).to_have_value(
        "您好，为了准确回答，请再说说：您在哪个州（市）、什么身份、想办哪件事？"
    )


def test_new_tickets_are_offered_and_move_nobody(desk: Site, staff: Callable[..., Page]) -> None:
    open_tickets(desk, 12)
    page = staff(viewport={"width": 1280, "height": 800})
    visible = page.evaluate(
        "[...document.querySelectorAll('.ticket')]"
        ".filter(row => row.getBoundingClientRect().bottom <= innerHeight).length"
    )
    assert visible >= 8, "as many two-line rows as a screen of 800 pixels should show"
    for _ in range(3):
        page.keyboard.press("j")
    chosen = page.locator(".ticket.chosen").get_attribute("id")
    desk.app.state.desk.tickets.open(NewTicket("new", "新来的一张"))
    expect(page.locator("#news")).to_contain_text("新到 1 张")
    assert page.title().startswith("(1)")
    expect(page.locator(".ticket")).to_have_count(12)
    page.click("#news")
    expect(page.locator(".ticket.fresh")).to_contain_text("新来的一张")
    expect(page.locator(".ticket.chosen")).to_have_attribute("id", chosen or "")
    keep_screenshot(page, "console-queue")
    page.locator(".ticket.chosen .ticket-link").press("Enter")
    page.wait_for_url("**/tickets/T*")
    page.keyboard.press("u")
    page.wait_for_url("**/helpdesk")
    expect(page.locator(".ticket.chosen .ticket-link")).to_be_focused()


def test_twenty_tickets_take_a_press_or_two_each_and_no_scrolling(
    desk: Site, staff: Callable[..., Page], record_property: Callable[[str, object], None]
) -> None:
    numbers = open_tickets(desk, 20)
    own = desk.app.state.desk
    with writing(own.engine) as connection:
        for number in range(1, 21):
            change(connection, number, suggested_reply="您好，孵化器的房租减免见二十二条，请问当地科技部门。")
    page = staff(viewport={"width": 1280, "height": 800})
    presses = scrolls = 0

    def press(key: str) -> None:
        nonlocal presses
        page.keyboard.press(key)
        presses += 1

    press("j")
    press("Enter")
    for done, number in enumerate(numbers, 1):
        page.wait_for_url(f"**/tickets/{number}*")
        # The question, the draft and the buttons are in sight at once: nothing to scroll for.
        for selector in (".question", "#reply textarea", "#reply .main"):
            box = page.locator(selector).first.bounding_box()
            if not box or box["y"] < 0 or box["y"] + min(box["height"], 100) > 800:
                scrolls += 1
        press("Control+Shift+Enter")
        if done == 1:
            keep_screenshot(page, "console-ticket")
    page.wait_for_url("**/helpdesk")
    expect(page.locator(".empty")).to_be_visible()
    assert all(own.tickets.get(n)["status"] == "resolved" for n in range(1, 21))
    record_property("presses", presses)
    record_property("scrolls", scrolls)
    assert scrolls == 0
    # Before: j, Enter, a wheel to the field, r, Tab twice and Enter, u: eight acts each.
    assert presses <= 20 * 8 / 2


def test_several_tickets_are_chosen_by_key_settled_together_and_put_back(
    desk: Site, staff: Callable[..., Page]
) -> None:
    open_tickets(desk, 4)
    own = desk.app.state.desk
    page = staff()
    for key in ("j", "x", "j", "j", "x"):
        page.keyboard.press(key)
    expect(page.locator("#count")).to_have_text("（2）")
    own.tickets.open(NewTicket("new", "新来的一张"))
    expect(page.locator("#news")).to_contain_text("新到 1 张", timeout=4000)
    page.click("#news")
    expect(page.locator(".tick:checked")).to_have_count(2)
    keep_screenshot(page, "console-chosen-in-queue")
    page.keyboard.press("b")
    page.wait_for_url("**/helpdesk/chosen?*")
    page.select_option("select[name=canned]", label="收到")
    page.click("text=看每位访客会收到什么")
    expect(page.locator(".texts dd").first).to_contain_text("您的问题（工单 T000001）我看到了")
    keep_screenshot(page, "console-chosen-texts")
    page.click("text=发给 2 位访客并办结")
    expect(page.locator("h1")).to_have_text("2 张工单办好了")
    assert [own.tickets.get(n)["status"] for n in (1, 2, 3)] == ["resolved", "new", "resolved"]
    page.click("button:text('撤销')")
    expect(page.locator("main [role=status]")).to_contain_text("重新打开")
    assert [own.tickets.get(n)["status"] for n in (1, 2, 3)] == ["open", "new", "open"]


def test_what_left_the_queue_is_no_longer_chosen(desk: Site, staff: Callable[..., Page]) -> None:
    open_tickets(desk, 3)
    page = staff()
    page.click("#all")
    expect(page.locator("#count")).to_have_text("（3）")
    desk.app.state.desk.casework.close(2, "system")
    expect(page.locator(".ticket")).to_have_count(2, timeout=4000)
    expect(page.locator("#count")).to_have_text("（2）")
    page.click("#choice button:not([type])")
    expect(page.locator("h1")).to_have_text("选中的 2 张工单")


def test_a_merger_is_seen_before_it_is_done(desk: Site, staff: Callable[..., Page]) -> None:
    open_tickets(desk, 2)
    desk.app.state.conversations.append("c2", [("visitor", {"kind": "visitor", "text": "我在楚雄"})])
    page = staff()
    page.goto("/helpdesk/tickets/T000002")
    page.fill("input[name=into]", "t1")
    page.click("text=看合并以后的样子")
    expect(page.locator("h1")).to_have_text("合并以后的 T000001")
    expect(page.locator(".said")).to_contain_text("我在楚雄")
    assert desk.app.state.desk.tickets.get(2)["status"] == "new"
    keep_screenshot(page, "console-merge")
    page.click("button.main")
    page.wait_for_url("**/tickets/T000001")
    expect(page.locator("#thread")).to_contain_text("我在楚雄")


PARTS = [
    {"asked": "能贷多少", "about": "关于“创业担保贷款”", "text": "最高30万元。\n依据：某文件。"},
    {"asked": "营业执照丢了怎么补", "about": "关于“补照”", "text": "先在公示系统声明作废。"},
    {"asked": "孩子学区怎么划", "about": "", "text": ""},
]


def give_parts(site: Site, ticket: int) -> None:
    """A draft of two parts, and a question that it leaves open."""
    with writing(site.app.state.desk.engine) as connection:
        whole = put_together([Part(**part) for part in PARTS])
        change(connection, ticket, suggested_reply=whole, assessed=True)
        mine = ticket_contents.c.ticket_id == ticket
        connection.execute(update(ticket_contents).where(mine).values(parts=PARTS))


def test_parts_of_a_draft_are_struck_and_taken_back_and_what_staff_wrote_stays(
    desk: Site, staff: Callable[..., Page]
) -> None:
    (number,) = open_tickets(desk, 1)
    give_parts(desk, 1)
    page = staff()
    page.goto(f"/helpdesk/tickets/{number}")
    reply, boxes = page.locator("#reply textarea"), page.locator("#parts input[type=checkbox]")
    expect(page.locator("#parts")).to_contain_text("没有草稿，请您来写：“孩子学区怎么划”")
    keep_screenshot(page, "console-parts")
    boxes.nth(0).uncheck()
    expect(page.locator("#parts [role=status]")).to_have_text("从答复里去掉了")
    assert "30万元" not in reply.input_value() and "一、" not in reply.input_value()
    boxes.nth(0).check()
    expect(reply).to_have_value(put_together([Part(**part) for part in PARTS]))
    # From here on the words are somebody's own.
    reply.fill(reply.input_value().replace("您好，", "张女士您好，"))
    boxes.nth(1).uncheck()
    expect(page.locator("#parts [role=status]")).to_have_text("从答复里去掉了")
    left = reply.input_value()
    assert left.startswith("张女士您好") and "补照" not in left and "作废" not in left and "30万元" in left
    boxes.nth(1).check()
    assert reply.input_value().index("作废") < reply.input_value().index("以上供您参考")
    reply.fill(reply.input_value().replace("声明作废", "挂失"))
    # Taking a part away that was reworded is left to whoever reworded it.
    boxes.nth(1).click()
    expect(page.locator("#parts [role=status]")).to_contain_text("请在答复里自己改")
    expect(boxes.nth(1)).to_be_checked()
    page.click("#reply .main")
    expect(page.locator("#thread .staff")).to_contain_text("挂失")
    assert said(desk, "c1")[0].startswith("张女士您好")


STATES = {
    "chosen": "/helpdesk/chosen?T000001=1&T000002=1&T000004=1&canned=1",
    "nothing chosen": "/helpdesk/chosen",
    "merge": "/helpdesk/chosen/merge?T000002=1&T000004=1&T000005=1&into=T000001",
    "queue": "/helpdesk",
    "ticket": "/helpdesk/tickets/T000001",
    "offline": "/helpdesk/tickets/T000004",
    "letter": "/helpdesk/tickets/T000005/letter",
    "new": "/helpdesk/new",
    "unanswered": "/helpdesk/unanswered",
    "learning": "/helpdesk/learning",
    "canned": "/helpdesk/canned",
    "triage": "/helpdesk/triage",
    "figures": "/helpdesk/figures",
    "audit": "/helpdesk/audit?verify=1",
    "staff": "/helpdesk/staff",
    "password": "/helpdesk/password",
    "second factor": "/helpdesk/second-factor",
    "no such ticket": "/helpdesk/tickets/T999999",
}
_LOOKS: tuple[dict[str, str], ...] = ({}, {"theme": "dark"}, {"contrast": "more"})


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_every_console_state_is_accessible_in_every_look(
    desk: Site, staff: Callable[..., Page], viewport: dict[str, int]
) -> None:
    open_tickets(desk, 2)
    own, conversations = desk.app.state.desk, desk.app.state.conversations
    page = staff("admin", viewport=viewport)
    name = page.inner_text(".desk-me a").split("（")[0]
    turns = [("visitor", {"kind": "visitor", "text": f"第{i}句"}) for i in range(40)]
    conversations.append("c1", [*turns, ("bot", {"kind": "refusal", "text": "没有写到"})], {"intent": "x/y"})
    own.tickets.open(NewTicket("c3", "想问的很多。" * 80))
    for number in (4, 5):
        own.tickets.open(
            NewTicket(f"staff-{number}", "来电问租金", "staff", contact={"phone": "087112345678"})
        )
    own.casework.answered(5, name, "请带执照来。", "letter")
    give_parts(desk, 1)
    own.casework.classify(1, name, "other", [], True)
    own.casework.remind(1)
    own.casework.write_note(1, name, "要问科技局")
    own.learning.propose("想借钱", "loans/startup_guarantee_loan", name)
    complaints = []
    for state, address in STATES.items():
        page.goto(address)
        page.wait_for_load_state("networkidle") if state == "figures" else None
        for look in _LOOKS:
            page.evaluate("data => Object.assign(document.documentElement.dataset, data)", look)
            complaints += [f"{state} {look}: {v}" for v in axe_violations(page)]
            page.evaluate(
                "names => names.forEach(n => delete document.documentElement.dataset[n])", list(look)
            )
        keep_screenshot(page, f"console-{state.replace(' ', '-')}-{viewport['width']}")
    page.goto("/helpdesk")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    complaints += [f"keys: {v}" for v in axe_violations(page)]
    assert complaints == []
