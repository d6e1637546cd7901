"""A document is data: an invented city paper is asked about and decided on, with nothing but files added."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import PolicyDataError
from bot.policy.answers import answer_topic
from bot.policy.build import build_store
from bot.policy.check import check_knowledge
from bot.policy.eligibility import assess
from bot.policy.expiry import ending_soon
from bot.policy.knowledge import read_knowledge
from bot.policy.skeleton import new_document
from bot.policy.store import Store
from bot.policy.verdicts import verdict_reply
from bot.settings import Settings, read_settings

DAY = dt.date(2030, 6, 1)
SHAPES = (
    "per: {yuan: 2000, each: person, counted: interest_subsidies, years: 5}",
    "rate_bound: {benchmark: LPR1Y, plus_bp: 5}",
    "deduction: {yuan_per_year: 2000, years: 5, order: [增值税]}",
    "tiers: {base: deal_amount, each: [{up_to: 2000, percent: 5}, {yuan: 2000}]}",
    "at_most_yuan: 2000",
)
FILES = {
    "matters/grants/first_shop_grant.yml": """\
name: 首次开店补贴
door: {office: 区人社局就业窗口, hotline: "12333"}
""",
    "matters/grants/unwritten_grant.yml": """\
name: 没有标准的补贴
door: {office: 区人社局就业窗口}
silent: 没有查到这项补贴的标准。
""",
    "documents/530100/昆政发〔2030〕1号/document.yml": """\
number: 昆政发〔2030〕1号
title: 关于支持首次开店的通知
kind: official_paper
level: city
region: "530100"
issuer: 昆明市人民政府
issued: 2030-01-05
valid_from: 2030-01-10
valid_to: 2030-08-20
certainty: {text: reported, by: 某报, on: 2030-01-06}
relations: [{kind: implements, document: 云政发〔2029〕8号}]
source: 首次开店.md
""",
    "documents/530100/昆政发〔2030〕1号/provisions/grant.yml": """\
provisions:
  - slug: grant
    matter: first_shop_grant
    clause: 一
    answer: 首次开店的，每招1人补2000元，最多补5人。
    aspects: {amount: 每招1人2000元，最多5人。}
    follows: 之后的办法还没有出。
    rule:
      conditions:
        all:
          - {attribute: starting_business, value: true, text: 首次开店}
          - {attribute: applicant, operator: is_not, value: enterprise, text: 不是企业, clause: 二}
          - {attribute: good_project, value: true, text: 项目好, judged: true}
      benefit: {kind: subsidy, formula: "min(interest_subsidies, 5) * 2000", says: 招的人数 × 2000元}
""",
    "documents/530100/昆政发〔2030〕1号/provisions/shapes.yml": "provisions:\n"
    + "".join(
        f"  - {{slug: s{n}, matter: shape_{n}, clause: 一, answer: 按标准给。, "
        f"rule: {{benefit: {{kind: subsidy, {b}}}}}}}\n"
        for n, b in enumerate(SHAPES)
    ),
    "documents/530000/云政发〔2029〕8号/document.yml": """\
number: 云政发〔2029〕8号
title: 关于开店补贴的意见
kind: official_paper
level: province
region: "530000"
valid_from: 2029-01-01
certainty: {text: part, in_force: confirmed}
source: 开店.md
""",
    "documents/530000/云政发〔2029〕8号/provisions/grant.yml": """\
provisions:
  - slug: grant
    matter: first_shop_grant
    clause: 三（二）
    answer: 首次开店的一次性补1000元。
    aspects: {amount: 一次性1000元。}
    rule:
      benefit: {kind: subsidy, fixed_yuan: 1000, once: true}
