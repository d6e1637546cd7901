"""What else may have been meant, beside an answer or in place of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.policy.answers import topic_of
from bot.policy.buttons import HUMAN
from bot.policy.next_buttons import button_to
from bot.policy.reply import Reply, citations_of
from bot.policy.store import Store
from bot.policy.topics import Topic
from bot.policy.wording import in_quotes

# So many characters of a matter's answer stand beside another one's.
_GIST = 120
# Where nothing is sure: so many matters are named, and so many of them told.
_MOST_MEANT, _MOST_TOLD = 4, 2


def with_alternatives(reply: Reply, second: Topic | None, others: Sequence[Topic]) -> Reply:
    """The likeliest answer, the second likeliest in a line, and what else may have been meant, a tap away."""
    found = reply
    if second:
        text = f"{reply.text}\n也可能您问的是{in_quotes(second.name)}：{_gist(second)}"
        cited = tuple(dict.fromkeys((*reply.citations, *citations_of(second))))
        buttons = (button_to(second), *reply.buttons)
        found = replace(reply, text=text, citations=cited, buttons=buttons)
    if not others:
        return found
    offered = tuple(map(button_to, others))
    text = f"{found.text}\n还是想问：{'、'.join(topic.name for topic in others)}？点一下就行。"
    return replace(found, text=text, buttons=(*offered, *found.buttons))


def clarify(store: Store, intents: Sequence[str]) -> Reply | None:
    """Nothing is sure to hold what is asked, so that is said, with the likeliest matters and what each says.

    None if none of them is known.
    """
    topics = [t for intent in intents if (t := topic_of(store, intent)) and t.provisions][:_MOST_MEANT]
    if not topics:
        return None
    told, others = topics[:_MOST_TOLD], topics[_MOST_TOLD:]
    lines = [f"· {topic.name}：{_gist(topic)}" for topic in told]
    more = [f"还是想问：{'、'.join(topic.name for topic in others)}？点一下就行。"] if others else []
    return Reply(
        "refusal",
        "\n".join(["您问的这件事，手里的文件可能没有写。最接近的是：", *lines, *more]),
        citations=citations_of(*told),
        buttons=(*map(button_to, topics), HUMAN),
    )


def _gist(topic: Topic) -> str:
    """The answer as far as it is short: its first sentences."""
    sentences = topic.answer.split("。")
    told = sentences[0]
    for sentence in sentences[1:]:
        if not sentence or len(told) + len(sentence) > _GIST:
            break
        told += f"。{sentence}"
    return f"{told}。"
