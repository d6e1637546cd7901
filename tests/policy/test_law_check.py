"""Guides against the laws' texts: made up here, and the real ones where they are at hand."""

from __future__ import annotations

import os
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from bot.policy.documents import Guide, GuideSource, read_knowledge
from bot.policy.law_check import check_guides, guide_problems, quantities
from bot.settings import ROOT, Settings

LAWS = {
    "小店法": {"第二条": "小店应当自开业之日起三十日内登记，费用减按百分之二十，不超过5万元；\n（七）其他。"}
}


def received(name: str) -> Path:
    """A folder received with the project; skips the test where it isn't at hand."""
    given = os.environ.get("BOT_RECEIVED_DIR")
    places = [Path(given)] if given else [folder / "shared" for folder in (ROOT, *ROOT.parents)]
    found = next((place / name for place in places if (place / name).is_dir()), None)
    if found is None:
        pytest.skip(f"no shared/{name} beside the repository; BOT_RECEIVED_DIR names another place")
    return found


def guide(answer: str, article: str = "第二条") -> Guide:
    sources = [GuideSource(law="小店法", article=article)]
    return Guide(slug="shop", name="小店", answer=answer, sources=sources, valid_from=date(2020, 1, 1))


@pytest.mark.parametrize(
    "answer", ["30日内登记。", "三十天内登记。", "费用按20%算。", "最多5万元。", "最多50000元。"]
)
def test_numbers_may_be_written_either_way(answer: str) -> None:
    assert guide_problems(guide(answer), LAWS) == []


@pytest.mark.parametrize(
    "answer", ["31日内登记。", "十五天内登记。", "费用按2%算。", "最多50万元。", "一共7项。"]
)
def test_a_number_that_the_article_lacks_is_named(answer: str) -> None:
    assert "不在所引条文里" in guide_problems(guide(answer), LAWS)[0]


def test_an_article_that_does_not_exist_is_named() -> None:
    assert "没有第九条" in guide_problems(guide("要登记。", "第九条"), LAWS)[0]


def test_quantities_are_values() -> None:
    assert quantities("三分之二以上，1,000元，百分之五，统一办") == {
        Fraction(2, 3),
        Fraction(1000),
        Fraction(5),
    }


def test_every_guide_is_borne_out_by_the_laws(built_settings: Settings) -> None:
    knowledge = read_knowledge(built_settings.policy_dir, built_settings.guide_dir)
    assert check_guides(knowledge, received("laws")) > 0
