"""Whether a newly trained model may be served: it must not understand less than the present one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# One sentence more turns a case or two of some six hundred either way; less than that proves nothing.
_NOISE = 0.005


@dataclass(frozen=True)
class Comparison:
    """Cases that only the new model gets right (`better`) and only the present one does (`worse`)."""

    cases: int
    before: int
    after: int
    better: list[str]
    worse: list[str]

    @property
    def passes(self) -> bool:
        """Served only if it gets as many cases right as the present model, but for the noise of a training.

        On no case at all nothing is known, so it isn't served.
        """
        return self.cases > 0 and self.after >= self.before - int(self.cases * _NOISE)


def compare(present: Mapping[str, bool], new: Mapping[str, bool]) -> Comparison:
    """Compare two models' results (case → right or not) on the cases that both were tested with."""
    both = [case for case in present if case in new]
    return Comparison(
        cases=len(both),
        before=sum(present[case] for case in both),
        after=sum(new[case] for case in both),
        better=[case for case in both if new[case] and not present[case]],
        worse=[case for case in both if present[case] and not new[case]],
    )
