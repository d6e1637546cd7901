"""The checklist as the conversation tells it: short, with the way to the whole of it."""

from __future__ import annotations

from bot.policy.assessment import NO, UNKNOWN, YES
from bot.policy.buttons import PROFILE
from bot.policy.checklist import Checklist, Entry
from bot.policy.commands import check, menu
from bot.policy.reply import Button, Reply
from bot.policy.topics import Topic
from bot.policy.wording import in_quotes

VERDICT_WORDS = {YES: "初步看符合", UNKNOWN: "还要确认", NO: "看来不符合"}
_MOST_NAMED = 5
_EMPTY = (
    "清单还是空的。在对话里说说您的情况（比如“我是退役军人，想开网店”），"
    "合适的事会自己进来；看到想办的事，也可以点“加进清单”。"
)


def checklist_reply(made: Checklist) -> Reply:
    """What is on the list, in a few lines; `checklist` beside the text opens it."""
    if not made.entries:
        return Reply("smalltalk", _EMPTY, buttons=(Button("回到菜单", "菜单", menu()), PROFILE))
    lines = [f"您的清单里有 {len(made.entries)} 件事：", *map(_line, made.entries[:_MOST_NAMED])]
    if len(made.entries) > _MOST_NAMED:
        lines.append(f"……另有 {len(made.entries) - _MOST_NAMED} 件")
    return _with_the_way(made, [*lines, _summed_up(made)])


def added_reply(topic: Topic, made: Checklist) -> Reply:
    """That a matter is on the list now, and what it holds altogether."""
    return _with_the_way(made, [f"{in_quotes(topic.name)}加进清单了。", _summed_up(made)])


def _with_the_way(made: Checklist, lines: list[str]) -> Reply:
    asked = next((e.topic for e in made.entries if e.open), None)
    on = Button(f"接着查：{asked.name}", f"{asked.name}：我符合吗", check(asked.slug)) if asked else None
    buttons = tuple(button for button in (on, PROFILE) if button)
    return Reply(
        "smalltalk", "\n".join(lines), buttons=buttons, extra={"checklist": {"matters": len(made.entries)}}
    )


def _line(entry: Entry) -> str:
    told = "，".join(part for part in (VERDICT_WORDS.get(entry.verdict, ""), entry.gives) if part)
    return f"· {entry.topic.name}" + (f"（{told}）" if told else "")


def _summed_up(made: Checklist) -> str:
    counted = (
        (len(made.entries), "件事"), (len(made.open), "个问题还要弄清"), (len(made.papers), "样材料要带"),
        (len(made.days), "个日期要留意"),
    )  # fmt: skip
    told = "、".join(f"{number} {what}" for number, what in counted if number)
    return f"一共 {told}。打开清单可以打钩、打印、存进日历。"
