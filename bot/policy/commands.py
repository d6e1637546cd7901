"""What a button commands, so that what is pressed is never read as a sentence.

A command is JSON: {"do": …} with what it acts on. It comes back from a browser, so nothing of it is trusted
before `checked` has let it through.
"""

from __future__ import annotations

from typing import Any

from bot.number_types import is_whole_number
from bot.policy.attributes import Attribute, attributes
from bot.policy.conditions import DONT_KNOW
from bot.policy.entrances import menus
from bot.policy.matters import STANDARD_ASPECTS
from bot.policy.store import Store

Command = dict[str, Any]
_LARGEST = 10**13
# What each command must hold beside "do".
_HOLDS = {
    "check": ("topic",),
    "answer": ("topic", "aspect"),
    "set": ("attribute", "value"),
    "ask": ("attribute",),
    "explain": ("attribute",),
    "forget": ("attribute",),
    "menu": ("of",),
    "hand_over": (),
    "stop": (),
    "profile": (),
    "checklist": (),
    "add_to_checklist": ("topic",),
    "back": (),
    "go_on": (),
    "forget_all": (),
    "again": (),
    "shorter": (),
}


class BadCommand(ValueError):
    """A command that none of our buttons carries; says what is wrong."""


def check(topic: str) -> Command:
    """Begin or take up the self-check of a matter."""
    return {"do": "check", "topic": topic}


def answer(topic: str, aspect: str = "overview") -> Command:
    """Answer an aspect of a matter."""
    return {"do": "answer", "topic": topic, "aspect": aspect}


def tell(attribute: str, value: Any) -> Command:
    """Take down a fact of whoever is talked about."""
    return {"do": "set", "attribute": attribute, "value": value}


def about(do: str, attribute: str) -> Command:
    """`ask` for a fact anew, `explain` its question, or `forget` it."""
    return {"do": do, "attribute": attribute}


def menu(of: str = "") -> Command:
    """Show the menu of all ways in, or of one of them by its icon."""
    return {"do": "menu", "of": of}


def add_to_checklist(topic: str) -> Command:
    """Put a matter on the visitor's checklist."""
    return {"do": "add_to_checklist", "topic": topic}


def plain(do: str) -> Command:
    """A command that acts on nothing named, such as `hand_over`, `stop`, `profile`."""
    return {"do": do}


def checked(given: Any, store: Store) -> Command:
    """The command with the fields that it needs and no others; raises BadCommand."""
    do = given.get("do") if isinstance(given, dict) else None
    if not isinstance(do, str) or do not in _HOLDS:
        raise BadCommand("没有这个按钮")
    defaults = {"aspect": "overview", "of": ""}
    command = {"do": do, **{name: given.get(name, defaults.get(name)) for name in _HOLDS[do]}}
    _CHECKS.get(do, lambda command, store: None)(command, store)
    return command


def _check_matter(command: Command, store: Store) -> None:
    topic = store.topic(command["topic"]) if isinstance(command["topic"], str) else None
    if topic is None:
        raise BadCommand("没有这件事")
    if command["do"] == "check" and not store.decides(topic.slug):
        raise BadCommand(f"{topic.name}没有可以对照的条件")
    if command["do"] == "answer" and command["aspect"] not in STANDARD_ASPECTS:
        raise BadCommand("没有这个问法")


def _check_attribute(command: Command, _: Store) -> None:
    name = command["attribute"]
    attribute = attributes().get(name) if isinstance(name, str) else None
    if attribute is None:
        raise BadCommand("没有这项情况")
    if command["do"] == "set" and not _fits(attribute, command["value"]):
        raise BadCommand("这项情况没有这个答案")


def _check_menu(command: Command, _: Store) -> None:
    if not isinstance(command["of"], str) or (command["of"] and command["of"] not in menus()):
        raise BadCommand("没有这个菜单")


_CHECKS = {
    **dict.fromkeys(("check", "answer", "add_to_checklist"), _check_matter),
    **dict.fromkeys(("set", "ask", "explain", "forget"), _check_attribute),
    "menu": _check_menu,
}


def _fits(attribute: Attribute, value: Any) -> bool:
    """Whether a value can be one of the attribute's: what its own buttons offer, or a bare number."""
    if value == DONT_KNOW and isinstance(value, str):
        return True
    if attribute.type == "bool":
        return isinstance(value, bool)
    if attribute.type == "choice":
        return isinstance(value, str) and value in {choice.value for choice in attribute.choices}
    return attribute.type != "date" and is_whole_number(value) and 0 <= value <= _LARGEST
