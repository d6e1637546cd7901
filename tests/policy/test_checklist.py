"""The checklist: what fits and what was added, open facts, papers, doors and days, each once."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.policy.assessment import NO, UNKNOWN, YES
from bot.policy.attributes import attributes
from bot.policy.checklist import NO_DOOR, Checklist, Choices, make_checklist
from bot.policy.checklist_reply import added_reply, checklist_reply
from bot.policy.commands import checked
from bot.policy.eligibility import assess
from bot.policy.matching import fitting
from bot.policy.store import Store

TODAY = dt.date(2026, 11, 27)
VETERAN = {"veteran": True, "starting_business": True, "industry": "ecommerce"}
LOAN, SUBSIDY, TAX = "startup_guarantee_loan", "graduate_startup_subsidy", "veteran_shop_tax_deduction"


def made(store: Store, profile: dict[str, object], *added: str, **more: frozenset[str]) -> Checklist:
    return make_checklist(store, profile, Choices(added, **more), TODAY)


def slugs(checklist: Checklist) -> list[str]:
    return [entry.topic.slug for entry in checklist.entries]


def test_of_nobody_nothing_is_listed(store: Store) -> None:
    assert made(store, {}) == Checklist()


def test_what_the_facts_meet_is_listed_and_nothing_else(store: Store) -> None:
    listed = made(store, VETERAN)
    assert listed.entries and set(slugs(listed)) == set(fitting(store, VETERAN, TODAY))
    for entry in listed.entries:
        assert entry.verdict == YES and not entry.added and not entry.open
        assert assess(store, entry.topic.slug, VETERAN, TODAY).verdict == YES


def test_what_was_added_goes_first_with_what_is_still_open(store: Store) -> None:
    listed = made(store, VETERAN, LOAN)
    loan = listed.entries[0]
    assert loan.topic.slug == LOAN and loan.added and loan.verdict == UNKNOWN
    missing = assess(store, LOAN, VETERAN, TODAY).missing
    questions = [attributes()[name].question for name in missing if attributes()[name].askable]
    assert questions and set(questions) <= set(loan.open)
    assert loan.gives.startswith("贷款贴息，如果符合：")


def test_what_was_taken_off_stays_away_although_it_fits(store: Store) -> None:
    gone = slugs(made(store, VETERAN))[0]
    listed = made(store, VETERAN, removed=frozenset({gone}))
    assert gone not in slugs(listed) and len(listed.entries) > 0


def test_what_does_not_fit_says_why_and_asks_for_no_paper(store: Store) -> None:
    listed = made(store, {"veteran_self_employed": False}, TAX)
    [entry] = listed.entries
    assert entry.verdict == NO and entry.failed and not entry.gives
    assert (listed.papers, listed.open, listed.doors, listed.days) == ((), (), (), ())


def test_a_paper_of_two_matters_stands_once_with_both(store: Store) -> None:
    listed = made(store, {}, LOAN, SUBSIDY)
    names = [paper.text for paper in listed.papers]
    assert len(names) == len(set(names))
    shared = next(paper for paper in listed.papers if paper.text == "身份证")
    assert [topic.slug for topic in shared.matters] == [LOAN, SUBSIDY]


def test_forms_of_one_name_are_written_for_each_matter(store: Store) -> None:
    listed = made(store, {}, "registration_materials", "simple_deregistration_materials")
    forms = [paper for paper in listed.papers if paper.text == "申请书"]
    assert len(forms) == 2 and len({form.key for form in forms}) == 2


def test_a_ticked_paper_is_ticked_wherever_it_comes_from(store: Store) -> None:
    key = next(paper.key for paper in made(store, {}, LOAN).papers if paper.text == "身份证")
    ticked = made(store, {}, SUBSIDY, ticked=frozenset({key, "of no paper"}))
    assert [paper.text for paper in ticked.papers if paper.ticked] == ["身份证"]


def test_a_question_of_two_matters_is_asked_once(store: Store) -> None:
    listed = made(store, {}, LOAN, SUBSIDY, TAX, "guarantee_loan_who", "key_group_shop_tax_deduction")
    asked = [item.text for item in listed.open]
    assert len(asked) == len(set(asked))
    assert any(len(item.matters) > 1 for item in listed.open)


def test_doors_go_from_registration_to_tax_and_those_unnamed_come_last(store: Store) -> None:
    listed = made(store, VETERAN, TAX, LOAN, "company_ordinary_deregistration")
    order = [door.matters[0].area for door in listed.doors if door.text != NO_DOOR]
    assert order.index("loans") < order.index("tax")
    assert listed.doors[-1].text == NO_DOOR and [d.text for d in listed.doors].count(NO_DOOR) == 1
    tax = next(door for door in listed.doors if door.matters[0].area == "tax")
    assert tax.hotline == "12366"


def test_a_day_is_told_only_while_it_is_to_come(store: Store) -> None:
    [day] = made(store, {}, TAX).days
    assert day.on == dt.date(2027, 12, 31) and day.topic.slug == TAX
    later = make_checklist(store, {}, Choices((TAX,)), dt.date(2028, 1, 1))
    assert later.days == ()


@pytest.mark.parametrize("slug", ["startup_guarantee_loan", "easier_business_opening"])
def test_the_conversation_tells_how_much_is_on_the_list(store: Store, slug: str) -> None:
    topic = store.topic(slug)
    assert topic
    listed = made(store, VETERAN, slug)
    for reply in (checklist_reply(listed), added_reply(topic, listed)):
        assert reply.extra["checklist"] == {"matters": len(listed.entries)}
        assert [checked(b.command, store) for b in reply.buttons] == [b.command for b in reply.buttons]
    assert topic.name in added_reply(topic, listed).text


def test_an_empty_list_says_how_it_fills(store: Store) -> None:
    reply = checklist_reply(made(store, {}))
    assert "加进清单" in reply.text and "checklist" not in reply.extra