""",
}
FILES |= {f"matters/grants/shape_{n}.yml": f"name: 第{n}种补贴\n" for n in range(len(SHAPES))}
SOURCES = {
    "首次开店.md": "一、首次开店，每新招1人补2000元，最多5人。\n\n二、企业除外。\n",
    "开店.md": "## 三、补贴\n\n（一）别的，500元。\n\n（二）首次开店补1000元。\n",
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("invented")
    for root, files in (("data", FILES), ("sources", SOURCES)):
        for name, text in files.items():
            (folder / root / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / root / name).write_text(text, encoding="utf-8")
    settings = replace(
        read_settings({}),
        data_dir=folder / "data",
        sources_dir=folder / "sources",
        laws_dir=folder / "laws",
        policy_db=folder / "policy.db",
    )
    build_store(settings)
    return settings


@pytest.fixture(scope="module")
def invented(place: Settings) -> Iterator[Store]:
    yield Store(place.policy_db)


def test_its_figures_are_proved(place: Settings) -> None:
    check_knowledge(read_knowledge(place.data_dir), place.proof_dirs)
    path = place.data_dir / "documents/530000/云政发〔2029〕8号/provisions/grant.yml"
    text = path.read_text(encoding="utf-8")
    try:
        # 500 stands in the paper, but not in the clause.
        path.write_text(text.replace("1000", "500"), encoding="utf-8")
        with pytest.raises(PolicyDataError, match="fixed_yuan 的数 500 不在所引条文里"):
            check_knowledge(read_knowledge(place.data_dir), place.proof_dirs)
    finally:
        path.write_text(text, encoding="utf-8")


def test_it_answers_where_it_holds_with_level_and_report(invented: Store) -> None:
    topic = invented.topic("first_shop_grant", "530102", DAY)
    assert topic
    answer = answer_topic(invented, topic)
    assert answer.text.startswith("首次开店的，每招1人补2000元")
    assert "据昆明市2030年文件（据某报2030年1月6日报道）" in answer.text
    assert [(c.document, c.clause, c.level) for c in answer.citations] == [
        ("昆政发〔2030〕1号", "一", "city"),
        ("云政发〔2029〕8号", "三（二）", "province"),
    ]


def test_elsewhere_the_provinces_rule_answers(invented: Store) -> None:
    for region in ("530500", None):
        topic = invented.topic("first_shop_grant", region, DAY)
        assert topic and answer_topic(invented, topic).text.startswith("首次开店的一次性补1000元")
        assert "2000" not in answer_topic(invented, topic).text
    unknown = invented.topic("first_shop_grant", None, DAY)
    assert unknown
    offered = answer_topic(invented, unknown)
    assert "昆明市另有规定" in offered.text and offered.buttons[0].payload == "我在昆明市，首次开店补贴"


def test_it_decides_by_the_nearest_rule(invented: Store) -> None:
    person = {"starting_business": True, "applicant": "individual", "place": "530100", "good_project": True}
    found = assess(invented, "first_shop_grant", {**person, "interest_subsidies": 7}, DAY)
    assert found.verdict == "yes" and found.amount and found.amount.yuan == 10_000
    assert [(c.document, c.clause) for c in found.conditions][1] == ("昆政发〔2030〕1号", "二")
    other = assess(invented, "first_shop_grant", {"place": "530500"}, DAY)
    assert other.verdict == "yes" and other.amount and other.amount.text == "1,000元（一次性）"
    no = assess(invented, "first_shop_grant", {**person, "applicant": "enterprise"}, DAY)
    assert no.verdict == "no"


def test_what_an_office_judges_is_never_alone_the_reason_of_a_no(invented: Store) -> None:
    person = {"starting_business": True, "applicant": "individual", "place": "530100", "good_project": False}
    found = assess(invented, "first_shop_grant", person, DAY)
    assert found.verdict == "unknown" and found.next_question is None
    topic = invented.topic("first_shop_grant", "530100", DAY)
    assert topic and "项目好（由部门认定）" in verdict_reply(topic, found).text


def test_every_shape_of_a_benefit_survives_the_store(invented: Store) -> None:
    profile = {"interest_subsidies": 2, "deal_amount": 1000, "place": "530100"}
    told = [assess(invented, f"shape_{n}", profile, DAY).amount for n in range(len(SHAPES))]
    assert [amount and amount.text for amount in told] == [
        "4,000元（每人每年2,000元，最长5年）",
        "利率不超过一年期LPR加5个基点",
        "每年最多扣减2,000元，最长5年",
        "50元",
        "最高2,000元",
    ]


def test_what_has_ended_is_told_as_ended(invented: Store) -> None:
    later = dt.date(2030, 9, 1)
    topic = invented.topic("first_shop_grant", "530100", later)
    assert topic and topic.provisions[0].document == "云政发〔2029〕8号"
    before = invented.topic("first_shop_grant", "530100", dt.date(2028, 1, 1))
    assert before and answer_topic(invented, before).kind == "refusal"


def test_silence_is_a_refusal_with_the_door(invented: Store) -> None:
    topic = invented.topic("unwritten_grant", None, DAY)
    assert topic
    reply = answer_topic(invented, topic)
    assert reply.kind == "refusal" and "区人社局就业窗口" in reply.text


def test_what_ends_soon_is_listed(place: Settings) -> None:
    knowledge = read_knowledge(place.data_dir)
    (line,) = ending_soon(knowledge, DAY)
    assert "2030-08-20" in line and "昆政发〔2030〕1号" in line
    assert list(ending_soon(knowledge, dt.date(2030, 1, 11))) == []


def test_a_skeleton_names_what_is_to_be_filled_in(tmp_path: Path) -> None:
    folder = new_document(tmp_path, "昆政发〔2031〕2号", "530100")
    assert 'region: "530100"' in (folder / "document.yml").read_text(encoding="utf-8")
    with pytest.raises(PolicyDataError) as caught:
        check_knowledge(read_knowledge(_with_matters(tmp_path)))
    assert "没有“待填”这个事项" in str(caught.value)


def _with_matters(documents: Path) -> Path:
    (documents / "documents").mkdir()
    (documents / "530100").rename(documents / "documents/530100")
    return documents
