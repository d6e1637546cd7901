"""Custom actions run inside Rasa's process: nothing is serialised, and no hop is waited for."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import structlog
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk import Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

logger = structlog.get_logger()


class EmbeddedEndpoint(EndpointConfig):
    """An `EndpointConfig` whose requests are calls; what an action gets and gives is the SDK's protocol.

    An action runs in a thread: a database that is locked keeps one conversation waiting, not all.
    """

    def __init__(self) -> None:
        super().__init__("embedded:")
        self._executor = ActionExecutor()
        self._executor.register_package("actions")

    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,
        content_type: str | None = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> Any:
        """What the action answers: {"events", "responses"}; its own errors come through as they are."""
        return await asyncio.to_thread(self._run, kwargs["json"])

    def _run(self, call: dict[str, Any]) -> dict[str, Any]:
        begun = time.perf_counter()
        name = call["next_action"]
        dispatcher = CollectingDispatcher()
        tracker = Tracker.from_dict(call["tracker"])
        events = self._executor.actions[name](dispatcher, tracker, call.get("domain") or {})
        milliseconds = round((time.perf_counter() - begun) * 1000, 1)
        logger.info("actions.ran", action=name, milliseconds=milliseconds)
        return {"events": list(events), "responses": dispatcher.messages}
