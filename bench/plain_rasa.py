"""Rasa as it is, behind our website's channel: `python -m bench.plain_rasa MODEL`, to compare answers with.

No patch but what an action of ours can't do without, the turn as it was routed; TensorFlow imported (the
extra `stock`), Rasa's own tracker store and locks, a new connection for each action.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import rasa.core.actions.action
from rasa.core.run import serve_application
from rasa.core.utils import AvailableEndpoints
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.dialogue.turn import turn_of
from bot.processes import die_with_parent
from bot.settings import ROOT, settings


class RoutedAction(rasa.core.actions.action.RemoteAction):
    """Rasa's own call of an action, with the turn beside the message."""

    def _action_call_format(self, tracker: DialogueStateTracker, domain: Domain) -> dict[str, Any]:
        call: dict[str, Any] = super()._action_call_format(tracker, domain)
        call["tracker"]["latest_message"]["turn"] = turn_of(tracker).as_dict()
        return call


def main(model: str) -> None:
    """Serve the model on BOT_RASA_PORT."""
    die_with_parent()
    rasa.core.actions.action.RemoteAction = RoutedAction
    database = os.environ["BOT_TRACKER_DB"]
    serve_application(
        model,
        interface="127.0.0.1",
        port=settings().rasa_port,
        credentials=str(ROOT / "credentials.yml"),
        endpoints=AvailableEndpoints(
            action=EndpointConfig(
                f"{os.environ['BOT_ACTION_URL']}/webhook",
                headers={"X-Internal-Token": settings().internal_token},
            ),
            tracker_store=EndpointConfig(type="sql", dialect="sqlite", db=database),
        ),
        enable_api=False,
    )


if __name__ == "__main__":
    main(sys.argv[1])
