"""A draft reply part by part: one for each matter of a message, put together from those that are wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# A call, a note or a letter alike.
RECEIVED = "您好，您的留言收悉。"
CLOSING = "以上供您参考，还有疑问欢迎继续联系我们。"
IN_DANGER = "如果有人受伤、受到威胁或者财物被骗，请立即报警求助，不要等我们的答复。"
_NUMERALS = "一二三四五"


@dataclass(frozen=True)
class Part:
    """`asked`: the sentence that it answers, empty where none asks alone. `about`: «关于“年报”».

    `text` is empty where no document was found to answer from: a person has to.
    """

    asked: str
    about: str
    text: str


def put_together(parts: Sequence[Part]) -> str:
    """The reply that answers these, one after the other; empty for none."""
    answered = [part for part in parts if part.text]
    if not answered:
        return ""
    if len(answered) == 1:
        return f"{RECEIVED}{answered[0].about}：\n{answered[0].text}\n{CLOSING}"
    told = [f"{_NUMERALS[i]}、{part.about}\n{part.text}" for i, part in enumerate(answered)]
    return f"{RECEIVED}您问的几件事分别答复如下：\n" + "\n".join(told) + f"\n{CLOSING}"


def redraft(draft: str, parts: Sequence[Part]) -> str:
    """The draft again, of these parts alone; the warning of one who is in danger stays."""
    anew = put_together(parts)
    return f"{IN_DANGER}\n{anew}" if anew and draft.startswith(IN_DANGER) else anew
