"""Buttons that stand under many replies."""

from __future__ import annotations

from bot.policy.commands import plain
from bot.policy.reply import Button

BACK = Button("上一步", "上一步", plain("back"))
CANCEL = Button("算了", "算了", plain("stop"))
CHECKLIST = Button("我的清单", "我的清单", plain("checklist"))
PROFILE = Button("我的情况", "我的情况", plain("profile"))
HUMAN = Button("转人工", "转人工", plain("hand_over"))
