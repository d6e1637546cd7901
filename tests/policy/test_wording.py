"""Places of documents as a sentence names them."""

from __future__ import annotations

import pytest

from bot.policy.wording import place


@pytest.mark.parametrize(
    ("document", "clause", "title", "said"),
    [
        ("甲政发〔2029〕8号", "四", "支持采购", "甲政发〔2029〕8号 第四条“支持采购”"),
        ("甲政发〔2029〕8号", "二十一", "", "甲政发〔2029〕8号 第二十一条"),
        ("甲政发〔2029〕8号", "第三条", "", "甲政发〔2029〕8号第三条"),
        ("甲政发〔2029〕8号", "", "", "甲政发〔2029〕8号"),
        ("甲法", "第四十七条", "", "《甲法》第四十七条"),
        ("甲县贷款问答", "（三）1", "", "《甲县贷款问答》（三）1"),
    ],
)
def test_a_place(document: str, clause: str, title: str, said: str) -> None:
    assert place(document, clause, title) == said
