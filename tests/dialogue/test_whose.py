"""Whose case a message is, and where they are, from the first message about somebody else on."""

from __future__ import annotations

from typing import Any, cast

import pytest

from bot.dialogue.hearing import hear_facts
from bot.dialogue.reading import Reading
from bot.dialogue.situation import Situation
from bot.dialogue.state import ME, State
from bot.nlu import loaded
from bot.nlu.facts.fact import Fact

PLACE, OTHER_PLACE = "530521", "530802"


def fact(name: str, value: Any, who: str = ME, said: str = "") -> Fact:
    return Fact(name, value, (0, len(said)), said, 0.98, who)


@pytest.mark.parametrize(
    ("text", "facts", "who"),
    [
        ("我岳父想贷款养羊", (), "我岳父"),
        ("我岳父想贷款养羊，我在隆阳", (fact("place", PLACE),), "我岳父"),
        ("岳父六十二", (fact("age", 62, "岳父"),), "岳父"),
        ("我岳父六十二，我自己想贷", (fact("age", 62, "我岳父"), fact("loan_amount", 1)), ME),
        ("我想贷款养羊", (), ME),
        ("工人里有三个当过兵", (fact("veteran", True, "工人"),), ME),
    ],
)
def test_whose_case_it_is(text: str, facts: tuple[Fact, ...], who: str) -> None:
    assert Situation(Reading(text, facts=facts), State(), cast("Any", None)).who == who


def test_who_is_told_of_beside_the_one_whose_case_it_is_takes_it_from_nobody() -> None:
    state = State(check={"topic": "loan", "asked": "other_loans", "who": "我岳母"})
    facts = (fact("other_loans", "none", "我岳母"), fact("other_loans", "none", "岳父"))
    reading = Reading("她没欠，岳父也没欠", facts=facts)
    assert Situation(reading, state, cast("Any", None)).who == "我岳母"


class KnowsTwo:
    """Two matters next to each other that rest on the age of who asks."""

    def matter(self, intent: str) -> str:
        return intent.partition("/")[2]

    def related(self, matter: str) -> frozenset[str]:
        return frozenset({"who", "age"}) - {matter}

    def rests_on(self, matter: str) -> frozenset[str]:
        return frozenset({"age"})


@pytest.mark.parametrize(("who", "elsewhere"), [("我岳母", False), (ME, True)])
def test_who_asks_the_same_for_somebody_else_asks_of_the_same_matter(who: str, elsewhere: bool) -> None:
    state = State(verdict={"topic": "who", "who": ME}, people={ME: {"age": 59}})
    reading = Reading(
        "那我岳母呢，五十二", "loans/age", 0.85, "answer", acts={"asks": 1.0}, facts=(fact("age", 52, who),)
    )
    assert Situation(reading, state, cast("Any", KnowsTwo())).elsewhere is elsewhere


class Hears:
    """An ear that hears what it is told to."""

    def __init__(self, *facts: Fact) -> None:
        self._facts = list(facts)
        self.context: Any = None

    def hear(self, text: str, asked: str | None, candidates: Any, context: Any) -> list[Fact]:
        self.context = context
        return self._facts


def heard(
    monkeypatch: pytest.MonkeyPatch, text: str, state: State, *facts: Fact
) -> dict[tuple[str, str], Any]:
    monkeypatch.setattr(loaded, "ear", lambda: Hears(*facts))
    return {
        (f.who, f.attribute): f.value for f in hear_facts(text, state, ("place", "age", "coop_members"), {})
    }


@pytest.mark.parametrize(
    ("text", "said", "state", "shared"),
    [
        ("我岳父想养羊，我们是隆阳的", "我们是隆阳的", State(), True),
        ("我岳父想养羊，我在隆阳", "我在隆阳", State(), False),
    ],
)
def test_where_we_are_is_where_either_is(
    monkeypatch: pytest.MonkeyPatch, text: str, said: str, state: State, shared: bool
) -> None:
    found = heard(monkeypatch, text, state, fact("place", PLACE, said=said))
    assert found.get((ME, "place")) == PLACE
    assert (found.get(("我岳父", "place")) == PLACE) is shared


@pytest.mark.parametrize(("others", "shared"), [(PLACE, True), (OTHER_PLACE, False)])
def test_the_next_of_the_family_is_there_too(
    monkeypatch: pytest.MonkeyPatch, others: str, shared: bool
) -> None:
    state = State(people={ME: {"place": PLACE}, "我岳父": {"place": others}})
    found = heard(monkeypatch, "那我岳母呢，49", state, fact("age", 49, "我岳母"))
    assert (("我岳母", "place") in found) is shared


def test_he_is_who_was_named_last_and_goes_by_one_name(monkeypatch: pytest.MonkeyPatch) -> None:
    ear = Hears()
    monkeypatch.setattr(loaded, "ear", lambda: ear)
    hear_facts("他六十二", State(last_text="我岳父想养羊"), ("age",), {})
    assert ear.context.person == "我岳父"
    state = State(people={ME: {}, "我岳父": {"age": 62}})
    assert heard(monkeypatch, "岳父六十三", state, fact("age", 63, "岳父")) == {("我岳父", "age"): 63}


def test_who_joins_is_counted_where_the_case_is(monkeypatch: pytest.MonkeyPatch) -> None:
    state = State(people={ME: {"coop_members": 7}}, verdict={"topic": "coop", "who": ME})
    found = heard(monkeypatch, "还有个表弟要入社", state)
    assert found == {(ME, "coop_members"): 8}
    found = heard(monkeypatch, "表弟也要来，就八个了", state, fact("coop_members", 8, "表弟"))
    assert found == {(ME, "coop_members"): 8}


def test_what_is_told_of_the_staff_is_the_employers(monkeypatch: pytest.MonkeyPatch) -> None:
    told = (fact("hired_kind", "veteran", "工人"), fact("veteran", True, "工人"))
    monkeypatch.setattr(loaded, "ear", lambda: Hears(*told))
    found = hear_facts("工人里有三个当过兵", State(), ("hired_kind", "veteran"), {})
    assert {(f.who, f.attribute) for f in found} == {(ME, "hired_kind"), ("工人", "veteran")}
