"""Drafts of the knowledge: who may do what with one, and that nothing written is lost or overwritten."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.helpdesk import audit
from bot.helpdesk.casework import Conflict
from bot.helpdesk.database import engine, reading, writing
from bot.helpdesk.knowledge.document_form import read, shown
from bot.helpdesk.knowledge.drafts import DraftError, Drafts, insist_second_person
from bot.helpdesk.knowledge.files import dump, load
from bot.helpdesk.staff import StaffRegister
from bot.settings import Settings

FILES = {"documents/530000/云政办规〔2031〕1号/document.yml": "number: 云政办规〔2031〕1号\n"}


@pytest.fixture
def drafts(settings: Settings, staff: StaffRegister) -> Drafts:
    staff.add("小编", "editor", "correct horse battery", "test")
    staff.add("大编", "editor", "correct horse battery", "test")
    return Drafts(engine(settings.database_url))


@pytest.fixture
def draft(drafts: Drafts) -> int:
    return drafts.begin("paper", "一份通知", FILES, "小编", doubts=("没有找到文号",), origin="通知.docx")


def test_a_draft_is_kept_as_it_was_written(drafts: Drafts, draft: int) -> None:
    held = drafts.get(draft)
    assert held and held.files == FILES and held.doubts == ["没有找到文号"] and held.version == 1
    assert [d.id for d in drafts.all("draft")] == [draft] and drafts.get(draft + 1) is None


def test_who_writes_on_an_older_version_is_stopped(drafts: Drafts, draft: int) -> None:
    drafts.change(draft, 1, "小编", {**FILES, "matters/loans/new.yml": "name: 新事\n"}, "新题目")
    with pytest.raises(Conflict, match="小编刚改过"):
        drafts.change(draft, 1, "大编", FILES)
    held = drafts.get(draft)
    assert held and held.version == 2 and held.title == "新题目" and len(held.files) == 2


def test_nobody_approves_what_they_wrote_in(drafts: Drafts, draft: int) -> None:
    drafts.change(draft, 1, "大编", FILES)
    drafts.change(draft, 2, "小编", FILES)
    held = drafts.get(draft)
    assert held
    for writer in ("小编", "大编"):
        with pytest.raises(DraftError, match="另一位"):
            insist_second_person(held, writer)
    insist_second_person(held, "老王")


def test_what_waits_for_approval_is_changed_by_nobody(drafts: Drafts, draft: int) -> None:
    drafts.propose(draft, 1, "小编")
    with pytest.raises(DraftError, match="不能再改"):
        drafts.change(draft, 1, "小编", FILES)
    with pytest.raises(DraftError, match="写明要改什么"):
        drafts.send_back(draft, 1, "大编", " ")
    drafts.send_back(draft, 1, "大编", "日期不对")
    held = drafts.get(draft)
    assert held and held.open and held.remark == "日期不对"
    drafts.drop(draft, 1, "小编")
    with pytest.raises(DraftError, match="已放弃"):
        drafts.propose(draft, 1, "小编")


def test_each_step_is_in_the_chain(drafts: Drafts, draft: int, settings: Settings) -> None:
    drafts.change(draft, 1, "小编", FILES)
    drafts.propose(draft, 2, "小编")
    with writing(engine(settings.database_url)) as connection:
        held = drafts.locked(connection, draft, 2)
        drafts.publish(connection, held, "大编", dict.fromkeys(FILES), "旧数字没有了")
    with reading(engine(settings.database_url)) as connection:
        assert audit.verify(connection).whole
        done = [entry["action"] for entry in audit.entries(connection)][:4]
    assert done == ["published", "draft_proposed", "draft_changed", "draft_begun"]
    published = drafts.get(draft)
    assert published and published.decided_by == "大编" and published.undone == dict.fromkeys(FILES)


def test_the_form_of_a_document_keeps_what_it_does_not_show() -> None:
    before = load(
        "number: 某发〔2020〕1号\ntitle: 某通知\nkind: official_paper\nlevel: state\nregion: '000000'\n"
        "issued: 2020-01-02\nvalid_from: 2020-02-01\ncertainty: {text: reported, by: 某报, on: 2020-01-03}\n"
        "source: 某通知.md\n"
    )
    fields = {name: text for name, text in shown(before).items() if name != "issued"}
    content, errors = read(fields | {"valid_to": "2027-12-31"}, before)
    assert errors == {} and content == before | {
        "issuer": "", "validity_note": "", "official_url": "", "relations": [],
        "valid_to": dt.date(2027, 12, 31), "certainty": before["certainty"] | {"in_force": "unconfirmed"},
    }  # fmt: skip
    assert "2020-01-03" in dump(content) and load(dump(content)) == content
