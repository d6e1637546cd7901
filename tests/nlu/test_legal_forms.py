"""Law on one kind of business is no answer to a question about another."""

from __future__ import annotations

import pytest

from bot.nlu.legal_forms import beside_the_point
from bot.policy.store import Store


@pytest.mark.parametrize(
    ("text", "beside", "to_the_point"),
    [
        ("合作社赚的钱怎么分", "合伙企业", "农民专业合作社"),
        ("股东一直不打钱，能除名吗", "合伙企业", "公司注册资本"),
        ("个体户想转成公司", "农民专业合作社", "公司形式与设立"),
        ("个体户想转成公司", "合伙企业", "个体工商户"),
        ("我和朋友合伙开公司", "个人独资企业", "合伙企业"),
    ],
)
def test_what_is_named_stays(text: str, beside: str, to_the_point: str) -> None:
    assert beside in beside_the_point(text)
    assert to_the_point not in beside_the_point(text)


@pytest.mark.parametrize("text", ["", "贷款贴息几次", "营业执照丢了怎么补"])
def test_where_no_kind_is_named_nothing_is_ruled_out(text: str) -> None:
    assert beside_the_point(text) == frozenset()


def test_every_chapter_is_one_of_the_guides(store: Store) -> None:
    themes = {topic.theme for topic in store.topics()}
    assert beside_the_point("合作社") | beside_the_point("公司") <= themes
