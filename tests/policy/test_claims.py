"""Figures that a question takes for granted and that no source states."""

from __future__ import annotations

import pytest

from bot.policy.answers import answer_topic, without_claims
from bot.policy.claims import unsupported_figures
from bot.policy.store import Store


@pytest.mark.parametrize(
    ("topic", "asked", "figures"),
    [
        ("startup_guarantee_loan", "村里人都说这种贷款能贷二十万，对吗", ["二十万"]),
        ("startup_guarantee_loan", "网上讲贴息给百分之六十是真的？", ["百分之六十"]),
        ("first_purchase_subsidy", "据说首购补15%，封顶八百万？", ["15%", "八百万"]),
        # What the document does say is no mere claim.
        ("first_purchase_subsidy", "首购补助是不是10%，最高五百万", []),
        # What somebody has, wants or sells is none either.
        ("startup_guarantee_loan", "我手上有30万，还能申请吗", []),
        ("first_purchase_subsidy", "合同做到6000万能补多少？", []),
        ("startup_guarantee_loan", "想贷20万开店", []),
        ("service_loan_interest", "去年找农信社贷了45万装修民宿，听说利息有人帮出一点", []),
    ],
)
def test_a_figure_that_no_source_has_is_found(
    store: Store, topic: str, asked: str, figures: list[str]
) -> None:
    found = store.topic(topic)
    assert found
    assert list(unsupported_figures(asked, found)) == figures


def test_the_answer_says_so_first(store: Store) -> None:
    topic = store.topic("startup_guarantee_loan")
    assert topic
    answer = answer_topic(store, topic)
    told = without_claims(topic, answer, "听人说可以贷到八十万，真的吗")
    assert told.text == f"文件里没有“八十万”这个数。\n{answer.text}"
    assert without_claims(topic, answer, "创业担保贷款怎么回事") == answer
