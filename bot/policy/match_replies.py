"""How the measures for somebody are listed."""

from __future__ import annotations

from typing import Any

from bot.policy.attributes import attributes
from bot.policy.buttons import CANCEL, CHECKLIST, HUMAN, PROFILE
from bot.policy.commands import check as to_check
from bot.policy.conditions import Profile
from bot.policy.matching import Matches
from bot.policy.profile_replies import in_brief
from bot.policy.question_replies import answer_buttons, question_reply
from bot.policy.reply import Button, Reply
from bot.policy.store import Store
from bot.policy.topics import Topic
from bot.policy.verdict_text import cited_places
from bot.policy.wording import heading


def matches_reply(store: Store, found: Matches, profile: Profile) -> Reply:
    """The measures that fit or may fit, best first, and the question that would change the list."""
    if not found.matches and found.next_question:
        return question_reply(found.next_question, "我来帮您找合适的政策，先问一句。")
    topics = [topic for m in found.matches if (topic := store.topic(m.topic))]
    lines = [f"{n}. {m.line}" for n, m in enumerate(found.matches, 1)]
    text = "\n".join([f"按您说的情况（{in_brief(profile)}），可能用得上 {len(lines)} 项：", *lines])
    if found.next_question:
        text += f"\n再问一句，能帮您缩小范围：{found.next_question.question}"
    buttons = [*(Button(t.name, f"{t.name}：我符合吗", to_check(t.slug)) for t in topics[:3]), CHECKLIST]
    if found.next_question:
        buttons = [*answer_buttons(found.next_question), CANCEL]
    return Reply(
        "match",
        text,
        tuple(dict.fromkeys(cited for topic in topics for cited in cited_places(topic, ())[:1])),
        (),
        tuple(buttons),
        {"matches": [_match(m, t) for m, t in zip(found.matches, topics, strict=True)]},
    )


def no_match_reply(profile: Profile) -> Reply:
    """Nothing in the documents speaks to this person."""
    text = f"按您说的情况（{in_brief(profile)}），我手里的文件没有直接对应的措施。可以换个说法，或者转人工。"
    return Reply("refusal", text, buttons=(PROFILE, HUMAN))


def _match(match: Any, topic: Topic) -> dict[str, Any]:
    return {
        "slug": match.topic,
        "name": match.name,
        "verdict": match.verdict,
        "line": match.line,
        "gives": topic.answer,
        "missing": [heading(attributes()[name]) for name in match.missing],
        "clause": topic.sources[0].clause,
        "document": topic.sources[0].document,
        "payload": f"{topic.name}：我符合吗",
        "command": to_check(topic.slug),
    }
