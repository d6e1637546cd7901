"""Every page of the knowledge desk: nothing for axe to complain of, light, dark and on a narrow phone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Page, ViewportSize, expect

from bot.helpdesk.conversation_tables import questions
from bot.helpdesk.database import now, writing
from bot.helpdesk.knowledge.facts import fact_labels
from bot.helpdesk.knowledge.files import with_provision, written_provisions
from bot.helpdesk.knowledge.paper import read_paper
from bot.policy.documents import read_infos
from bot.policy.importer.source import Original
from tests.browser.conftest import (
    COLOUR_RULES,
    DESKTOP,
    PASSWORD,
    Site,
    axe_violations,
    keep_screenshot,
)
from tests.web.knowledge import ANSWER, PAPER, QUOTE
from tests.web.test_knowledge_desk import zipped

NARROW: ViewportSize = {"width": 320, "height": 640}
DRAFT = "/helpdesk/knowledge/drafts/1"


@pytest.fixture(scope="module")
def editor(browser: Browser, site: Site) -> Iterator[Page]:
    """An editor signed in, who has put in the invented paper."""
    desk = site.app.state.desk
    desk.register.add("小编", "editor", PASSWORD, "test")
    held = read_infos(desk.settings.document_dir, desk.settings.published_dir / "documents")
    paper = read_paper(Original("通知.txt", PAPER.encode()), held)
    doubts = (*paper.doubts, "“云上小店”是什么，文件里没有写。")
    desk.drafts.begin("paper", paper.title, paper.files, "小编", doubts=doubts, origin="通知.txt")
    with writing(desk.engine) as connection:
        for n, text in enumerate(("创业担保贷款的贴息咋个算", "zzz")):
            row = {"conversation": f"c{n}", "text": text, "intent": "search", "outcome": "declined"}
            connection.execute(questions.insert().values(created=now(), confidence=0.1, **row))
    context = browser.new_context(base_url=site.address, viewport=DESKTOP, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto("/helpdesk")
    page.fill("input[name=name]", "小编")
    page.fill("input[name=password]", PASSWORD)
    page.click("button.main")
    page.wait_for_url("**/helpdesk/knowledge")
    yield page
    context.close()


def looked_at(page: Page, name: str) -> None:
    """The page as it stands, in every look."""
    page.evaluate("for (const part of document.querySelectorAll('main details')) part.open = true")
    assert axe_violations(page) == [], name
    keep_screenshot(page, f"desk-{name}")
    page.emulate_media(color_scheme="dark")
    assert axe_violations(page, COLOUR_RULES) == [], f"{name}, dark"
    keep_screenshot(page, f"desk-{name}-dark")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(NARROW)
    assert axe_violations(page) == [], f"{name}, narrow"
    wide = page.evaluate("document.documentElement.scrollWidth")
    keep_screenshot(page, f"desk-{name}-narrow")
    page.set_viewport_size(DESKTOP)
    assert wide <= NARROW["width"], f"{name} is {wide} wide"


@pytest.mark.parametrize("name", ["", "add", "documents?q=创业担保贷款", "missing"])
def test_lists_and_the_form_for_a_paper(editor: Page, name: str) -> None:
    editor.goto(f"/helpdesk/knowledge/{name}".rstrip("/"))
    looked_at(editor, name.partition("?")[0] or "home")


def test_a_refused_file_says_so(editor: Page) -> None:
    editor.goto("/helpdesk/knowledge/add")
    editor.click("button.main")
    expect(editor.get_by_role("alert")).to_contain_text("请选一个文件")
    looked_at(editor, "add-refused")


def test_a_zip_of_which_one_paper_is_read(editor: Page) -> None:
    editor.goto("/helpdesk/knowledge/add")
    content = zipped({"通知.txt": PAPER.encode(), "空.txt": b""})
    given: FilePayload = {"name": "一批.zip", "mimeType": "application/zip", "buffer": content}
    editor.set_input_files("input[name=file]", given)
    editor.click("button.main")
    expect(editor.get_by_role("alert")).to_contain_text("空.txt 是空的")
    looked_at(editor, "added")


def write_provision(page: Page) -> None:
    page.goto(f"{DRAFT}/provisions/-?clause=一&sentence=0")
    page.locator("summary", has_text="写一件新的").click()
    page.fill("input[name=new_name]", "云上小店开办补助")
    page.fill("textarea[name=answer]", "一次性补助1.5万元。")
    page.get_by_role("button", name="核对并保存").click()
    expect(page.locator("#wrong-area")).to_be_visible()
    looked_at(page, "provision-wrong")
    page.select_option("select[name=area]", "grants")
    page.fill("textarea[name=answer]", ANSWER)
    page.fill("input[name=aspect_amount]", "1.2万元。")
    page.get_by_role("button", name="核对并保存").click()
    page.wait_for_url("**/drafts/1#provisions")


def test_what_the_text_says_to_a_figure_that_is_typed(editor: Page) -> None:
    editor.goto(f"{DRAFT}/provisions/-?clause=一&sentence=0")
    editor.fill("textarea[name=answer]", "一次性补助1.5万元。")
    expect(editor.locator("#proof-answer")).to_contain_text("不在勾选的句子里")
    expect(editor.locator("textarea[name=answer]")).to_have_attribute("aria-invalid", "true")
    looked_at(editor, "provision-unproved")
    editor.fill("textarea[name=answer]", ANSWER)
    expect(editor.locator("#proof-answer")).to_have_text("✓ 原文里有")
    expect(editor.get_by_role("status")).to_have_text("写到的数字都在原文里。")
    looked_at(editor, "provision-proved")


def write_rule(page: Page) -> None:
    page.get_by_role("link", name="条件和算法").click()
    page.fill("input[name=fact_0]", fact_labels()["applicant"])
    page.select_option("select[name=shape]", "fixed")
    page.get_by_role("button", name="核对并保存").click()
    expect(page.locator("#wrong-value_0")).to_be_visible()
    looked_at(page, "rule-wrong")
    page.get_by_label("个体工商户").check()
    page.fill("input[name=text_0]", "是个体工商户")
    page.select_option("select[name=quote_0]", QUOTE)
    page.select_option("select[name=kind]", "subsidy")
    page.fill("input[name=sum]", "1.2万")
    page.select_option("select[name=benefit_quote]", QUOTE)
    page.get_by_role("button", name="核对并保存").click()
    page.wait_for_url("**/drafts/1#provisions")
    expect(page.locator(".provision")).to_contain_text("是个体工商户")


def test_writing_in_the_browser(editor: Page) -> None:
    editor.goto(DRAFT)
    looked_at(editor, "draft-read")
    write_provision(editor)
    write_rule(editor)
    looked_at(editor, "draft-written")


@pytest.mark.parametrize("state", ["running", "failed", "wrong", "answered"])
def test_a_draft_that_is_tried_and_asked(editor: Page, site: Site, state: str) -> None:
    drafts = site.app.state.desk.drafts
    draft = drafts.get(1)
    told = [{"text": "答复。", "citations": [["云政办规〔2031〕7号", "一"]], "buttons": ["转人工"]}]
    preview: dict[str, Any] = {"version": draft.version, "questions": ["补多少", "给谁"]}
    report: dict[str, Any] = {"state": state, "since": now().isoformat()}
    if state == "answered":
        preview |= {"problems": [], "trained": False, "before": [[], told], "after": [told, told]}
        report = {"problems": [], "worse": ["贷款：甲"], "rules": 3, "questions": 0}
    if state == "wrong":
        preview, report = preview | {"problems": ["数字不对"]}, {"problems": ["数字不对"]}
    done = state if state in {"running", "failed"} else "done"
    drafts.keep_preview(1, draft.version, {**preview, "state": done})
    drafts.keep_report(1, draft.version, {**report, "state": done})
    editor.goto(DRAFT)
    looked_at(editor, f"draft-{state}")


def test_what_is_being_typed_stays_while_an_answer_comes(editor: Page, site: Site) -> None:
    drafts = site.app.state.desk.drafts
    version = drafts.get(1).version
    preview: dict[str, Any] = {"version": version, "questions": ["补多少"], "since": now().isoformat()}
    drafts.keep_preview(1, version, {**preview, "state": "running"})
    editor.goto(DRAFT)
    expect(editor.get_by_text("机器人正在答")).to_be_visible()
    editor.fill("input[name=issuer]", "还没有保存的机关")
    told = [[{"text": "补1.2万元。", "citations": [], "buttons": []}]]
    drafts.keep_preview(
        1,
        version,
        {**preview, "state": "done", "problems": [], "trained": True, "before": told, "after": told},
    )
    expect(editor.get_by_text("发布前后一样")).to_be_visible()
    expect(editor.locator("input[name=issuer]")).to_have_value("还没有保存的机关")


def test_what_the_form_can_t_say_and_what_waits_for_a_second_person(editor: Page, site: Site) -> None:
    drafts = site.app.state.desk.drafts
    draft = drafts.get(1)
    path, entry = next(written_provisions(draft.files))
    entry["rule"] = {"benefit": {"kind": "subsidy", "formula": "2 * 6000", "says": "两份"}}
    drafts.change(1, draft.version, "小编", with_provision(draft.files, entry["slug"], entry))
    editor.goto(f"{DRAFT}/provisions/{entry['slug']}/rule")
    expect(editor.get_by_text("表单写不全")).to_contain_text(path)
    looked_at(editor, "rule-yaml")
    drafts.propose(1, draft.version + 1, "小编")
    editor.goto(DRAFT)
    expect(editor.get_by_text("不能发布它")).to_be_visible()
    looked_at(editor, "draft-proposed")


def reach(page: Page, name: str, presses: int = 150) -> None:
    """Move with the Tab key alone to what bears this name, as who uses no mouse would."""
    for _ in range(presses):
        page.keyboard.press("Tab")
        if name in str(page.evaluate(_FOCUSED)):
            shown = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert shown != "none", f"{name} has the focus and doesn't show it"
            return
    raise AssertionError(f"no Tab leads to {name}")


_FOCUSED = """(() => {
  const held = document.activeElement;
  const labels = [...(held.labels ?? [])].map((label) => label.textContent);
  return [held.getAttribute("aria-label"), ...labels, held.textContent].join(" ");
})()"""


def test_a_paper_becomes_an_answer_without_a_mouse(editor: Page) -> None:
    editor.goto("/helpdesk/knowledge")
    reach(editor, "加一份文件")
    editor.keyboard.press("Enter")
    editor.wait_for_url("**/add")
    reach(editor, "文件（.docx")
    # What opens here is the system's own window.
    other = PAPER.replace("7号", "8号").replace("云上小店", "云上集市")
    given: FilePayload = {"name": "通知.txt", "mimeType": "text/plain", "buffer": other.encode()}
    editor.locator(":focus").set_input_files(given)
    reach(editor, "读进来")
    editor.keyboard.press("Enter")
    editor.wait_for_url("**/drafts/*")
    draft = editor.url
    reach(editor, "写成规定：首次开办云上集市")
    editor.keyboard.press("Enter")
    editor.wait_for_url("**/provisions/-**")
    reach(editor, "还没有这件事")
    editor.keyboard.press("Enter")
    reach(editor, "名称，像人们平常说的那样")
    editor.keyboard.type("云上集市开办补助")
    reach(editor, "属于哪一类")
    while editor.locator("select[name=area]").input_value() != "grants":
        editor.keyboard.press("ArrowDown")
    reach(editor, "怎么回答")
    editor.keyboard.type("首次开办云上集市的，一次性补助1.2万元。")
    reach(editor, "多少钱、额度、比例")
    editor.keyboard.type("1.2万元。")
    reach(editor, "核对并保存")
    editor.keyboard.press("Enter")
    editor.wait_for_url("**#provisions")
    expect(editor.locator(".provision")).to_contain_text("云上集市")
    reach(editor, "送另一位同事审核")
    editor.keyboard.press("Enter")
    expect(editor.get_by_text("由另一位编辑或管理员审核发布")).to_be_visible()
    assert editor.url.partition("#")[0] == draft.partition("#")[0]
