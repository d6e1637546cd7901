"""Replies state what the sources state, and say so where they are silent."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.policy.alternatives import clarify
from bot.policy.answers import answer_topic
from bot.policy.document_replies import answer_clause, passages
from bot.policy.scope import answer_document, decline
from bot.policy.store import Store
from bot.policy.topics import Topic
from bot.policy.wording import in_quotes

PAPER = "云政发〔2020〕6号"


def in_our_words(store: Store) -> list[Topic]:
    """The matters that laws alone answer, whose texts aren't held, in one provision."""
    return [t for t in store.topics() if not t.quoted and len(t.provisions) == 1 and t.lead.kind == "law"]


def reply(store: Store, slug: str, aspect: str = "overview"):
    topic = store.topic(slug)
    assert topic is not None
    return answer_topic(store, topic, aspect)


def test_an_answer_cites_clause_quote_and_departments(store: Store) -> None:
    answer = reply(store, "first_purchase_subsidy")
    assert answer.kind == "answer"
    assert "10%" in answer.text and "500万元" in answer.text
    (citation,) = answer.citations
    assert (citation.level, citation.region, citation.state) == ("province", "530000", "unconfirmed")
    assert citation.date == "2020-02-14" and "云南省2020年文件" in answer.text
    assert (citation.document, citation.clause, citation.title) == (PAPER, "四", "加大政府采购支持")
    assert citation.quote in store.clauses(PAPER, "四")[0]["text"]
    assert citation.url.endswith("#四")
    assert "省财政厅" in answer.departments


def test_a_figure_that_no_source_gives_is_refused_with_whom_to_ask(store: Store) -> None:
    answer = reply(store, "women_startup_action", "amount")
    assert answer.kind == "refusal"
    assert "没有规定具体金额" in answer.text
    assert "各州、市人民政府" in answer.text
    assert answer.citations


@pytest.mark.parametrize("aspect", ["materials", "time", "contact", "how_to_apply"])
def test_silence_is_said(store: Store, aspect: str) -> None:
    assert "文件没有" in reply(store, "women_startup_action", aspect).text


def test_department_question_lists_the_annex(store: Store) -> None:
    text = reply(store, "research_facility_sharing", "department").text
    assert "省科技厅、省教育厅、省财政厅" in text


def test_original_wording_is_verbatim(store: Store) -> None:
    topic = store.topic("startup_guarantee_loan")
    assert topic.sources[0].quote in reply(store, "startup_guarantee_loan", "original").text


def test_every_topic_answers_every_aspect(store: Store) -> None:
    aspects = ["overview", "conditions", "amount", "how_to_apply", "materials", "time", "department",
               "validity", "original", "audience", "contact", "eligibility"]  # fmt: skip
    for topic in store.topics():
        for aspect in aspects if not topic.tells else ():
            answer = answer_topic(store, topic, aspect)
            assert answer.text.strip(), (topic.slug, aspect)
            assert answer.citations or not topic.sources, (topic.slug, aspect)
            assert answer.kind in {"answer", "refusal"}


def test_province_and_nation_are_cited_together(store: Store) -> None:
    both = [t for t in store.topics() if {PAPER} < {s.document for s in t.sources}]
    assert both
    documents = {c.document for c in answer_topic(store, both[0]).citations}
    assert PAPER in documents and len(documents) > 1


def test_a_clause_by_number(store: Store) -> None:
    answer = answer_clause(store, PAPER, "二十")
    assert answer is not None and "累计不超过3次" in answer.text
    assert answer_clause(store, PAPER, "二十五") is None


@pytest.mark.parametrize(
    ("subject", "said"),
    [("dates_and_validity", "2020年2月18日印发"), ("basis", "国发〔2018〕32号"), ("overview", "24 条")],
)
def test_the_document_itself(store: Store, subject: str, said: str) -> None:
    assert said in answer_document(store, subject).text


def test_clarify_names_topics_and_a_person(store: Store) -> None:
    offered = clarify(store, ["incubators/incubators", "loans/no_such_thing"])
    assert offered is not None
    assert [b.payload for b in offered.buttons][-1] == "转人工"
    assert len(offered.buttons) == 2
    assert clarify(store, ["smalltalk/greet"]) is None


def test_decline_offers_the_entrances_and_a_person(store: Store) -> None:
    refused = decline(store)
    assert refused.kind == "refusal" and not refused.citations
    assert refused.buttons[-1].payload == "转人工"


def test_passages_are_said_to_be_passages(store: Store) -> None:
    found = passages(store, store.search("孵化机构 检验检测", 3))
    assert "最接近" in found.text and found.citations


def test_what_another_clause_says_of_the_matter_is_told_and_cited(store: Store) -> None:
    answer = reply(store, "ip_pledge_and_insurance")
    assert "另见“专利权质押融资”" in answer.text
    assert {c.clause for c in answer.citations} == {"五", "二十"}


def test_a_measure_out_of_force_states_nothing_but_that(store: Store) -> None:
    topic = store.topic("first_purchase_subsidy")
    answer = answer_topic(store, topic, on=dt.date(2019, 12, 31))
    assert answer.kind == "refusal" and "500万" not in answer.text
    assert "自2020年2月14日起" in answer.text and answer.departments


def test_a_question_about_money_is_told_which_sums_the_document_leaves_open(store: Store) -> None:
    text = reply(store, "guarantee_loan_interest_cost", "amount").text
    assert "文件没有规定：各家银行现在的年利率；请问经办银行" in text
    assert "没有规定" not in reply(store, "first_purchase_subsidy", "amount").text


def test_who_asks_for_a_loan_is_told_how_much_first_and_how_often_after(store: Store) -> None:
    told = reply(store, "startup_guarantee_loan", "amount").text
    assert told.startswith("创业担保贷款个人不超过30万元、最长3年") and "累计不超过3次" in told
    assert "没有规定" not in told


@pytest.mark.parametrize("aspect", ["materials", "contact"])
def test_a_guide_says_what_it_knows_before_what_it_lacks(store: Store, aspect: str) -> None:
    topic = next(t for t in in_our_words(store) if aspect not in t.aspects and not t.see_also)
    answer = answer_topic(store, topic, aspect)
    assert answer.text.startswith(topic.answer) and "我手里的资料没有写" in answer.text
    assert answer.kind == "refusal"


def test_a_share_that_stands_elsewhere_answers_how_much(store: Store) -> None:
    topic = store.topic("startup_tax_preferences")
    answer = answer_topic(store, topic, "amount")
    assert answer.kind == "answer" and "20%" in answer.text
    related = store.topic("income_tax_small_low_profit")
    alone = answer_topic(store, related, "amount")
    assert alone.kind == "answer" and "没有写" not in alone.text.removeprefix(related.answer)


def test_whether_something_is_allowed_is_answered_by_the_guide_alone(store: Store) -> None:
    topic = next(t for t in in_our_words(store) if "conditions" not in t.aspects and not t.see_also)
    assert answer_topic(store, topic, "conditions").text == topic.answer


def test_quotation_marks_inside_a_name_are_single() -> None:
    assert in_quotes("“走出去”“引进来”服务") == "“‘走出去’‘引进来’服务”"


@pytest.mark.parametrize(
    ("slug", "aspect"),
    [
        ("change_materials", "materials"),
        ("contribution_certificate", "materials"),
        ("llc_shareholder_count", "amount"),
    ],
)
def test_an_answer_that_says_itself_what_is_asked_is_no_refusal(store: Store, slug: str, aspect: str) -> None:
    answer = reply(store, slug, aspect)
    assert answer.kind == "answer" and "没有写" not in answer.text
