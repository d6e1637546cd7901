"""A pressed button, or one of the few words that always work → what is done, without reading a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from bot.dialogue.state import ME, State
from bot.dialogue.step import Step
from bot.nlu.facts.fact import Fact
from bot.policy.commands import Command, plain
from bot.policy.yaml_files import Strict, read_yaml
from bot.settings import settings

_DECORATION = re.compile(r"[\s，。！？!?,.~～…、]+")
_SAID = ("menu", "again", "shorter", "checklist", "back", "go_on")
Done = tuple[tuple[Step, ...], tuple[Fact, ...]]


class Words(Strict):
    """data/words.yml: what is said in so many words → what it commands."""

    menu: list[str]
    again: list[str]
    shorter: list[str]
    checklist: list[str]
    back: list[str]
    go_on: list[str]


def command_in(text: str) -> Command | None:
    """The command that the whole of a message is; None for every other message."""
    do = _words(settings().data_dir / "words.yml").get(_DECORATION.sub("", text))
    return ({"do": "menu", "of": ""} if do == "menu" else plain(do)) if do else None


def carry_out(command: Command, state: State, text: str) -> Done:
    """The steps and facts of a command that `bot.policy.commands.checked` has let through."""
    steps = _STEPS[command["do"]](command, state)
    if command["do"] != "set":
        return steps, ()
    fact = Fact(command["attribute"], command["value"], (0, len(text)), text, 1.0, state.who)
    return steps, (fact,)


def after_edit(state: State) -> tuple[Step, ...]:
    """What follows a fact that was told anew: how it stands now, and what was decided with it."""
    again = (Step("check", state.decided, "eligibility", state.who),) if state.decided else ()
    return (Step("profile", reason="edit"), *again)


def editing(state: State) -> bool:
    """Whether the open question is one that the visitor wanted to answer anew."""
    return bool(state.check and state.check.get("edit"))


def _set(command: Command, state: State) -> tuple[Step, ...]:
    if editing(state):
        return after_edit(state)
    if state.decided:
        return (Step("check", state.decided, "eligibility", state.who),)
    return (Step("match"),)


def _check(command: Command, state: State) -> tuple[Step, ...]:
    who = state.who if state.decided == command["topic"] else ME
    # Whoever presses the button has read what the matter is.
    return (Step("check", command["topic"], "eligibility", who, reason="button"),)


def _go_on(command: Command, state: State) -> tuple[Step, ...]:
    """Where the check was left: its question again or what it came to; else what there is for them."""
    left = state.decided or state.topic
    return (Step("check", left, "eligibility", state.who, reason="button") if left else Step("match"),)


def _of_whom(kind: str) -> Callable[[Command, State], tuple[Step, ...]]:
    return lambda command, state: (Step(kind, who=state.who),)


def _alone(kind: str, reason: str = "") -> Callable[[Command, State], tuple[Step, ...]]:
    return lambda command, state: (Step(kind, reason=reason),)


def _of(kind: str, field: str) -> Callable[[Command, State], tuple[Step, ...]]:
    return lambda command, state: (Step(kind, reason=command[field], who=state.who),)


_STEPS: dict[str, Callable[[Command, State], tuple[Step, ...]]] = {
    "check": _check,
    "answer": lambda command, state: (Step("answer", command["topic"], command["aspect"]),),
    "set": _set,
    "ask": _of("ask", "attribute"),
    "explain": _of("explain", "attribute"),
    "forget": _of("forget_one", "attribute"),
    "menu": _of("menu", "of"),
    "hand_over": _alone("hand_over", reason="visitor"),
    "stop": lambda command, state: (Step("stop" if state.check else "menu"),),
    "profile": _alone("profile"),
    "checklist": _alone("checklist"),
    "add_to_checklist": lambda command, state: (Step("add_to_checklist", command["topic"]),),
    "back": _of_whom("back"),
    "go_on": _go_on,
    "forget_all": _alone("forget"),
    "again": _alone("again"),
    "shorter": _alone("shorter"),
}


@lru_cache(maxsize=4)
def _words(path: Path) -> dict[str, str]:
    found: Words = read_yaml(path, Words)
    return {word: do for do in _SAID for word in getattr(found, do)}
