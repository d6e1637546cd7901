"""Rasa as it is, behind our website's channel: `python -m bench.plain_rasa MODEL`, to compare answers with.

No patch, TensorFlow imported (the extra `stock`), Rasa's own tracker store and locks, a new connection for
each action.
"""

from __future__ import annotations

import os
import sys

from rasa.core.run import serve_application
from rasa.core.utils import AvailableEndpoints
from rasa.utils.endpoints import EndpointConfig

from bot.processes import die_with_parent
from bot.settings import ROOT, settings


def main(model: str) -> None:
    """Serve the model on BOT_RASA_PORT."""
    die_with_parent()
    database = os.environ["BOT_TRACKER_DB"]
    serve_application(
        model,
        interface="127.0.0.1",
        port=settings().rasa_port,
        credentials=str(ROOT / "credentials.yml"),
        endpoints=AvailableEndpoints(
            action=EndpointConfig(f"{os.environ['BOT_ACTION_URL']}/webhook"),
            tracker_store=EndpointConfig(type="sql", dialect="sqlite", db=database),
        ),
        enable_api=False,
    )


if __name__ == "__main__":
    main(sys.argv[1])
