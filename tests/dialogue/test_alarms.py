"""When a person is needed at once: what the message does, and what triage hears in it, together."""

from __future__ import annotations

import pytest

from bot.dialogue.knowledge import Knowledge
from bot.dialogue.reading import Reading
from bot.policy.store import Store


@pytest.mark.parametrize(
    ("text", "acts", "why"),
    [
        ("收了我两千保证金说帮我跑贷款，人联系不上", {"danger": 0.98}, "danger"),
        ("工地有人要跳楼讨薪", {"danger": 0.4}, "danger"),
        # One alone may mishear: a figure of speech is no danger.
        ("以我自己名义去银行办这种创业贷，撑死能批几万", {"danger": 0.97}, ""),
        ("材料交上去两个月没消息，帮我查查", {"progress": 0.9}, "progress"),
        ("批下来公示几天", {"progress": 0.96}, ""),
        ("店是去年腊月开的，现在还报得着不", {"progress": 0.95, "tells": 0.98}, ""),
        ("假设腊月里评得上，打哪个月起减", {"progress": 0.8}, ""),
        ("房东讲今晚不腾空就停水", {"urgent": 0.4}, "urgent"),
        ("急急急，申报系统今晚十二点关，账号登不进去", {"urgent": 0.99}, "urgent"),
        ("今天去哪办执照", {"urgent": 0.6}, ""),
    ],
)
def test_alarm(store: Store, text: str, acts: dict[str, float], why: str) -> None:
    assert Knowledge(store).alarm(Reading(text, acts=acts)) == why
