"""What was told is taken back where it is another's, and isn't so of whom it is denied."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from bot.dialogue.state import ME, State
from bot.dialogue.whose_it_is import with_whose_it_is
from bot.nlu import loaded
from bot.nlu.facts.fact import Fact
from bot.policy.conditions import DONT_KNOW

OWN = {"dishonest_debtor": True, "loan_amount": 80000, "woman": True}


class HearsAll:
    """An ear that hears in the message before what is known."""

    def hear(self, _text: str, _asked: str | None, names: Sequence[str]) -> list[Fact]:
        return [Fact(name, OWN[name], (0, 0), "", 0.98) for name in names if name != "woman"]


@pytest.fixture(autouse=True)
def hears_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loaded, "ear", HearsAll)


def told(text: str) -> dict[tuple[str, str], Any]:
    state = State(people={ME: OWN}, last_text="我上过失信名单，贷了八万")
    return {(f.who, f.attribute): f.value for f in with_whose_it_is(text, state, None, [*OWN], [])}


@pytest.mark.parametrize(
    "text",
    [
        "哦问清了，跟我没得关系",
        "那笔是我表哥借的",
        "那些不是我的，是前头老板的",
        "查了下，这个是我徒弟名下的",
    ],
)
def test_what_is_anothers_is_taken_back(text: str) -> None:
    assert told(text) == {(ME, "dishonest_debtor"): False, (ME, "loan_amount"): DONT_KNOW}


@pytest.mark.parametrize(
    "text", ["跟我有关系吗", "是不是跟我没关系？", "店是我表哥帮我找的", "我跟表哥借的", "那店是我开的"]
)
def test_what_is_ones_own_stays(text: str) -> None:
    assert told(text) == {}


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("那让我弟来办，他没得这些事", {("我弟", "dishonest_debtor"): False}),
        ("我弟没有这种情况", {("我弟", "dishonest_debtor"): False}),
        ("我没得这些事", {}),
        ("我弟有没有这些事", {}),
    ],
)
def test_what_is_not_so_of_another(text: str, facts: dict[tuple[str, str], Any]) -> None:
    assert told(text) == facts
