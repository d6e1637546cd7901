"""The denial of a phrase: «按时还» → «不按时还», «没断供过» → «断供过»; what it states is the opposite.

So that the model learns what negation does, and not only the negations that somebody wrote down.
"""

from __future__ import annotations

import re
from collections import Counter

from bot.nlu.facts.bank import MENTIONED, NEXT, NUMBER, Phrases
from bot.policy.negation import denials

_DENIED = re.compile(r"没有|没得|不是|不算|不属于|[不没未]")
# Where a denial turns up under another label so often, it states that label.
_OFTEN = 2
_OPPOSITE = {"true": "false", "false": "true"}


def flipped(text: str) -> list[str]:
    """The denials of a masked phrase; none where it is in parts or too short to tell."""
    if "，" in text or len(text) < 2:
        return []
    found = denials(text)
    if len(found) > 1:
        return []
    if found:
        start = found[0]
        word = _DENIED.match(text, start)
        if word is None:
            return []
        kept = {"没有": "有", "不是": "是", "不算": "算", "不属于": "属于"}.get(word[0], "")
        return [text[:start] + kept + text[word.end() :]]
    if re.search("过", text):
        return [f"没{text}", f"没有{text}"]
    if text.startswith(("是", "有", "算", "属于", "在")):
        return [("没" if text[0] == "有" else "不") + text]
    return [f"不是{text}", f"没{text}" if text.endswith("了") else f"不{text}"]


def opposites(phrases: Phrases) -> dict[str, str]:
    """label → the label that its denials state; of choices only where the bank shows it."""
    found = {label: other for label, other in _OPPOSITE.items() if label in phrases.by_label}
    if found:
        return found
    label_of = {text: label for label, texts in phrases.by_label.items() for text in texts}
    for label, texts in phrases.by_label.items():
        if label in (NUMBER, NEXT, MENTIONED):
            continue
        landed = Counter(label_of[f] for text in texts for f in flipped(text) if f in label_of)
        landed.pop(label, None)
        if landed and landed.most_common(1)[0][1] >= _OFTEN:
            found[label] = landed.most_common(1)[0][0]
    return found
