"""The cases of data/cases/rules: one sentence, a day, facts, and what is to come out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.policy.assessment import Assessment
from bot.policy.attributes import attributes
from bot.policy.eligibility import assess_rule, dates_in, place_in
from bot.policy.rule_store import Rule
from bot.policy.store import Store
from bot.settings import settings

FOLDER = settings().data_dir / "cases/rules"
VERDICTS = {"符合": "yes", "不符合": "no", "还不知道": "unknown", "无效": "not in force"}
_KEYS = {"case", "profile", "verdict", "amount", "calculation", "missing", "asks", "change"}


@dataclass(frozen=True)
class Case:
    """One case; `expected` holds those of `_KEYS` that it states."""

    name: str
    matter: str
    on: dt.date
    profile: dict[str, Any]
    expected: dict[str, Any]

    def rule(self, store: Store) -> Rule:
        """What decides on the matter where this person is, on the day; KeyError where nothing does."""
        rule = self.deciding(store)
        if rule is None:
            raise KeyError(self.matter)
        return rule

    def deciding(self, store: Store) -> Rule | None:
        """The same; None where nothing does."""
        return store.rule_for(self.matter, place_in(self.profile), self.on, dates_in(self.profile))

    def differences(self, rule: Rule) -> dict[str, tuple[Any, Any]]:
        """key → (expected, found) for everything that comes out otherwise by a rule."""
        day = dates_in(self.profile).get(rule.by, self.on)
        found = outcome(assess_rule(rule, self.profile, day, attributes()))
        return {k: (v, found[k]) for k, v in self.expected.items() if v != found[k]}


def outcome(assessed: Assessment) -> dict[str, Any]:
    """An assessment in the words of the cases."""
    amount, question = assessed.amount, assessed.next_question
    return {
        "verdict": assessed.verdict if assessed.valid else "not in force",
        "amount": amount and amount.text,
        "calculation": amount and amount.calculation,
        "missing": list(assessed.missing),
        "asks": question.name if question else "nothing",
        "change": assessed.nearest_change,
    }


def read_cases(folder: Path = FOLDER) -> Iterator[Case]:
    """All cases; raises ValueError where one is misspelt."""
    for path in sorted(folder.glob("*/*.yml")):
        for group in yaml.safe_load(path.read_text("utf-8")):
            for row in group["cases"]:
                unknown = {*row} - _KEYS | {*row["profile"]} - {*attributes()}
                if unknown:
                    raise ValueError(f"{path.name} {row['case']}: {unknown}")
                expected = {k: row[k] for k in _KEYS & {*row} - {"case", "profile"}}
                expected["verdict"] = VERDICTS[expected["verdict"]]
                yield Case(row["case"], group["matter"], group["day"], row["profile"], expected)
