"""Mutants of the rules: each wrong in one place. A case of data/cases/rules must notice (`make mutants`)."""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench.page_blocks import write_blocks
from bot.policy.cases import Case, read_cases
from bot.policy.conditions import Group, Leaf, Node
from bot.policy.rule_store import Benefit, Rule
from bot.policy.store import Store, open_store
from bot.settings import ROOT, settings

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
REPORT = ROOT / "docs/eligibility.md"
ENOUGH = 0.97
_FLIPPED = {
    "is": "is_not", "is_not": "is", "one_of": "not_one_of", "not_one_of": "one_of",
    "at_least": "less_than", "less_than": "at_least", "at_most": "more_than", "more_than": "at_most",
}  # fmt: skip
_KINDS = (
    "门槛、比例、上限、次数各 ±1", "运算取反", "删去一个条件", "删去一个列举的值", "all 与 any 互换",
    "日期早一天、晚一天", "算法里的运算换掉",
)  # fmt: skip
# What a calculation's signs turn into.
_SWAPPED = {"*": "+", "/": "*", "+": "-", "-": "+", "min": "max", "max": "min"}


@dataclass(frozen=True)
class Mutant:
    """`kind` is one of `_KINDS`; `what` says where."""

    kind: str
    what: str
    rule: Rule


def mutants(rule: Rule) -> Iterator[Mutant]:
    """Every mutant of one rule."""
    if rule.conditions:
        for kind, what, node in _nodes(rule.conditions):
            yield Mutant(kind, what, replace(rule, conditions=node))
    for what, benefit in _benefits(rule.benefit):
        yield Mutant(_KINDS[0], what, replace(rule, benefit=benefit))
    for what, formula in _other_formulas(rule.benefit.formula):
        yield Mutant(_KINDS[6], what, replace(rule, benefit=replace(rule.benefit, formula=formula)))
    for step in (-1, 1) if rule.valid_to else ():
        assert rule.valid_to
        yield Mutant(
            _KINDS[5], f"到期日 {step:+}", replace(rule, valid_to=rule.valid_to + dt.timedelta(step))
        )


def _nodes(node: Node) -> Iterator[tuple[str, str, Node | None]]:
    if isinstance(node, Leaf):
        for kind, what, leaf in _leaves(node):
            yield kind, what, leaf
        yield _KINDS[2], node.text, None
        return
    if node.kind in {"all", "any"} and len(node.children) > 1:
        yield _KINDS[4], node.kind, Group("any" if node.kind == "all" else "all", node.children)
    for position, child in enumerate(node.children):
        for kind, what, changed in _nodes(child):
            others = (
                node.children[:position] + ((changed,) if changed else ()) + node.children[position + 1 :]
            )
            yield kind, what, Group(node.kind, others) if others else None


def _leaves(leaf: Leaf) -> Iterator[tuple[str, str, Leaf]]:
    yield _KINDS[1], leaf.text, replace(leaf, operator=_FLIPPED[leaf.operator])
    if isinstance(leaf.value, int) and not isinstance(leaf.value, bool):
        for step in (-1, 1):
            yield _KINDS[0], f"{leaf.text} {step:+}", replace(leaf, value=leaf.value + step)
    if isinstance(leaf.value, str) and _DAY.fullmatch(leaf.value):
        for step in (-1, 1):
            other = dt.date.fromisoformat(leaf.value) + dt.timedelta(step)
            yield _KINDS[5], f"{leaf.text} {step:+}", replace(leaf, value=other.isoformat())
    if leaf.judged:
        yield _KINDS[1], f"{leaf.text} judged 去掉", replace(leaf, judged=False)
    if isinstance(leaf.value, tuple):
        for value in leaf.value:
            kept = tuple(v for v in leaf.value if v != value)
            yield _KINDS[3], f"{leaf.text} − {value}", replace(leaf, value=kept)


def _benefits(benefit: Benefit) -> Iterator[tuple[str, Benefit]]:
    for name in ("fixed_yuan", "at_most_yuan", "rate_percent", "cap_yuan", "count_limit"):
        figure = getattr(benefit, name)
        for step in (-1, 1) if figure is not None else ():
            yield f"{name} {step:+}", replace(benefit, **{name: figure + step})
    for name in ("upper_bound", "once", "at_most", "owed"):
        if getattr(benefit, name):
            yield f"{name} 去掉", replace(benefit, **{name: False})

    if benefit.within:
        yield "within 去掉", replace(benefit, within="")
    for what, part in _parts(benefit):
        yield what, replace(benefit, **part)


