"""What would turn a no into a yes."""

from __future__ import annotations

from bot.policy.conditions import MET, OPEN, Leaf, Node, Profile, fewest, leaf_state, leaves
from bot.policy.questions import Catalogue


def nearest_change(node: Node | None, profile: Profile, catalogue: Catalogue) -> str:
    """The least that would have to be otherwise, as a sentence; empty where nothing would help."""
    named = {leaf for leaf, _ in leaves(node) if catalogue[leaf.attribute].type in {"bool", "choice"}}
    met = {leaf.attribute for leaf in named if leaf_state(leaf, profile) == MET}

    def price(chosen: frozenset[Leaf]) -> tuple[int, int, int, int]:
        failed = [leaf for leaf in chosen if leaf_state(leaf, profile) != OPEN]
        fixed = sum(not _changeable(leaf, catalogue) for leaf in failed)
        # An alternative that the person's own answer has ruled out tells them nothing.
        ruled_out = sum(
            leaf.attribute in met or isinstance(profile.get(leaf.attribute), dict) for leaf in failed
        )
        return ruled_out, fixed, len(failed), len(chosen)

    turning = (node and fewest(node, profile, price, decided=True)) or frozenset()
    failed = [leaf for leaf, _ in leaves(node) if leaf in turning and leaf_state(leaf, profile) != OPEN]
    fixed = [leaf.text for leaf in failed if not _changeable(leaf, catalogue)]
    if fixed:
        return f"“{fixed[0]}”这一条变不了，所以这项措施现在不适用。"
    # Two alternatives may hold the same condition.
    wanted = "，并且".join(dict.fromkeys(f"“{leaf.text}”" for leaf in failed))
    still_open = "（其他还没说的条件也要符合）" if len(turning) > len(failed) else ""
    return f"如果{wanted}，就符合{still_open}。" if failed else ""


def _changeable(leaf: Leaf, catalogue: Catalogue) -> bool:
    return leaf.changeable and catalogue[leaf.attribute].changeable
