"""What to bring, read from what the sources say: single papers where they are enumerated, else whole."""

from __future__ import annotations

import pytest

from bot.policy import papers
from bot.policy.papers import Bring, beside_for_papers, to_bring
from bot.policy.store import Store

LOAN = "startup_guarantee_loan"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("身份证、营业执照。", Bring(("身份证", "营业执照"))),
        ("申请书；清税证明。", Bring(("申请书", "清税证明"))),
        ("《一般纳税人登记表》。", Bring(("一般纳税人登记表",))),
        ("合同（正本、副本）、发票。", Bring(("合同（正本、副本）", "发票"))),
    ],
)
def test_an_enumeration_is_single_papers(said: str, expected: Bring) -> None:
    assert papers._read(said) == expected


def test_what_holds_for_some_only_is_told_whole_beside_the_papers_for_all() -> None:
    said = "身份证、营业执照；公司的章程，合伙企业的协议。"
    assert papers._read(said) == Bring(("身份证", "营业执照"), said)


@pytest.mark.parametrize(
    "said",
    [
        "找人代办的，另交委托书和证明。",
        "普通注销要申请书、清税证明；不用决议。",
        "纪要和章程要全体设立人签名盖章，出资清单由出资的成员签名盖章。",
        "由每个成员按照各自那一份写下来再请人看过之后签了名字的那种书面说明。",
    ],
)
def test_a_sentence_is_no_paper(said: str) -> None:
    assert papers._read(said) == Bring(said=said)


def test_the_doors_own_list_goes_first(store: Store) -> None:
    for topic in store.topics():
        if topic.door.bring:
            assert to_bring(store, topic).papers == topic.door.bring


def test_a_matter_without_papers_has_those_of_the_matter_that_asks_for_them(store: Store) -> None:
    loan = store.topic(LOAN)
    assert loan and not loan.door.bring and not loan.aspects.get("materials")
    beside = beside_for_papers(store, loan)
    assert beside and LOAN in beside.see_also and "材料" in beside.name
    assert "身份证" in to_bring(store, loan).papers


def test_no_paper_is_made_up(store: Store) -> None:
    """Every paper stands, word for word, in what the matter or the one beside it says."""
    for topic in store.topics():
        beside = beside_for_papers(store, topic)
        said = [*topic.door.bring, topic.aspects.get("materials", "")]
        said += [beside.aspects.get("materials", ""), beside.answer] if beside else []
        for paper in to_bring(store, topic).papers:
            assert any(paper in text for text in said), (topic.slug, paper)