def _parts(benefit: Benefit) -> Iterator[tuple[str, dict[str, Any]]]:
    """(what, field → value) for each figure inside a composed shape, one less and one more."""
    for step in (-1, 1):
        for name in ("yuan", "years", "months"):
            if benefit.per and getattr(benefit.per, name) is not None:
                changed = replace(benefit.per, **{name: getattr(benefit.per, name) + step})
                yield f"per.{name} {step:+}", {"per": changed}
        if benefit.rate_bound:
            benchmark, points = benefit.rate_bound
            yield f"rate_bound {step:+}", {"rate_bound": (benchmark, points + step)}
        if benefit.deduction:
            yuan, years, order = benefit.deduction
            yield f"deduction {step:+}", {"deduction": (yuan + step, years, order)}
            if years:
                yield f"deduction 年数 {step:+}", {"deduction": (yuan, years + step, order)}
        for place, tier in enumerate(benefit.tiers):
            for name in ("up_to", "percent", "yuan"):
                if getattr(tier, name) is not None:
                    other = replace(tier, **{name: getattr(tier, name) + step})
                    tiers = (*benefit.tiers[:place], other, *benefit.tiers[place + 1 :])
                    yield f"tiers[{place}].{name} {step:+}", {"tiers": tiers}
        for place, due in enumerate(benefit.instalments):
            later = replace(due, percent=due.percent + step)
            instalments = (*benefit.instalments[:place], later, *benefit.instalments[place + 1 :])
            yield f"instalments[{place}] {step:+}", {"instalments": instalments}
        for number in dict.fromkeys(re.findall(r"(?<![\w.])\d+(?:\.\d+)?", benefit.formula)):
            other_number = _last_digit(Decimal(number), step)
            pattern = rf"(?<![\w.]){re.escape(number)}(?![\w.])"
            yield f"formula {number} {step:+}", {"formula": re.sub(pattern, other_number, benefit.formula)}


def _other_formulas(formula: str) -> Iterator[tuple[str, str]]:
    """(what, formula) for each of its signs turned into another."""
    for found in re.finditer(r"[*/+-]|\b(?:min|max)\b", formula):
        other = _SWAPPED[found.group()]
        yield (
            f"{formula} 第{found.start()}字 {found.group()} → {other}",
            f"{formula[: found.start()]}{other}{formula[found.end() :]}",
        )


def _last_digit(number: Decimal, step: int) -> str:
    """The number with its last digit one up or down: 300 → 301, 0.25 → 0.26."""
    return f"{number + step * Decimal(1).scaleb(min(int(number.as_tuple().exponent), 0)):f}"


def survivors(store: Store, cases: list[Case]) -> tuple[dict[str, list[int]], list[Mutant]]:
    """(kind → [killed, all], the mutants that no case noticed), of today's rules and those of the cases."""
    score = {kind: [0, 0] for kind in _KINDS}
    alive = []
    decided = [(case, case.rule(store)) for case in cases]
    rules: list[Rule] = []
    for rule in (*store.rules().values(), *(rule for _, rule in decided)):
        if rule not in rules:
            rules.append(rule)
    for rule in rules:
        own = [case for case, by in decided if by == rule]
        for mutant in mutants(rule):
            killed = any(case.differences(mutant.rule) for case in own)
            score[mutant.kind][0] += killed
            score[mutant.kind][1] += 1
            if not killed:
                alive.append(mutant)
    return score, alive


def report(score: dict[str, list[int]], cases: int) -> str:
    """The table of docs/eligibility.md."""
    killed, total = (sum(row[i] for row in score.values()) for i in (0, 1))
    lines = [f"| {kind} | {row[1]} | {row[0]} |" for kind, row in score.items()]
    return "\n".join(
        [
            "| 变异 | 个数 | 被案例发现 |",
            "| --- | ---: | ---: |",
            *lines,
            f"| 合计 | {total} | {killed}（{killed / total:.1%}） |",
            "",
            f"案例 {cases} 个。",
        ]
    )


def write_report(table: str, path: Path = REPORT) -> None:
    """Put the table between its marks."""
    write_blocks(path, {"mutants": table})


def main() -> int:
    """Print the score and the survivors, enter the score into the docs; 1 below the target."""
    cases = list(read_cases())
    score, alive = survivors(open_store(settings().policy_db), cases)
    table = report(score, len(cases))
    write_report(table)
    print(table)
    for mutant in alive:
        print(f"没有发现：{mutant.rule.topic}：{mutant.kind}：{mutant.what}")
    killed, total = (sum(row[i] for row in score.values()) for i in (0, 1))
    return 0 if killed >= ENOUGH * total else 1


if __name__ == "__main__":
    sys.exit(main())
