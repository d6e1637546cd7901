"""Rules as a form says them: what it shows it writes back, and what it can't say it names."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from bot.helpdesk.knowledge import rule_form
from bot.helpdesk.knowledge.facts import fact_labels
from bot.policy.rules import Eligibility
from bot.settings import settings


def rules_of_the_data() -> list[dict[str, Any]]:
    files = sorted((settings().data_dir / "documents").rglob("provisions/*.yml"))
    entries = [entry for file in files for entry in yaml.safe_load(file.read_text("utf-8"))["provisions"]]
    return [entry["rule"] for entry in entries if entry.get("rule")]


def test_what_the_form_shows_it_writes_back() -> None:
    """Every rule of the data that the form can say comes out of it as it went in."""
    sayable = [rule for rule in rules_of_the_data() if not rule_form.beyond(rule)]
    assert len(sayable) > len(rules_of_the_data()) / 2
    for rule in sayable:
        typed = rule_form.read(rule_form.shown(rule), rule, held=False)
        assert typed.errors == {}, rule
        written, before = (Eligibility.parse_obj(r).dict(exclude={"line"}) for r in (typed.rule, rule))
        # A single condition stands in a list of its own then.
        if before["conditions"] and before["conditions"]["attribute"]:
            written["conditions"] = written["conditions"]["all"][0]
        assert written == before


CONDITION = {"attribute": "veteran", "value": True, "text": "是退役军人"}


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"conditions": {"all": [{"any": [CONDITION]}]}, "benefit": {"kind": "loan"}}, "套着条件"),
        ({"conditions": {"not": CONDITION}, "benefit": {"kind": "loan"}}, "除了"),
        ({"conditions": {"all": [CONDITION] * 11}, "benefit": {"kind": "loan"}}, "多于 10 条"),
        ({"conditions": {**CONDITION, "attribute": "moon"}, "benefit": {"kind": "loan"}}, "moon"),
        ({"benefit": {"kind": "loan", "formula": "1 + 1", "says": "二"}}, "formula"),
        ({"benefit": {"kind": "loan", "rate_percent": 5, "tiers": {}}}, "tiers"),
    ],
)
def test_what_the_form_can_t_say_is_named(rule: dict[str, Any], said: str) -> None:
    assert said in "；".join(rule_form.beyond(rule))


def typed(**changed: str) -> dict[str, str]:
    fact = fact_labels()["applicant"]
    return {
        "join": "any", "fact_0": fact, "pick_0_individual": "yes", "pick_0_enterprise": "yes",
        "text_0": "是个人或企业", "kind": "subsidy", "shape": "share", "rate": "50%", "cap": "10万",
        "upper_bound": "yes", **changed,
    }  # fmt: skip


def test_lists_and_numbers_are_read_as_people_write_them() -> None:
    fields = typed(
        fact_1=fact_labels()["employees"], operator_1="at_most", value_1="300人", text_1="不超过300人"
    )
    read = rule_form.read(fields, {"notes": ["另行通知"]}, held=False)
    assert read.errors == {}
    assert read.rule == {
        "conditions": {
            "any": [
                {
                    "attribute": "applicant",
                    "operator": "one_of",
                    "value": ["individual", "enterprise"],
                    "text": "是个人或企业",
                },
                {"attribute": "employees", "operator": "at_most", "value": 300, "text": "不超过300人"},
            ]
        },
        "benefit": {"kind": "subsidy", "rate_percent": 50, "cap_yuan": 100_000, "upper_bound": True},
        "notes": ["另行通知"],
    }
    assert rule_form.described(read.rule) == [
        "条件（满足一条就行）：是个人或企业；不超过300人",
        "给什么：补助　50%以内，最高10万元",
    ]


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"fact_0": "您喜欢月亮吗？"}, "fact_0"),
        ({"fact_0": ""}, "fact_0"),
        ({"pick_0_individual": "", "pick_0_enterprise": ""}, "value_0"),
        ({"text_0": ""}, "text_0"),
        ({"kind": ""}, "kind"),
        ({"rate": "一半"}, "rate"),
        ({"cap": "很多"}, "cap"),
        ({"base": "您喜欢月亮吗？"}, "base"),
        ({"shape": "fixed"}, "sum"),
        ({"shape": "per", "sum": "800", "each": "day"}, "each"),
        ({"shape": "per", "sum": "800", "each": "person", "years": "两三"}, "years"),
    ],
)
def test_what_is_missing_is_said_at_its_field(changed: dict[str, str], place: str) -> None:
    assert list(rule_form.read(typed(**changed), {}, held=False).errors) == [place]
    # Where the text is held, each part names its sentence, too.
    assert {"benefit_quote"} <= set(rule_form.read(typed(), {}, held=True).errors)
