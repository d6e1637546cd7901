"""Menus: the ways in, and the matters behind each, as buttons."""

from __future__ import annotations

from bot.policy.buttons import HUMAN
from bot.policy.commands import answer, check, menu, plain
from bot.policy.entrances import menus
from bot.policy.reply import Button, Reply
from bot.policy.store import Store

_OWN = {"我的情况": "profile", "我的清单": "checklist"}
_LEAD = "想办哪件事？点一个，或者直接说您的情况。"


def menu_reply(store: Store, of: str = "", lead: str = "") -> Reply:
    """The menu `of` a way in, by its name; of all ways in where none is named."""
    chosen = menus().get(of)
    if chosen is None:
        ways = tuple(Button(card.title, f"{card.title}有哪些", menu(name)) for name, card in menus().items())
        own = tuple(Button(name, name, plain(do)) for name, do in _OWN.items())
        return Reply("smalltalk", lead or _LEAD, buttons=(*ways, *own, HUMAN))
    topics = [topic for slug in chosen.menu if (topic := store.topic(slug))]
    decided = next((t for t in topics if store.rule_for(t.slug)), None)
    fits = (Button("看看我符不符合", f"{decided.name}：我符合吗", check(decided.slug)),) if decided else ()
    matters = tuple(Button(t.name, t.name, answer(t.slug)) for t in topics)
    back = Button("回到菜单", "菜单", menu())
    return Reply("smalltalk", lead or f"{chosen.title}，您想先看哪一件？", buttons=(*fits, *matters, back))
