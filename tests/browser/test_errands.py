"""Six errands on the trained product, on a phone and on a desktop: from the first word to a list or a ticket.

The pictures in docs/helpdesk.md are these runs': var/screenshots/errand_*.webp, copied to docs/images.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.browser.conftest import DESKTOP, PHONE, SCREENSHOTS, ask, axe_violations
from tests.browser.test_whole_product import person, product

__all__ = ["person", "product"]
Show = Callable[[Page], None]
_MOST_QUESTIONS = 15
_HEIGHT, _GAP = 640, 16


def loan(page: Page, _person: Any, show: Show) -> None:
    """From a card to the check's verdict, and onto the list."""
    page.locator(".entrances button", has_text="创业贷款").click()
    page.get_by_role("button", name="看看我符不符合").last.click()
    _check(page, show)
    _onto_the_list(page)


def shop(page: Page, _person: Any, show: Show) -> None:
    """From a question to the page of its matter, and onto the list."""
    ask(page, "开个小吃店要办什么证")
    expect(_latest(page)).to_contain_text("申请书")
    show(page)
    _add_from_all_matters(page, "卖食品要许可证还是备案")


def subsidy(page: Page, _person: Any, show: Show) -> None:
    """A graduate asks for money, is checked, and has the papers on the list."""
    ask(page, "刚毕业想开店有补贴吗")
    expect(page.locator(".message.bot", has_text="3万元").last).to_be_visible()
    page.get_by_role("button", name="看看我符不符合").last.click()
    _check(page, show, {"哪一类人": "高校毕业生", "以前拿过": "不是", "几年了": "1年"})
    _onto_the_list(page)
    expect(page.locator("[id^=m-]").first).to_contain_text("初步看符合")


def first_tax(page: Page, _person: Any, show: Show) -> None:
    """When the first return is due, as an entry of the list."""
    ask(page, "新公司第一个月要报税吗")
    expect(_latest(page)).to_contain_text("15日内")
    show(page)
    _add_from_all_matters(page, "增值税多久报一次、几号前报")


def late_payment(page: Page, person: Any, show: Show) -> None:
    """What the law says, then a person who writes."""
    ask(page, "政府拖欠我的工程款")
    expect(_latest(page)).to_contain_text("30天内付")
    show(page)
    page.click(".call")
    _followed(page, person, "请把合同和验收单的照片准备好，我们转给中小企业主管部门。")


def fraud(page: Page, person: Any, show: Show) -> None:
    """Safety first, a ticket at once, and a person who writes."""
    ask(page, "我交了加盟费，对方卷款跑了，我是不是被骗了")
    expect(_latest(page)).to_contain_text("不要再转钱")
    expect(_latest(page)).to_contain_text("110")
    show(page)
    _followed(page, person, "转账凭证留好，先去派出所报案；报案以后告诉我回执编号。")


ERRANDS = {
    "loan": loan,
    "shop": shop,
    "subsidy": subsidy,
    "tax": first_tax,
    "late": late_payment,
    "fraud": fraud,
}


@pytest.mark.parametrize("name", ERRANDS)
def test_an_errand_ends_in_a_list_or_a_ticket(person: Any, name: str) -> None:
    shots: list[Image.Image] = []
    for device in (PHONE, DESKTOP):
        page = person(viewport=device)
        ERRANDS[name](page, person, lambda shown, device=device: shots.append(_shot(shown, device)))
        shots.append(_shot(page, device))
        assert axe_violations(page) == []
        width = "document.documentElement.scrollWidth <= innerWidth"
        assert page.evaluate(width), "nothing to scroll sideways for"
        page.context.close()
    # On the phone from the answer to the end, on the desktop the end.
    _side_by_side([shots[0], shots[1], shots[-1]], name)


def _latest(page: Page) -> Locator:
    return page.locator(".message.bot:not(.typing)").last


def _check(page: Page, show: Show, answers: dict[str, str] | None = None) -> None:
    """Answer each question until there is a verdict: as `answers` say (words of the question → a button,
    or what is typed where there is none), else by the first button.
    """
    for _ in range(_MOST_QUESTIONS):
        expect(page.locator(".verdict, .replies button").last).to_be_visible()
        if page.locator(".verdict").count():
            break
        said, asked = page.locator(".message.bot:not(.typing)"), _latest(page).inner_text()
        count = said.count()
        answer = next((answer for words, answer in (answers or {}).items() if words in asked), "")
        button = page.locator(".replies button").filter(has_text=answer)
        if not button.count():
            ask(page, answer)
            continue
        button.first.click()
        said.nth(count).wait_for()
    expect(page.locator(".verdict").last).to_be_visible()
    page.locator(".verdict").last.scroll_into_view_if_needed()
    show(page)


def _onto_the_list(page: Page) -> None:
    page.locator(".replies button", has_text="加进清单").click()
    _latest(page).get_by_role("button", name="打开清单").click()
    expect(page.locator("[id^=m-]").first).to_be_visible()


def _add_from_all_matters(page: Page, matter: str) -> None:
    """From the chat's bar to all matters, to the page of one, onto the list."""
    page.click(".bar >> text=清单")
    page.click("main >> text=全部事项")
    page.get_by_role("link", name=matter, exact=True).first.click()
    expect(page.locator("h1")).to_contain_text(matter)
    page.click("text=加进清单")
    expect(page.locator("[id^=m-]", has_text=matter)).to_be_visible()


def _followed(page: Page, person: Any, answer: str) -> None:
    """A telephone is left, staff answer in the console, the visitor reads it."""
    handed = page.locator(".kind-handoff").last
    expect(handed).to_contain_text("工单号是 T0")
    number = re.search(r"T\d{6}", handed.inner_text())
    assert number
    handed.locator("summary").click()
    page.fill("[name=phone]", "13800138000")
    page.click(".contact .button")
    expect(page.locator(".contact [role=status]")).to_contain_text("记下了")
    staff = person("小李")
    staff.goto(f"/helpdesk/tickets/{number[0]}")
    expect(staff.locator("#heading")).to_contain_text("13800138000")
    staff.fill("#reply textarea", answer)
    staff.click("#reply .main")
    expect(staff.locator("#thread .staff")).to_contain_text(answer)
    staff.context.close()
    expect(page.locator(".kind-staff").last).to_contain_text(answer)


def _shot(page: Page, device: ViewportSize) -> Image.Image:
    page.evaluate("document.fonts.ready")
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    return picture.resize((_HEIGHT * device["width"] // device["height"], _HEIGHT))


def _side_by_side(shots: list[Image.Image], name: str) -> None:
    width = sum(shot.width for shot in shots) + _GAP * (len(shots) - 1)
    whole = Image.new("RGB", (width, _HEIGHT), "white")
    left = 0
    for shot in shots:
        whole.paste(shot, (left, 0))
        left += shot.width + _GAP
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    whole.save(SCREENSHOTS / f"errand_{name}.webp", quality=70, method=6)
