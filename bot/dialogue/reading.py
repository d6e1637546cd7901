"""What a message says in its conversation: acts, matters, aspect, facts, what it refers to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.nlu.dialect import in_standard
from bot.nlu.facts.fact import Fact
from bot.policy.negation import ASKED_EITHER_WAY

# So likely must an act be to count; `docs/understanding.md` says how this was chosen.
ACT_FROM = 0.5
TOPICAL = "answer"
_QUESTION = re.compile(
    r"(.)[不没]\1|[?？]|[吗呢么噶]$|[吗呢么]，|什么|怎么|咋|哪(?!怕)|多少|几多|多[久长]|为啥|为什么|如何|[能是]否"
    r"|几[次号回点个天年成]"
)
# «办这个要交钱不»; «还没», «我也不», «都没» ask nothing.
_WHETHER = re.compile(r"[^，。？！]{2}(?<![也都还从就来说要对])[不没](?=$|[，。？！])")
_YES_OR_NO = re.compile(
    rf"([{ASKED_EITHER_WAY}超给免])[不没]\1|[是能可]否|[吗嘛么噶吧不没]$|(?:没有|没得|莫得|对吧|是吧|不得)$"
)
_WHICH = re.compile(r"什么|怎么|咋|哪|多少|为啥|为什么|如何|几|好多|多久|多长|啥|谁")


@dataclass(frozen=True)
class Reading:
    """One message, read. `intent` is the likeliest full intent, `decision` whether it is sure enough.

    `ranking` are (full intent, probability), best first. `named`: the matter that the message names by
    words of its own; empty where it names none. `clause` and `region` are named outright, and `paper` is the
    document of which only that is asked which the document as a whole tells.
    """

    text: str
    intent: str = ""
    confidence: float = 0.0
    decision: str = "clarify"
    ranking: tuple[tuple[str, float], ...] = ()
    aspect: str = "overview"
    clause: str = ""
    region: str = ""
    paper: str = ""
    others: tuple[tuple[str, str], ...] = ()
    acts: Mapping[str, float] = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()

    @property
    def family(self) -> str:
        """The intent's area or dialogue intent."""
        return self.intent.partition("/")[0]

    @property
    def subject(self) -> str:
        """The intent's second half: a matter, a kind of talk, what is out of scope."""
        return self.intent.partition("/")[2]

    def does(self, *acts: str, at_least: float = ACT_FROM) -> bool:
        """Whether it does one of these acts, as far as can be told."""
        return any(self.acts.get(act, 0.0) >= at_least for act in acts)

    @property
    def in_form_of_a_question(self) -> bool:
        """Whether its words are those of a question, whatever it was taken for."""
        plain = in_standard(self.text.strip())
        return bool(_QUESTION.search(plain) or _WHETHER.search(plain))

    @property
    def asks_yes_or_no(self) -> bool:
        """Whether its last sentence asks for a yes or a no, and not for which, how or how much."""
        sentences = re.split(r"[，。？！?!,;；\s]+", in_standard(self.text.strip()))
        last = next((sentence for sentence in reversed(sentences) if len(sentence) > 1), "")
        return bool(_YES_OR_NO.search(last)) and not _WHICH.search(last)


def read(parsed: Mapping[str, Any], text: str, facts: Sequence[Fact] = (), paper: str = "") -> Reading:
    """The reading of a message as Rasa parsed it, with the facts heard in it and the `paper` it asks of."""
    seen = parsed.get("understood") or {}
    intent = parsed.get("intent") or {}
    entities = {e["entity"]: e["value"] for e in reversed(parsed.get("entities") or [])}
    return Reading(
        text=text,
        intent=seen.get("topic") or intent.get("name") or "",
        confidence=seen.get("confidence", intent.get("confidence") or 0.0),
        decision=seen.get("decision", "clarify"),
        ranking=tuple((g["intent"], g["confidence"]) for g in seen.get("ranking", ())),
        aspect=seen.get("aspect", "overview"),
        clause=entities.get("clause", ""),
        region=entities.get("region", ""),
        paper=paper,
        others=tuple((guess["intent"], aspect) for guess, aspect in seen.get("others", ())),
        acts=seen.get("acts", {}),
        facts=tuple(facts),
    )
