"""How what is known of somebody is told."""

from __future__ import annotations

from bot.policy.attributes import NEITHER, attributes
from bot.policy.buttons import CHECKLIST
from bot.policy.commands import about, plain
from bot.policy.conditions import DONT_KNOW, Profile
from bot.policy.reply import Button, Reply
from bot.policy.wording import heading

# All of it is a button away («我的情况»).
_MOST_TOLD = 4


def profile_reply(profile: Profile) -> Reply:
    """What the conversation has kept of the visitor; each fact can be corrected or all forgotten."""
    rows = described(profile)
    if not rows:
        return Reply("smalltalk", "我还没有记下您的任何情况。您可以说“我是退役军人，想开网店，有什么政策”。")
    lines = [f"· {label}：{value}" for _, label, value in rows]
    text = "这次对话里我记下的情况：\n" + "\n".join(lines) + "\n哪条不对，直接说，比如“不对，是两次”。"
    kept = [
        {
            "attribute": name,
            "label": label,
            "value": value,
            "edit": about("ask", name),
            "forget": about("forget", name),
        }
        for name, label, value in rows
    ]
    return Reply(
        "smalltalk",
        text,
        buttons=(CHECKLIST, Button("全部忘掉", "忘掉我的情况", plain("forget_all"))),
        extra={"profile": kept},
    )


def described(profile: Profile) -> list[tuple[str, str, str]]:
    """(attribute, short label, value as people read it) of everything known."""
    catalogue = attributes()
    return [
        (name, heading(catalogue[name]), catalogue[name].label(value))
        for name, value in profile.items()
        if name in catalogue and value != DONT_KNOW
    ]


def in_brief(profile: Profile) -> str:
    """What was told last, for a sentence: 退役军人；电子商务；青年：不是."""
    catalogue = attributes()
    said = []
    for name, label, value in described(profile):
        if profile[name] in NEITHER:
            continue
        if catalogue[name].type == "bool":
            said.append(label if profile[name] else f"{label}：{value}")
        else:
            said.append(value if catalogue[name].type == "choice" else f"{label}：{value}")
    more = f"等 {len(said)} 项" if len(said) > _MOST_TOLD else ""
    return "；".join(said[-_MOST_TOLD:]) + more
