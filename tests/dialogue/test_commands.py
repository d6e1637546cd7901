"""Pressed buttons and the words that always work: what is done, without a sentence being read."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation import Conversation
from actions.steps import carry_out as carry_out_steps
from bot.dialogue.commands import carry_out, command_in
from bot.dialogue.state import State, state_of
from bot.dialogue.step import ACTION_OF
from bot.dialogue.turn import turn_of
from bot.policy.answers import answer_topic
from bot.policy.attributes import attributes
from bot.policy.commands import BadCommand, about, add_to_checklist, checked, menu, plain, tell
from bot.policy.conditions import DONT_KNOW
from bot.policy.entrances import entrances, menus
from bot.policy.menus import menu_reply
from bot.policy.question_replies import question_reply
from bot.policy.reply import Button
from bot.policy.store import Store
from bot.settings import Settings

LOAN = "startup_guarantee_loan"


@pytest.fixture
def talk(store: Store, built_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Any:
    """talk(command, slots, bot=…) → (messages, slots afterwards), as the turn and its action carry it out."""
    monkeypatch.setattr("actions.conversation.settings", lambda: built_settings)

    def talk(command: dict[str, Any], slots: dict[str, Any], *said: str) -> tuple[list[Any], dict[str, Any]]:
        steps, facts = carry_out(checked(command, store), state_of(slots), "按钮")
        turn = {"steps": [s.as_dict() for s in steps], "facts": [f.as_json() for f in facts]}
        events = [{"event": "bot", "text": None, "data": {"custom": {"text": text}}} for text in said]
        latest = {"text": "按钮", "turn": turn}
        c = Conversation(Tracker("她", dict(slots), latest, events, False, None, {}, "action_listen"))
        carry_out_steps(c)
        dispatcher = CollectingDispatcher()
        changed = {e["name"]: e["value"] for e in c.send(dispatcher)}
        return [m["custom"] for m in dispatcher.messages], {**slots, **changed}

    return talk


@pytest.mark.parametrize(
    "given",
    [
        "check", None, [], {}, {"do": "drop table"}, {"do": ["check"]}, {"do": "check"},
        {"do": "check", "topic": "nowhere"}, {"do": "check", "topic": ["loan"]},
        {"do": "answer", "topic": LOAN, "aspect": "colour"},
        {"do": "set", "attribute": "no_such", "value": True},
        {"do": "set", "attribute": ["place"], "value": "530100"},
        {"do": "set", "attribute": "place", "value": "110000"},
        {"do": "set", "attribute": "place", "value": {"at_least": 1}},
        {"do": "add_to_checklist", "topic": "nowhere"},
        {"do": "forget", "attribute": 7}, {"do": "menu", "of": "nowhere"}, {"do": "menu", "of": 1},
    ],
)  # fmt: skip
def test_what_no_button_carries_is_refused(given: Any, store: Store) -> None:
    with pytest.raises(BadCommand):
        checked(given, store)


def test_a_matter_without_a_rule_has_no_check(store: Store) -> None:
    slug = next(t.slug for t in store.topics() if not store.decides(t.slug))
    with pytest.raises(BadCommand):
        checked({"do": "check", "topic": slug}, store)


def test_a_command_holds_nothing_that_it_does_not_need(store: Store) -> None:
    assert checked({"do": "stop", "topic": LOAN, "x": 1}, store) == {"do": "stop"}
    assert checked({"do": "answer", "topic": LOAN}, store)["aspect"] == "overview"


@pytest.mark.parametrize("attribute", attributes().values(), ids=lambda a: a.name)
def test_every_answer_on_a_button_is_a_command_that_is_let_through(attribute: Any, store: Store) -> None:
    buttons = question_reply(attribute).buttons
    assert all(button.command for button in buttons)
    assert [checked(b.command, store) for b in buttons] == [b.command for b in buttons]
    assert {b.command["value"] for b in buttons if b.command and b.command["do"] == "set"} >= {DONT_KNOW}


def test_every_chip_of_every_answer_is_a_command_that_is_let_through(store: Store) -> None:
    for topic in store.topics():
        for button in answer_topic(store, topic).buttons:
            # Where a place is asked, its words are read: they say more than one fact.
            assert button.command is None or checked(button.command, store) == button.command
            assert button.command or button.payload.startswith("我在")


def test_the_check_comes_first_on_every_matter_that_a_rule_decides(store: Store) -> None:
    decided = [t for t in store.topics() if store.rule_for(t.slug) and t.provisions and not t.tells]
    assert decided
    for topic in decided:
        chips = [b for b in answer_topic(store, topic).buttons if b.command]
        assert chips[0].command == {"do": "check", "topic": topic.slug}, topic.slug


def test_a_button_without_a_command_has_its_old_form() -> None:
    assert Button("是", "是").as_json() == {"title": "是", "payload": "是"}


@pytest.mark.parametrize(
    ("command", "check", "steps"),
    [
        (tell("place", "530100"), {"topic": LOAN, "asked": "place"}, ["check"]),
        (tell("place", "530100"), {"topic": None, "asked": "place"}, ["match"]),
        (tell("place", "530100"), None, ["match"]),
        (tell("place", "530100"), {"topic": LOAN, "asked": "place", "edit": True}, ["profile", "check"]),
        (tell("place", "530100"), {"topic": None, "asked": "place", "edit": True}, ["profile"]),
        (plain("stop"), {"topic": LOAN, "asked": "place"}, ["stop"]),
        (plain("stop"), None, ["menu"]),
        (plain("hand_over"), None, ["hand_over"]),
        ({"do": "check", "topic": LOAN}, None, ["check"]),
        ({"do": "answer", "topic": LOAN, "aspect": "amount"}, {"topic": LOAN, "asked": "x"}, ["answer"]),
        (plain("checklist"), {"topic": LOAN, "asked": "x"}, ["checklist"]),
        (add_to_checklist(LOAN), None, ["add_to_checklist"]),
        (plain("back"), {"topic": LOAN, "asked": "x"}, ["back"]),
        (plain("go_on"), {"topic": LOAN, "asked": "x"}, ["check"]),
        (plain("go_on"), None, ["match"]),
    ],
)
def test_steps_of_a_command(command: dict[str, Any], check: Any, steps: list[str]) -> None:
    found, facts = carry_out(command, State(check=check), "按钮")
    assert [step.kind for step in found] == steps
    assert all(step.kind in ACTION_OF for step in found)
    assert [(f.attribute, f.value, f.certainty) for f in facts] == (
        [("place", "530100", 1.0)] if command["do"] == "set" else []
    )


def test_a_fact_is_of_whoever_is_being_checked() -> None:
    state = State(check={"topic": LOAN, "asked": "place", "who": "我表弟"})
    steps, facts = carry_out(tell("place", "530100"), state, "昆明")
    assert steps[0].who == facts[0].who == "我表弟"


@pytest.mark.parametrize(
    ("text", "do"),
    [
        ("菜单", "menu"), ("帮助！", "menu"), (" 我想创业。", "menu"),
        ("太长了", "shorter"), ("再说一遍", "again"),
        ("我的清单", "checklist"), ("清单。", "checklist"), ("上一题", "back"), ("接着查", "go_on"),
        ("负面清单是什么", ""), ("上一步该交什么材料", ""),
        ("我想创业，能贷款吗", ""), ("菜单上写错价格怎么罚", ""), ("", ""),
    ],
)  # fmt: skip
def test_words_that_always_work_are_the_whole_message(text: str, do: str) -> None:
    assert (command_in(text) or {"do": ""})["do"] == do


def test_a_message_with_a_command_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def unread(*_: Any) -> Any:
        raise AssertionError("the sentence was read")

    monkeypatch.setattr("bot.dialogue.turn.read", unread)
    said = UserUttered("不是", message_id="m1", metadata={"command": plain("hand_over")})
    tracker = DialogueStateTracker.from_events("她们", [said])
    assert [step.kind for step in turn_of(tracker).steps] == ["hand_over"]


def test_a_pressed_answer_is_taken_down_whatever_its_words_are(talk: Any, store: Store) -> None:
    messages, slots = talk({"do": "check", "topic": LOAN}, {})
    asked = slots["self_check"]["asked"]
    options = [b["command"] for b in messages[-1]["buttons"] if b["command"]["do"] == "set"]
    messages, slots = talk(options[0], slots)
    assert slots["profile"] == {asked: options[0]["value"]}
    assert slots["self_check"] is None or slots["self_check"]["asked"] != asked


def test_every_fact_can_be_changed_and_dropped(talk: Any, store: Store) -> None:
    catalogue = [a for a in attributes().values() if a.type in {"bool", "choice"}][:12]
    known = {a.name: a.options()[0][1] for a in catalogue}
    messages, slots = talk(plain("profile"), {"profile": known})
    rows = messages[0]["profile"]
    assert {row["attribute"] for row in rows} == set(known)
    for row in rows:
        asked, during = talk(row["edit"], slots)
        other = [b["command"] for b in asked[-1]["buttons"] if b["command"]["do"] == "set"][1]
        told, after = talk(other, during)
        assert after["profile"] == {**known, row["attribute"]: other["value"]}
        assert told[0]["profile"] and after["self_check"] is None
        _, dropped = talk(row["forget"], slots)
        assert dropped["profile"] == {k: v for k, v in known.items() if k != row["attribute"]}


def press_first_options(talk: Any, slots: dict[str, Any], times: int) -> tuple[list[Any], dict[str, Any]]:
    messages, slots = talk({"do": "check", "topic": LOAN}, slots)
    for _ in range(times):
        option = next(b["command"] for b in messages[-1]["buttons"] if b["command"]["do"] == "set")
        messages, slots = talk(option, slots)
    return messages, slots


def test_a_step_back_asks_the_question_before_as_if_it_had_not_been_answered(talk: Any) -> None:
    known = {"guarantee_loan": "repaid", "interest_subsidies": 1}
    messages, slots = press_first_options(talk, {"profile": known}, 0)
    before = [(slots["self_check"]["asked"], slots.get("profile") or {})]
    assert plain("back") not in [b["command"] for b in messages[-1]["buttons"]], "nothing to go back to"
    for _ in range(3):
        option = next(b["command"] for b in messages[-1]["buttons"] if b["command"]["do"] == "set")
        messages, slots = talk(option, slots)
        before.append((slots["self_check"]["asked"], slots["profile"]))
        assert plain("back") in [b["command"] for b in messages[-1]["buttons"]]
        for aside in (about("explain", slots["self_check"]["asked"]), plain("again")):
            asked_again, _ = talk(aside, slots)
            assert plain("back") in [b["command"] for b in asked_again[-1]["buttons"]], aside
    for asked, profile in reversed(before[:-1]):
        messages, slots = talk(plain("back"), slots)
        assert (slots["self_check"]["asked"], slots["profile"]) == (asked, profile)
        assert attributes()[asked].question in messages[-1]["text"] and messages[-1]["progress"]["asked"]
    messages, after = talk(plain("back"), slots)
    assert "前面没有问过别的了" in messages[-1]["text"] and after["self_check"] == slots["self_check"]


def test_a_step_back_from_a_verdict_takes_it_back(talk: Any) -> None:
    messages, slots = press_first_options(talk, {}, 0)
    while messages[-1]["kind"] == "question":
        last = slots["self_check"]["asked"]
        option = next(b["command"] for b in messages[-1]["buttons"] if b["command"]["do"] == "set")
        messages, slots = talk(option, slots)
    assert slots["verdict"]["topic"] == LOAN and slots["self_check"] is None
    assert plain("back") in [b["command"] for b in messages[-1]["buttons"]]
    messages, slots = talk(plain("back"), slots)
    assert slots["self_check"]["asked"] == last and slots["verdict"] is None and last not in slots["profile"]


def test_a_step_back_among_the_questions_of_the_list(talk: Any) -> None:
    messages, slots = talk(plain("go_on"), {})
    first = slots["self_check"]["asked"]
    option = next(b["command"] for b in messages[-1]["buttons"] if b["command"]["do"] == "set")
    _, slots = talk(option, slots)
    messages, slots = talk(plain("back"), slots)
    assert slots["self_check"]["asked"] == first and first not in slots["profile"]


def test_a_check_that_was_stopped_is_taken_up_by_a_button_and_by_words(talk: Any) -> None:
    _, slots = press_first_options(talk, {}, 1)
    asked = slots["self_check"]["asked"]
    messages, slots = talk(plain("stop"), slots)
    on = messages[-1]["buttons"][0]
    assert on["command"] == {"do": "check", "topic": LOAN} and "创业担保贷款" in on["title"]
    for command in (on["command"], plain("go_on")):
        assert talk(command, slots)[1]["self_check"]["asked"] == asked


def test_what_is_not_decided_yet_says_its_sum_as_one_that_depends(talk: Any) -> None:
    messages, slots = talk({"do": "check", "topic": LOAN}, {})
    while messages[-1]["kind"] == "question":
        messages, slots = talk(tell(slots["self_check"]["asked"], DONT_KNOW), slots)
    told = messages[-1]
    assert told["assessment"]["verdict"] == "unknown"
    assert "如果符合：" in told["text"] and "金额：" not in told["text"]
    commands = [b["command"] for b in told["buttons"]]
    missing = [c["attribute"] for c in commands if c["do"] == "set"]
    assert missing, "the answers to what is missing are buttons"
    assert add_to_checklist(LOAN) in commands


def test_a_question_is_explained_by_the_condition_behind_it(talk: Any) -> None:
    _, slots = talk({"do": "check", "topic": LOAN}, {})
    asked = attributes()[slots["self_check"]["asked"]]
    messages, after = talk(about("explain", asked.name), slots)
    assert asked.question in messages[0]["text"] and "文件里有“" in messages[0]["text"]
    assert after["self_check"] == slots["self_check"]


def test_shorter_and_again_take_up_the_last_answer(talk: Any) -> None:
    said = "最多三次。每次要先还清。\n据省里的文件。"
    assert talk(plain("shorter"), {}, "早先的话。", said)[0][0]["text"] == "最多三次。"
    assert talk(plain("again"), {}, said)[0][0]["text"] == said
    assert talk(plain("again"), {})[0][0]["buttons"]


def test_menus_lead_to_matters_that_exist(store: Store, talk: Any) -> None:
    assert len(menus()) >= 5
    for name, card in menus().items():
        assert all(store.topic(slug) for slug in card.menu), name
        buttons = menu_reply(store, name).buttons
        assert [checked(b.command, store) for b in buttons] == [b.command for b in buttons]
    for way in entrances().ways_in.values():
        assert sum(bool(card.menu) for card in way.cards) >= 3
    first = talk(menu(), {})[0][0]
    ways = [b for b in first["buttons"] if b["command"]["do"] == "menu"]
    assert len(ways) == len(menus())
    # Two taps from any start button to a check.
    second = talk(ways[0]["command"], {})[0][0]
    assert second["buttons"][0]["command"]["do"] == "check"


def test_a_store_without_the_matters_has_an_empty_menu() -> None:
    nothing = SimpleNamespace(topic=lambda slug: None, rule_for=lambda slug: None)
    assert [b.title for b in menu_reply(nothing, "coins").buttons] == ["回到菜单"]  # type: ignore[arg-type]
