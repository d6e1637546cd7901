"""Articles of national law for what is asked next to founding: shown as a passage, never as the answer."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from bot.policy.reply import Reply, citation
from bot.policy.scope import beyond, decline
from bot.policy.store import Store
from bot.policy.store_rows import source
from bot.policy.wording import in_quotes, place
from bot.policy.yaml_files import Strict, read_yaml
from bot.settings import settings

FILE = "law_passages.yml"
# Letters of an article that are shown; the citation opens the whole.
_LONGEST = 240


class LawPassage(Strict):
    """An article, what it is `about` in everyday words, and what people say who ask for it.

    `holds`: a word that it must hold, so that a law numbered anew isn't cited wrongly.
    """

    law: str
    clause: str
    holds: str
    about: str
    asked: list[str]

    def fits(self, text: str) -> int:
        """How many letters of what is asked stand in a text, of several ways the longest; 0 for none."""
        ways = [way.split() for way in self.asked]
        return max((sum(map(len, way)) for way in ways if all(word in text for word in way)), default=0)


class Passages(Strict):
    """data/law_passages.yml. `beside`: a subject under which the articles of others are offered too."""

    subjects: dict[str, list[LawPassage]] = {}
    beside: dict[str, list[str]] = {}

    def under(self, subject: str) -> list[LawPassage]:
        """The articles offered under a subject (of an intent out_of_scope/<subject>); all of them for ""."""
        names = [subject, *self.beside.get(subject, [])] if subject else list(self.subjects)
        return [entry for name in names for entry in self.subjects.get(name, [])]

    def subject_of(self, entry: LawPassage) -> str:
        """The subject that an article belongs to, whose door is told."""
        return next(name for name, several in self.subjects.items() if entry in several)


def law_passages() -> Passages:
    """data/law_passages.yml; empty where there is none. Raises PolicyDataError where it is malformed."""
    return _passages(settings().data_dir / FILE)


def decline_with_article(
    store: Store, text: str, subject: str = "", passages: Passages | None = None
) -> Reply | None:
    """A refusal with its door that shows the article which speaks of what was asked; None where none does.

    `subject`: only what is offered under it; empty (the message was not understood): any.
    """
    known = passages or law_passages()
    entry = passage_for(store, text, known.under(subject))
    if entry is None:
        return None
    whole = article(store, entry)
    shown = _excerpt(whole, entry.holds)
    door, where = beyond(known.subject_of(entry)), place(entry.law, entry.clause, "")
    reason = (
        f"{door}\n{where}说到{in_quotes(entry.about)}，"
        f"下面是法律原文的摘录，供您参考，不是对您这件事的判断：\n{shown}"
    )
    info = store.document(entry.law) or {}
    cited = citation(source(info, entry.clause, "", whole))
    return replace(decline(store, reason.strip()), citations=(cited,))


def _excerpt(whole: str, holds: str) -> str:
    """The article as far as it is short, else from its beginning what leads to what was asked."""
    if len(whole) <= _LONGEST:
        return whole
    if whole.find(holds) < _LONGEST:
        return f"{whole[:_LONGEST]}……（没有引完）"
    lines = whole.split("\n")
    asked = next(line for line in lines if holds in line)
    return f"{lines[0]}\n……\n{asked[:_LONGEST]}\n……（没有引完）"


def passage_for(store: Store, text: str, offered: list[LawPassage]) -> LawPassage | None:
    """Of some articles the one that a text asks for most closely, where the store holds it."""
    plain = "".join(text.lower().split())
    fits = [(entry.fits(plain), entry) for entry in offered]
    asked = sorted((pair for pair in fits if pair[0]), key=lambda pair: -pair[0])
    return next((entry for _, entry in asked if article(store, entry)), None)


def article(store: Store, entry: LawPassage) -> str:
    """The article as the version in force today has it; empty where it lacks what it is to hold."""
    text = next((clause["text"] for clause in store.clauses(entry.law, entry.clause)), "")
    return text if entry.holds in text else ""


def unheld(store: Store, passages: Passages) -> list[str]:
    """A line for each article that the store doesn't hold as the file says, with the remedy."""
    return [
        f"{FILE}:{entry.line} 《{entry.law}》{entry.clause}里没有“{entry.holds}”；请核对条文序号"
        for entry in passages.under("")
        if not article(store, entry)
    ]


@lru_cache(maxsize=4)
def _passages(path: Path) -> Passages:
    found: Passages = read_yaml(path, Passages) if path.exists() else Passages.parse_obj({})
    return found
