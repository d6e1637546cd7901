"""The chat as people use it: asking, following a citation, keeping, forgetting, two tabs, staff."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Site, answered, ask, ready, token_of, type_for_suggestions

SUBSIDY = "卖了一台没人用过的新设备，买家能拿多少补助？"


@pytest.mark.parametrize("options", [{}, {"viewport": PHONE, "has_touch": True}], ids=["desktop", "phone"])
def test_a_question_is_answered_and_its_citation_opens_the_sentence(
    visit: Callable[..., Page], options: dict[str, Any]
) -> None:
    page = ready(visit(**options))
    ask(page, SUBSIDY)
    expect(page.locator(".figures")).to_contain_text("500万元")
    page.click(".chip")
    expect(page.locator("#clause mark")).to_contain_text("对采购方按照成交额的 10% 给予补助")
    page.keyboard.press("Escape")
    expect(page.locator("#clause")).to_be_hidden()
    expect(page.locator(".chip")).to_be_focused()


def test_the_citation_leads_to_the_clause_of_the_document(page: Page) -> None:
    ask(page, SUBSIDY)
    page.goto(page.get_attribute(".chip", "href") or "")
    clause = page.locator("article[id=四]")
    expect(clause).to_contain_text("加大政府采购支持")
    expect(clause).to_be_in_viewport()


def test_an_article_whose_text_is_not_held_shows_what_is_known_of_it(page: Page) -> None:
    ask(page, "营业执照丢了怎么办")
    page.click(".chip")
    expect(page.locator("#clause")).to_contain_text("没有存这部法规的全文")


def test_the_conversation_is_there_after_a_reload_and_gone_after_forgetting(page: Page, site: Site) -> None:
    ask(page, SUBSIDY)
    token = token_of(page)
    page.reload()
    expect(page.locator(".message.visitor")).to_contain_text(SUBSIDY)
    expect(page.locator("#welcome")).to_be_hidden()
    page.click("[data-opens=settings]")
    page.click("[data-action=forget]")
    page.click("#confirm .danger")
    expect(page.locator("#welcome")).to_be_visible()
    expect(page.locator(".message")).to_have_count(0)
    conversation = site.app.state.tokens.conversation(token)
    assert site.app.state.conversations.history(conversation) == []
    page.reload()
    expect(page.locator("#welcome")).to_be_visible()


def test_enter_while_a_word_is_composed_never_sends(page: Page) -> None:
    page.focus("#message")
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "dai kuan", "selectionStart": 8, "selectionEnd": 8})
    page.evaluate(
        """() => document.getElementById('message').dispatchEvent(
            new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"""
    )
    session.send("Input.insertText", {"text": "贷款"})
    expect(page.locator(".message")).to_have_count(0)
    expect(page.locator("#message")).to_have_value("贷款")
    page.keyboard.press("Enter")
    expect(page.locator(".kind-clarify")).to_be_visible()


def test_shift_enter_makes_a_new_line(page: Page) -> None:
    page.type("#message", "第一行")
    page.keyboard.press("Shift+Enter")
    page.type("#message", "第二行")
    assert page.input_value("#message") == "第一行\n第二行"


@pytest.mark.parametrize("typed", ["cydk", "chuangyedaikuan", "创业贷款", "創業貸款"])
def test_suggestions_are_found_and_chosen_by_keys_alone(page: Page, typed: str) -> None:
    type_for_suggestions(page, typed)
    option = page.locator("[role=option]").first
    expect(option).to_contain_text("创业担保贷款")
    page.keyboard.press("ArrowDown")
    active = page.get_attribute("#message", "aria-activedescendant")
    assert active == option.get_attribute("id")
    page.keyboard.press("Enter")
    expect(page.locator(".message.visitor p")).to_have_text("创业担保贷款")
    expect(page.locator("#suggestions")).to_be_hidden()


def test_escape_closes_the_suggestions_and_keeps_what_was_typed(page: Page) -> None:
    type_for_suggestions(page, "cydk")
    page.keyboard.press("Escape")
    expect(page.locator("#suggestions")).to_be_hidden()
    assert page.input_value("#message") == "cydk"


def test_replies_of_opening_follow_up_and_handover_do_not_mix(page: Page) -> None:
    expect(page.locator("#welcome .entrances button")).to_have_count(4)
    ask(page, SUBSIDY)
    replies = page.locator(".replies button")
    expect(replies).to_have_text(["有什么条件", "我符合吗", "转人工"])
    page.click(".call")
    page.wait_for_selector(".kind-handoff")
    offered = ["补充一句情况", "看看能问什么", "工单到哪一步了", "回到机器人", "不用人工了"]
    expect(replies).to_have_text(offered)
    expect(page.locator(".call")).to_have_text("已转人工")
    page.reload()
    expect(page.locator(".call")).to_have_text("已转人工")
    page.click("text=不用人工了")
    expect(page.locator(".call")).to_have_text("转人工")
    expect(replies).to_have_count(0)


def test_contact_details_are_left_only_by_choice_and_checked(page: Page) -> None:
    ask(page, "转人工")
    page.click(".kind-handoff summary")
    page.fill("[name=phone]", "12")
    page.click(".contact .button")
    expect(page.locator(".contact [role=status]")).not_to_be_empty()
    expect(page.locator(".contact [role=status]")).not_to_contain_text("记下了")
    page.fill("[name=phone]", "13800138000")
    page.click(".contact .button")
    expect(page.locator(".contact [role=status]")).to_contain_text("记下了")


def test_a_staff_reply_appears_by_itself_and_is_spoken(page: Page, site: Site) -> None:
    ask(page, "转人工")
    site.staff_says(token_of(page), "我来帮您看看。")
    expect(page.locator(".kind-staff")).to_contain_text("我来帮您看看。")
    expect(page.locator("#announcer")).to_have_text("王敏说：我来帮您看看。")


def test_new_answers_are_spoken(page: Page) -> None:
    ask(page, "明天天气怎么样")
    expect(page.locator("#announcer")).to_contain_text("这个问题我答不了")


def test_two_tabs_of_one_visitor_agree(page: Page, visit: Callable[..., Page]) -> None:
    ask(page, SUBSIDY)
    other = ready(visit("/", context=page.context))
    expect(other.locator(".message.visitor")).to_have_count(1)
    ask(other, "明天天气怎么样")
    expect(page.locator(".message.visitor")).to_have_count(2)
    other.click("[data-opens=settings]")
    other.click("[data-action=forget]")
    other.click("#confirm .danger")
    expect(page.locator("#welcome")).to_be_visible()


def test_an_answer_is_copied_with_its_source(page: Page, site: Site) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.address)
    ask(page, SUBSIDY)
    page.click("button[aria-label=复制]")
    expect(page.locator(".tool-note")).to_have_text("已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "最高500万元" in copied and "依据：云政发〔2020〕6号（四）加大政府采购支持" in copied


def test_one_answer_is_printed_with_its_sources_and_nothing_else(page: Page) -> None:
    ask(page, "明天天气怎么样")
    ask(page, SUBSIDY)
    page.evaluate("window.print = () => {}")
    page.click("button[aria-label=打印]")
    page.emulate_media(media="print")
    expect(page.locator(".kind-refusal")).to_be_hidden()
    expect(page.locator(".kind-answer .on-paper")).to_contain_text("对采购方按照成交额的 10% 给予补助")
    expect(page.locator(".kind-answer .on-paper")).to_contain_text("省财政厅、省工业和信息化厅")
    expect(page.locator(".kind-answer .departments")).to_be_hidden()
    expect(page.locator(".composer")).to_be_hidden()


def test_a_thumb_down_asks_why_and_both_are_kept(page: Page) -> None:
    ask(page, SUBSIDY)
    with page.expect_response("**/feedback") as first:
        page.click("button[aria-label=没帮助]")
    assert first.value.status == 200
    page.fill(".why textarea", "想知道找谁")
    with page.expect_response("**/feedback") as second:
        page.click(".why .primary")
    assert (second.value.request.post_data_json or {})["comment"] == "想知道找谁"
    expect(page.locator(".why")).to_have_count(0)


def test_an_eligibility_check_shows_its_progress_then_its_reasons(page: Page) -> None:
    ask(page, "首购订购补助：我符合吗")
    expect(page.locator("progress")).to_have_attribute("value", "2")
    expect(page.locator(".kind-question .bubble > :last-child")).to_have_text(
        "这个产品是第一次卖到市场上吗？"
    )
    page.click(".in-progress summary")
    expect(page.locator(".in-progress .conditions .open").first).to_be_visible()
    page.click(".replies >> text='是'")
    card = page.locator(".verdict")
    expect(card).not_to_contain_text("现在还定不下来")
    expect(card.locator(".conditions li").first).to_have_class("open")
    expect(card).to_contain_text("成交额3000万元 × 10% = 300万元")
    expect(card.locator(".conditions .met")).to_have_count(3)
    expect(card.locator(".conditions .open")).to_have_count(1)
    expect(card).not_to_contain_text("✓")
    card.locator(".conditions .link").first.click()
    expect(page.locator("#clause mark")).to_be_visible()


@pytest.mark.parametrize("question", [SUBSIDY, "首购订购补助：我符合吗"])
def test_the_next_step_is_seen_on_a_small_phone_without_scrolling(
    visit: Callable[..., Page], question: str
) -> None:
    page = ready(visit(viewport={"width": 360, "height": 740}))
    ask(page, question)
    field = page.locator(".composer").bounding_box()
    first = page.locator(".replies button").first.bounding_box()
    asked = page.locator(".message.visitor").bounding_box()
    assert field and first and asked
    assert first["y"] + first["height"] <= field["y"]
    assert asked["y"] >= page.locator(".bar").bounding_box()["height"]


def test_policies_that_fit_tell_what_they_give(page: Page) -> None:
    ask(page, "我能享受哪些政策？")
    sure = page.locator(".match.yes")
    expect(sure).to_contain_text("支持农民工返乡创业。")
    expect(sure).to_contain_text("初步看符合")
    expect(sure.get_by_role("button")).to_have_text("看看理由：返乡下乡创业")


def test_what_was_said_of_oneself_is_seen_edited_and_taken_up_again(page: Page) -> None:
    page.click("[data-opens=settings]")
    page.click("[data-action=profile]")
    expect(page.locator(".profile")).to_contain_text("返乡农民工")
    page.click(".profile >> text='接着判断'")
    expect(page.locator(".message.visitor").last).to_contain_text("接着判断")
    answered(page, 2)
    page.locator(".profile-edit button").first.click()
    expect(page.locator(".message.visitor").last).to_contain_text("改“身份”")


def test_the_look_is_kept_and_shared_by_all_pages(page: Page) -> None:
    page.click("[data-opens=settings]")
    page.check("input[name=theme][value=dark]", force=True)
    page.check("input[name=size][value=larger]", force=True)
    page.goto("/policy/")
    root = page.locator("html")
    expect(root).to_have_attribute("data-theme", "dark")
    expect(root).to_have_attribute("data-size", "larger")


def test_a_link_with_a_question_fills_the_field_and_says_nothing(visit: Callable[..., Page]) -> None:
    page = ready(visit("/?q=不用人工了"))
    expect(page.locator("#message")).to_have_value("不用人工了")
    expect(page.locator("#log .message")).to_have_count(0)
    assert "q=" not in page.url
    page.keyboard.press("Enter")
    expect(page.locator("#log .message").first).to_be_visible()


@pytest.mark.parametrize(("path", "greeting"), [("/campus", "校园"), ("/startup", "做生意")])
def test_students_and_entrepreneurs_have_their_own_way_in(
    visit: Callable[..., Page], path: str, greeting: str
) -> None:
    page = ready(visit(path))
    expect(page.locator("#welcome-title")).to_contain_text(greeting)
    page.click(".questions button >> nth=0")
    page.wait_for_selector(".message.bot:not(.typing)")


def test_what_a_visitor_writes_is_never_markup(page: Page) -> None:
    ask(page, "<img src=x onerror=alert(1)><script>alert(2)</script>")
    expect(page.locator(".message.visitor p")).to_have_text(
        "<img src=x onerror=alert(1)><script>alert(2)</script>"
    )
    assert page.locator(".log img, .log script").count() == 0


def test_everything_is_reached_with_the_keyboard(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#message")).to_be_focused()


def test_everything_in_traditional_chinese(visit: Callable[..., Page]) -> None:
    page = ready(visit())
    ask(page, SUBSIDY)
    page.click("[data-opens=settings]")
    page.click("text=換成繁體中文")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
    ready(page)
    expect(page.locator(".kind-answer")).to_contain_text("買首次投向市場的科技成果轉化產品")
    page.click(".chip")
    expect(page.locator("#clause mark")).to_contain_text("對採購方按照成交額的")
    page.keyboard.press("Escape")
    page.locator(".replies button").first.click()
    expect(page.locator(".message.visitor").last).to_contain_text("有什麼條件")


def test_the_first_load_is_under_60_kilobytes(visit: Callable[..., Page], site: Site) -> None:
    page = visit("about:blank")
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(site.address)
    ready(page)
    page.wait_for_load_state("networkidle")
    assert 0 < sum(sizes) < 60 * 1024
