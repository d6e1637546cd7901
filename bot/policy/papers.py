"""What to bring for a matter: its door's own list, else what its provisions or the matter beside it name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.policy.store import Store
from bot.policy.topics import Topic

# What stands in brackets belongs to the paper before it.
_OUTSIDE = r"(?![^（）]*）)"
_ITEM_END = re.compile("[、；]" + _OUTSIDE)
_LIST_END = re.compile("[，。：\n]" + _OUTSIDE)
# What reads like this is a sentence, no bare name of a paper.
_SENTENCE = re.compile("[要交]" + _OUTSIDE + "|的$")
_LONGEST = 24
# A matter of this word asks what to bring for the one beside it.
_ASKS_FOR_PAPERS = "材料"


@dataclass(frozen=True)
class Bring:
    """`papers`: single things to bring. `said`: what the document says of them whole, where that is more."""

    papers: tuple[str, ...] = ()
    said: str = ""


def to_bring(store: Store, topic: Topic) -> Bring:
    """Everything a source names for a matter; nothing where none does."""
    if topic.door.bring:
        return Bring(topic.door.bring)
    named = topic.aspects.get("materials", "")
    if not named and (beside := beside_for_papers(store, topic)):
        named = beside.aspects.get("materials", "") or beside.answer
    return _read(named) if named else Bring()


def beside_for_papers(store: Store, topic: Topic) -> Topic | None:
    """The matter that asks what to bring for this one: it names it, or is named and rests on its document."""
    if not topic.provisions or _ASKS_FOR_PAPERS in topic.name:
        return None
    return next((o for o in _linked(store, topic) if _ASKS_FOR_PAPERS in o.name and o.provisions), None)


def _linked(store: Store, topic: Topic) -> Iterator[Topic]:
    documents = {p.document for p in topic.provisions}
    # Seen from anywhere: which matters stand beside one another is the same everywhere.
    for other in (t for t in store.topics() if t.area == topic.area and t.slug != topic.slug):
        shares = bool(documents & {p.document for p in other.provisions})
        if topic.slug in other.see_also or (other.slug in topic.see_also and shares):
            yield store.topic(other.slug, topic.place, topic.on) or other


def _read(said: str) -> Bring:
    """The enumeration that it begins with as single papers; what enumerates nothing stays whole."""
    listed, rest = _split(said, _LIST_END)
    papers = [paper.strip("《》 ") for paper in _ITEM_END.split(listed)]
    # «申请书、场所文件；公司的章程，…»: what comes after the first part is for some only.
    if rest and "；" in listed:
        first, _ = _split(listed, re.compile("；" + _OUTSIDE))
        papers, rest = [paper.strip("《》 ") for paper in _ITEM_END.split(first)], said
    if any(not p or len(p) > _LONGEST or _SENTENCE.search(p) for p in papers):
        return Bring(said=said)
    return Bring(tuple(papers), said if rest else "")


def _split(text: str, end: re.Pattern[str]) -> tuple[str, str]:
    """(what stands before the first end, whether anything stands behind it)."""
    found = end.search(text)
    return (text[: found.start()], text[found.end() :].strip()) if found else (text, "")
