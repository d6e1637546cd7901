"""What is asked next to founding gets the article that speaks of it, as a passage and with its door."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.errors import UserError
from bot.policy.law_comparison import compare_laws
from bot.policy.law_passages import Passages, decline_with_article, law_passages, passage_for, unheld
from bot.policy.national_law import installed_laws
from bot.policy.scope import beyond
from bot.policy.store import Store
from tests.policy.law_package import a_law, write_package

ROOT = Path(__file__).resolve().parents[2]
installed = pytest.mark.skipif(installed_laws() is None, reason="the package of laws is not installed")


@installed
def test_every_article_is_held_and_has_a_door(store: Store) -> None:
    passages = law_passages()
    assert unheld(store, passages) == []
    assert [subject for subject in passages.subjects if not beyond(subject)] == []


@installed
@pytest.mark.parametrize(
    ("text", "subject", "place"),
    [
        ("厂里压着两个月工资不发，找谁", "wages_and_labour", "《劳动合同法》第三十条"),
        ("店员干了半年没签劳动合同，他来要双倍工资", "", "《劳动合同法》第八十二条"),
        ("朋友打的借条过期了没有", "litigation_and_law", "《民法典》第一百八十八条"),
        ("我的商标被人抢注", "intellectual_property", "《商标法》第三十二条"),
        ("请了两个人，入职多久要交社保", "social_insurance", "《社会保险法》第五十八条"),
        ("上个月忘了报税会罚吗", "vat_and_invoices", "《税收征收管理法》第六十二条"),
        ("税务稽查上门，我先看他们哪个证", "", "《税收征收管理法》第五十九条"),
        ("这两个月没生意，还报税不报", "personal_income_tax", "《税收征收管理法》第二十五条"),
        ("我爱人是公务员，想入股我这个店", "public_jobs_and_exams", "《公务员法》第五十九条"),
    ],
)
def test_a_question_gets_the_article_said_to_be_a_passage(
    store: Store, text: str, subject: str, place: str
) -> None:
    reply = decline_with_article(store, text, subject)
    assert reply is not None and reply.kind == "refusal"
    door, _, rest = reply.text.partition("\n")
    assert rest.startswith(place) and "法律原文的摘录" in rest and "不是对您这件事的判断" in rest
    entry = passage_for(store, text, law_passages().under(subject))
    assert entry is not None and door == beyond(law_passages().subject_of(entry))
    (cited,) = reply.citations
    assert place == f"《{cited.document}》{cited.clause}" and cited.quote[:18] in rest


@installed
def test_questions_out_of_scope_are_never_answered_with_articles(store: Store) -> None:
    """Under what is none of the five subjects nothing is shown; where anything is, it stays a refusal."""
    path = ROOT / "data/cases/questions/out_of_scope.yml"
    rows = yaml.safe_load(path.read_text("utf-8"))
    near = {"social_insurance", "litigation_and_law", "vat_and_invoices"}
    replies = {row["text"]: decline_with_article(store, row["text"]) for row in rows}
    assert {reply.kind for reply in replies.values() if reply} == {"refusal"}
    far = [row["text"] for row in rows if row["kind"] not in near and replies[row["text"]]]
    assert len(far) <= 0.02 * len(rows)
    named = [row["text"] for row in rows if row["kind"] not in near]
    assert [t for t in named if decline_with_article(store, t, "other_region")] == []


def passages_of(holds: str = "花园") -> Passages:
    entry = {
        "law": "花园法",
        "clause": "第二条",
        "holds": holds,
        "about": "开花园",
        "asked": ["怎么 开花园", "花园 登记"],
    }
    return Passages.parse_obj(
        {"subjects": {"private_debts": [entry]}, "beside": {"health": ["private_debts"]}}
    )


@pytest.mark.parametrize(
    ("text", "subject", "found"),
    [
        ("怎么开花园", "", True),
        ("花园 要 登 记 吗", "private_debts", True),
        ("花园登记", "health", True),
        ("花园登记", "other_region", False),
        ("花园", "", False),
        ("怎么开店", "", False),
    ],
)
def test_all_words_of_a_way_to_ask_must_stand_in_the_text(
    monkeypatch: pytest.MonkeyPatch, store: Store, text: str, subject: str, found: bool
) -> None:
    monkeypatch.setattr("bot.policy.law_passages.article", lambda store, entry: "花园")
    entry = passage_for(store, text, passages_of().under(subject))
    assert (entry is not None) == found


def test_a_law_numbered_anew_is_reported_and_not_shown(other_store: Store) -> None:
    entry = passages_of().under("")[0]
    assert decline_with_article(other_store, "花园登记", passages=passages_of()) is None
    (problem,) = unheld(other_store, passages_of())
    assert f"《{entry.law}》第二条里没有“花园”；请核对条文序号" in problem


def test_laws_are_compared_with_texts_beside_the_repository(tmp_path: Path) -> None:
    law = a_law("中华人民共和国花园法", "花园\n开放。", '"花园"免费。', "花园关门。")
    package = write_package(tmp_path / "laws.db", [law, a_law("树木法", "树木。")])
    text = "# 花园法\n\n第一条 花园\u200b开放。\n\n第二条 “花园”免费。\n\n第四条 花园重开。\n"
    (tmp_path / "花园法.md").write_text(text, "utf-8")
    compared = compare_laws(package.read()[0], tmp_path)
    assert (compared.laws, compared.articles) == (1, 3)
    assert compared.differences == (
        '《花园法》第二条：包里“"”，文件里““”，还有 1 处',
        "《花园法》第三条：花园法.md 里没有这一条",
        "《花园法》第四条：数据包里没有这一条",
    )


def test_a_folder_without_laws_is_said_to_hold_none(tmp_path: Path) -> None:
    package = write_package(tmp_path / "laws.db", [a_law("花园法", "花园。")])
    with pytest.raises(UserError, match="没有和数据包同名的法律"):
        compare_laws(package.read()[0], tmp_path)
