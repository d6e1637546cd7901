"""Runs the model's graph node after node, in an order found once, instead of through dask per message."""

from __future__ import annotations

from typing import Any

import rasa.core.processor
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphNode
from rasa.engine.runner.dask import DaskGraphRunner

REPLACES = {
    # Names DaskGraphRunner as the only runner a loaded model can have.
    "rasa.core.processor:MessageProcessor._load_model": "17f24faf9681",
    "rasa.engine.runner.dask:DaskGraphRunner": "78a7d146c5c0",
    "rasa.engine.graph:GraphNode.__call__": "66127a2bfb6f",
}


class SequentialGraphRunner(DaskGraphRunner):
    """Same nodes, same results; what the nodes of a target need is worked out on its first run."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._plans: dict[tuple[str, ...], list[tuple[str, GraphNode, list[str]]]] = {}

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        wanted = tuple(targets or self._graph_schema.target_names)
        plan = self._plans.get(wanted)
        if plan is None:
            plan = self._plans[wanted] = self._plan(wanted)
        known = dict(inputs or {})
        for name, node, needs in plan:
            if name in known:
                raise GraphRunError(f"Input '{name}' has the name of a node.")
            # As with dask, a node is told the name of what nobody provides.
            _, known[name] = node(*((need, known[need]) if need in known else need for need in needs))
        return {name: known[name] for name in wanted}

    def _plan(self, targets: tuple[str, ...]) -> list[tuple[str, GraphNode, list[str]]]:
        """The nodes that the targets need, each after those that it needs."""
        order: dict[str, None] = {}

        def visit(name: str) -> None:
            if name in self._graph_schema.nodes and name not in order:
                for need in self._graph_schema.nodes[name].needs.values():
                    visit(need)
                order[name] = None

        for target in targets:
            visit(target)
        return [
            (name, self._instantiated_nodes[name], list(self._graph_schema.nodes[name].needs.values()))
            for name in order
        ]


def install() -> None:
    """Let `MessageProcessor._load_model` take this runner."""
    rasa.core.processor.DaskGraphRunner = SequentialGraphRunner
