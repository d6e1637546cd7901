"""The knowledge desk as officials use it: a paper comes in, a second person publishes it, visitors are told.

In front of the whole product with its trained model; on an invented paper, and, where it is at hand, on the
one of the collection of difficult files.
"""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from rich.console import Console

from bot.helpdesk.staff import StaffRegister
from bot.launcher import running_product
from bot.policy.build import build_store, is_current
from bot.processes import free_port
from bot.settings import ROOT, settings
from bot.training import model_path
from tests.browser.conftest import DESKTOP, PASSWORD, ask, axe_violations, keep_screenshot, ready

INVENTED = """\
云南省人民政府办公厅关于调整创业担保贷款额度的通知

云政办规〔2026〕97号

各州、市人民政府：

一、贷款额度。个人创业担保贷款额度最高36万元，小微企业最高450万元。

二、贷款期限。个人创业担保贷款期限最长4年，小微企业最长3年。

本通知自2026年3月1日起施行，有效期至2030年2月28日。

云南省人民政府办公厅

2026年2月10日
"""
SHARED = ROOT.parent / "shared/files/cc_newer_yunnan_paper.txt"
MATTER = "个人创业担保贷款能贷多少"
# What the first check of a machine takes, when nothing is kept of what the model hears.
TRIED_WITHIN_MS = 1_500_000
# A store is built, a bot loaded.
ASKED_WITHIN_MS = 240_000


@dataclass(frozen=True)
class Paper:
    """A file, its number, the sum that its first clause allows, a wrong one."""

    file: Path
    number: str
    day: str
    sum: str
    wrong: str


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The whole product on databases and a store of its own, with two editors."""
    base = settings()
    if not is_current(base):
        build_store(base)
    if not model_path(base).is_file():
        pytest.skip("the model of the present inputs is not trained: `bot train`")
    folder = tmp_path_factory.mktemp("desk")
    own = replace(
        base,
        port=free_port(),
        var_dir=folder,
        policy_db=folder / "policy.db",
        published_in="",
        encoder_dir=str(base.encoder_cache),
        database_url=f"sqlite:///{folder}/helpdesk.db",
        rate_limit=0,
        # A loaded machine must not be answered by the search instead.
        rasa_timeout=120,
    )
    shutil.copy(base.policy_db, own.policy_db)
    register = StaffRegister(own.database_url)
    for name in ("小编", "大编"):
        register.add(name, "editor", PASSWORD, "test")
    with running_product(own, Console(stderr=True)) as base_url:
        yield base_url


@pytest.fixture(params=["shared", "invented"])
def paper(request: pytest.FixtureRequest, tmp_path: Path) -> Paper:
    if request.param == "invented":
        file = tmp_path / "额度通知.txt"
        file.write_text(INVENTED, encoding="utf-8")
        return Paper(file, "云政办规〔2026〕97号", "2026年2月10日", "36万元", "63万元")
    if not SHARED.is_file():
        pytest.skip("../shared/files is not at hand")
    return Paper(SHARED, "云政办规〔2026〕3号", "2026年1月20日", "30万元", "35万元")


def editor(browser: Browser, address: str, name: str) -> Page:
    page = browser.new_context(base_url=address, viewport=DESKTOP).new_page()
    page.set_default_timeout(60_000)
    page.goto("/helpdesk")
    page.fill("input[name=name]", name)
    page.fill("input[name=password]", PASSWORD)
    page.click("button.main")
    page.wait_for_url("**/helpdesk/knowledge")
    return page


def looked_at(page: Page, name: str) -> None:
    """A picture to be looked at, and nothing for axe to complain of."""
    keep_screenshot(page, f"knowledge-{name}")
    assert axe_violations(page) == [], name


def test_a_paper_goes_in_by_browser_and_the_next_visitor_is_told(
    browser: Browser, address: str, paper: Paper
) -> None:
    begun = time.monotonic()
    author = editor(browser, address, "小编")
    looked_at(author, "desk")
    author.get_by_role("link", name="加一份文件").click()
    looked_at(author, "add")
    author.set_input_files("input[name=file]", paper.file)
    author.get_by_role("button", name="读进来").click()
    author.wait_for_url(re.compile(r"/drafts/\d+$"))
    expect(author.locator("input[name=number]")).to_have_value(paper.number)
    looked_at(author, "draft")

    author.get_by_role("link", name="写成规定").first.click()
    said = f"个人创业担保贷款最高{paper.wrong}。"
    author.fill("input[name=matter]", MATTER)
    author.fill("textarea[name=answer]", said)
    author.fill("input[name=aspect_amount]", f"个人最高{paper.sum}。")
    author.get_by_role("button", name="核对并保存").click()
    expect(author.locator("#wrong-answer")).to_contain_text("不在勾选的句子里")
    expect(author.locator("textarea[name=answer]")).to_have_value(said)
    looked_at(author, "wrong")
    author.fill("textarea[name=answer]", f"个人创业担保贷款最高{paper.sum}。")
    author.get_by_role("button", name="核对并保存").click()
    expect(author.locator(".provision")).to_contain_text(paper.sum)
    author.fill("input[name=question_0]", "创业担保贷款个人最高能贷多少钱")
    author.get_by_role("button", name="问", exact=True).click()
    told = author.locator("#answered .halves > div")
    expect(told.last).to_contain_text(paper.sum, timeout=ASKED_WITHIN_MS)
    expect(told.last).to_contain_text(paper.number)
    expect(told.first).not_to_contain_text(paper.number)
    looked_at(author, "asked")
    author.get_by_role("button", name="送另一位同事审核").click()
    expect(author.get_by_text("不能发布它")).to_be_visible()
    looked_at(author, "proposed")
    where = author.url.partition("#")[0]

    second = editor(browser, address, "大编")
    second.goto(where)
    expect(second.get_by_text("检查做完了")).to_be_visible(timeout=TRIED_WITHIN_MS)
    looked_at(second, "tried")
    reason = second.locator("input[name=reason]")
    if reason.count():
        reason.fill("新文件的数字和旧文件不同，两处都会说出来。")
    second.get_by_role("button", name="审核通过，发布").click()
    expect(second.get_by_text("访客已经看到")).to_be_visible()
    looked_at(second, "published")
    print(f"{paper.number}: {time.monotonic() - begun:.0f} s from the log-in to the publication")

    visitor = browser.new_context(base_url=address, viewport=DESKTOP).new_page()
    visitor.set_default_timeout(300_000)
    visitor.goto("/")
    ask(ready(visitor), "创业担保贷款个人最高能贷多少钱")
    answer = visitor.locator(".message.bot:not(.typing)").last
    expect(answer).to_contain_text(paper.sum)
    expect(answer).to_contain_text(paper.number)
    expect(answer).to_contain_text(re.compile("2026年"))
    keep_screenshot(visitor, f"knowledge-told-{paper.sum[:2]}")
    for page in (author, second, visitor):
        page.context.close()
