"""A rule written by form: proved like all else, approved by a second person, and decided by."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import yaml
from fastapi.testclient import TestClient

from bot.helpdesk.knowledge.facts import fact_labels
from bot.policy.eligibility import assess
from bot.policy.store import open_store
from bot.settings import Settings
from tests.web.knowledge import PAPER, QUOTE
from tests.web.test_helpdesk import Console, inline_code
from tests.web.test_knowledge_desk import FIRST, WRITE, provision, upload
from tests.web.test_knowledge_publishing import place, small, tried

__all__ = ["place", "small"]
SLUG = "yun_shang_xiao_dian_kai_ban_bu_zhu"
RULE = f"{FIRST}/provisions/{SLUG}/rule"


@pytest.fixture
def author(small: TestClient) -> Console:
    author = Console(small, "小编", "editor")
    assert upload(author, "通知.txt", PAPER.encode()).status_code == 303
    assert author.post(WRITE, **provision()).status_code == 303
    return author


def rule(**changed: str) -> dict[str, str]:
    return {
        "version": "2", "join": "all", "fact_0": fact_labels()["starting_business"], "operator_0": "is",
        "value_0": "是", "text_0": "首次开办云上小店", "quote_0": QUOTE, "kind": "subsidy", "shape": "fixed",
        "sum": "1.2万", "once": "yes", "benefit_quote": QUOTE, **changed,
    }  # fmt: skip


def test_visitors_are_judged_by_it_once_a_second_person_published_it(
    place: Settings, small: TestClient, author: Console
) -> None:
    assert not inline_code(author.get(RULE).text)
    assert author.post(RULE, **rule()).status_code == 303
    page = author.get(FIRST).text
    # Whoever approves it reads it among the changes.
    assert "条件（都要满足）：首次开办云上小店" in page.partition("改了什么")[2]
    assert "1.2万元（一次性）" in page.partition("改了什么")[2]
    assert author.post(f"{FIRST}/propose", version="3").status_code == 303
    second = Console(small, "大编", "editor")
    assert "没有变差的" in tried(second)
    assert second.post(f"{FIRST}/publish", version="3").status_code == 303
    store, day = open_store(place.policy_db), dt.date(2027, 1, 1)
    yes, no = (assess(store, SLUG, {"starting_business": value}, day) for value in (True, False))
    assert (yes.verdict, no.verdict) == ("yes", "no") and yes.amount and yes.amount.yuan == 12_000


def test_a_figure_that_the_clause_lacks_is_refused_and_all_is_kept(author: Console) -> None:
    wrong = author.post(RULE, **rule(sum="1.3万"))
    assert wrong.status_code == 400
    alert = re.search(r'role="alert">([^<]*)', wrong.text)
    assert alert and "13000" in alert[1].replace(",", "") and "不在所引条文里" in alert[1]
    assert 'value="1.3万"' in wrong.text and "首次开办云上小店" in wrong.text
    without = author.post(RULE, **rule(quote_0=""))
    assert without.status_code == 400 and 'id="wrong-quote_0"' in without.text
    foreign = author.post(RULE, **rule(quote_0="别的文件里的一句。"))
    assert foreign.status_code == 400 and "引文不在" in foreign.text
    assert author.browser.app.state.desk.drafts.get(1).version == 2
    late = author.post(RULE, **rule(version="1"))
    assert late.status_code == 409 and "刚改过" in late.text and 'value="1.2万"' in late.text


def test_a_fact_chosen_first_offers_its_values_then(author: Console) -> None:
    chosen = author.post(RULE, **rule(fact_0=fact_labels()["applicant"], value_0=""))
    assert chosen.status_code == 400 and 'name="pick_0_individual"' in chosen.text
    ticked = rule(fact_0=fact_labels()["applicant"], pick_0_individual="yes", pick_0_enterprise="yes")
    assert author.post(RULE, **ticked).status_code == 303
    assert re.search(r'name="pick_0_enterprise" value="yes" checked', author.get(RULE).text)


def test_what_the_form_can_t_say_leads_to_the_yaml(author: Console) -> None:
    drafts = author.browser.app.state.desk.drafts
    files = drafts.get(1).files
    path = next(name for name in files if name.endswith("provisions/desk.yml"))
    content = yaml.safe_load(files[path])
    content["provisions"][0]["rule"] = {"benefit": {"kind": "subsidy", "formula": "2 * 6000", "says": "两份"}}
    drafts.change(1, 2, "小编", {**files, path: yaml.safe_dump(content, allow_unicode=True)})
    page = author.get(RULE).text
    assert "表单写不全" in page and "formula: 2 * 6000" in page and path in page and 'name="kind"' not in page
    assert author.post(RULE, **rule(version="3")).status_code == 409
    assert author.post(f"{RULE}/remove", version="3").status_code == 303
    assert "rule" not in drafts.get(1).texts[path]


def test_only_a_provision_that_is_there_has_a_rule(author: Console, small: TestClient) -> None:
    assert author.get(f"{FIRST}/provisions/other/rule").status_code == 404
    assert Console(small, "小李", "agent").post(RULE, **rule()).status_code == 403
    author.post(f"{FIRST}/propose", version="2")
    assert author.post(RULE, **rule()).status_code == 400
