"""The checklist in the conversation: shown, added to, gone with what was told."""

from __future__ import annotations

from bot.dialogue.people import IN_DOUBT
from bot.dialogue.step import Step
from bot.helpdesk.checklists import ChecklistStore
from bot.policy.checklist import Choices
from bot.settings import Settings
from tests.actions.conftest import LOAN, Run

VETERAN = {"veteran": True, "starting_business": True, "industry": "ecommerce"}


def chosen(own: Settings) -> Choices:
    return ChecklistStore(own.database_url).choices("c1")


def test_what_fits_is_counted_and_the_way_to_the_list_stands_beside_it(run: Run) -> None:
    done = run(Step("checklist"), text="我的清单", slots={"profile": VETERAN})
    assert done.messages[0]["checklist"]["matters"] > 0
    assert "件事" in done.text and done.slots == {}


def test_a_matter_that_is_added_is_kept(run: Run, own: Settings) -> None:
    done = run(Step("add_to_checklist", LOAN), text="加进清单")
    assert "“创业担保贷款”加进清单了" in done.text
    assert chosen(own).added == (LOAN,)


def test_what_was_only_perhaps_heard_makes_nothing_fit(run: Run) -> None:
    doubted = {**VETERAN, IN_DOUBT: sorted(VETERAN)}
    assert "清单还是空的" in run(Step("checklist"), slots={"profile": doubted}).text


def test_the_words_for_the_list_tell_nothing_of_anybody(run: Run) -> None:
    from tests.actions.conftest import fact

    done = run(Step("checklist"), text="我的清单", facts=[fact("woman", True)])
    assert "profile" not in done.slots


def test_forgetting_and_beginning_anew_empty_the_list(run: Run, own: Settings) -> None:
    for step, text in (("forget", "忘掉我的情况"), ("restart", "重新开始")):
        run(Step("add_to_checklist", LOAN))
        assert chosen(own).added
        run(Step(step), text=text)
        assert chosen(own) == Choices()
