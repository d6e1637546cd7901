"""Three-valued logic: knowing more never overturns a verdict, and not knowing is not «no»."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.policy.conditions import DONT_KNOW, FAILED, MET, OPEN, Group, Leaf, Node, fewest, state, telling
from bot.policy.rule_store import Rule
from bot.policy.store import Store

FACTS: dict[str, list[Any]] = {
    "veteran": [True, False],
    "size": ["small", "large", "none"],
    "times": [0, 1, 2, 3, 4],
}


def leaf(attribute: str, operator: str, value: Any) -> Leaf:
    return Leaf(attribute, operator, value, "", "", "", "", 0, 0)


LEAVES = st.one_of(
    st.builds(leaf, st.just("veteran"), st.sampled_from(["is", "is_not"]), st.booleans()),
    st.builds(leaf, st.just("size"), st.sampled_from(["one_of", "not_one_of"]), st.just(("small", "large"))),
    st.builds(
        leaf,
        st.just("times"),
        st.sampled_from(["at_least", "at_most", "more_than", "less_than"]),
        st.integers(0, 4),
    ),
)
TREES: st.SearchStrategy[Node] = st.recursive(
    LEAVES,
    lambda below: st.one_of(
        st.builds(Group, st.sampled_from(["all", "any"]), st.lists(below, min_size=1, max_size=3).map(tuple)),
        st.builds(Group, st.just("not"), st.tuples(below)),
    ),
    max_leaves=6,
)
COMPLETE = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in FACTS.items()})
KNOWN = st.sets(st.sampled_from(list(FACTS)))


@given(TREES, COMPLETE, KNOWN)
def test_a_verdict_stands_whatever_else_becomes_known(tree: Node, everything: dict, known: set[str]) -> None:
    early = state(tree, {name: everything[name] for name in known})
    assert early in (OPEN, state(tree, everything))


@given(TREES, COMPLETE, KNOWN)
def test_not_knowing_equals_not_having_been_asked(tree: Node, everything: dict, known: set[str]) -> None:
    asked = {name: value if name in known else DONT_KNOW for name, value in everything.items()}
    assert state(tree, asked) == state(tree, {name: everything[name] for name in known})


@given(TREES, COMPLETE)
def test_everything_known_decides(tree: Node, everything: dict) -> None:
    assert state(tree, everything) in (MET, FAILED)


@given(TREES, COMPLETE, KNOWN)
def test_a_yes_needs_at_least_as_many_facts_as_are_missing(
    tree: Node, everything: dict, known: set[str]
) -> None:
    early = {name: everything[name] for name in known}
    missing = fewest(tree, early, lambda chosen: len({leaf.attribute for leaf in chosen}))
    if state(tree, everything) == MET:
        assert missing is not None
        number = len({leaf.attribute for leaf in missing})
        others = [name for name in FACTS if name not in known]
        for more in (chosen for size in range(number) for chosen in combinations(others, size)):
            assert state(tree, {**early, **{name: everything[name] for name in more}}) != MET


def test_an_alternative_that_failed_tells_nothing_while_another_stands() -> None:
    def leaf(name: str) -> Leaf:
        return Leaf(name, "is", True, name, "", "", "", 0, 0)

    tree = Group("any", (Group("all", (leaf("a"), leaf("b"))), Group("all", (leaf("c"), leaf("d")))))

    def told(**profile: bool) -> list[str]:
        return [found.attribute for found, _ in telling(tree, profile)]

    assert told() == ["a", "b", "c", "d"]
    assert told(c=False) == ["a", "b"]
    assert told(a=False, c=False) == ["a", "b", "c", "d"]
    denied = Group("not", (tree,))
    assert [found.attribute for found, _ in telling(denied, {"c": False})] == ["a", "b", "c", "d"]


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_the_same_holds_of_the_real_rules(store: Store, data: st.DataObject) -> None:
    from bot.policy.attributes import attributes
    from bot.policy.conditions import leaves
    from bot.policy.questions import answers

    rules: list[Rule] = [rule for rule in store.rules().values() if rule.conditions]
    tree = data.draw(st.sampled_from(rules)).conditions
    assert tree is not None
    names = list(dict.fromkeys(leaf.attribute for leaf, _ in leaves(tree)))
    everything = {
        n: data.draw(st.sampled_from([v for v, _ in answers(attributes()[n], [tree])])) for n in names
    }
    known = data.draw(st.sets(st.sampled_from(names)))
    assert state(tree, {n: everything[n] for n in known}) in (OPEN, state(tree, everything))


@pytest.mark.parametrize(
    ("operator", "value", "given", "expected"),
    [
        ("at_most", 2, {"at_least": 2, "at_most": 3}, "open"),
        ("at_most", 2, {"at_most": 2}, "met"),
        ("at_most", 2, {"at_least": 3}, "failed"),
        ("at_most", 2, {"at_least": 2}, "open"),
        ("less_than", 3, {"at_least": 1, "at_most": 2}, "met"),
        ("less_than", 3, {"at_least": 3, "at_most": 4}, "failed"),
        ("at_least", 6, {"at_least": 9, "at_most": "9.99"}, "met"),
        ("at_least", 6, {"at_most": 5}, "failed"),
        ("at_least", 6, {"at_least": 4, "at_most": 8, "about": 6}, "open"),
        ("more_than", 50_000_000, {"at_most": "49999999.99"}, "failed"),
        ("more_than", 50_000_000, {"at_least": 50_000_000, "at_most": "59999999.99"}, "open"),
        ("is", 3, {"at_least": 2, "at_most": 4}, "open"),
        ("is", 3, {"at_least": 4, "at_most": 5}, "failed"),
        ("is_not", 3, {"at_least": 4}, "met"),
        ("at_least", "2023-10-01", {"at_least": "2023-05-01", "at_most": "2023-05-31"}, "failed"),
        ("at_least", "2023-10-01", "2024-01-05", "met"),
        ("at_least", "2023-10-01", {"at_least": "2023-01-01", "at_most": "2023-12-31"}, "open"),
    ],
)
def test_bounds_decide_only_where_all_of_them_lie_on_one_side(
    operator: str, value: Any, given: Any, expected: str
) -> None:
    assert state(leaf("times", operator, value), {"times": given}) == expected
