"""The Rasa server as one process on loopback: `python -m bot.dialogue.server MODEL`."""

from __future__ import annotations

import gc
import logging
import os
import sys
import warnings
from typing import Any

import structlog

from bot.dialogue.patches import without_tensorflow
from bot.processes import die_with_parent
from bot.settings import ROOT, settings


def main(model: str) -> None:
    """Serve the model on BOT_RASA_PORT through the website's channel; HTTP API and telemetry off."""
    die_with_parent()
    # Below WARNING Rasa logs what visitors write.
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING), cache_logger_on_first_use=True
    )
    warnings.simplefilter("ignore", DeprecationWarning)
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    without_tensorflow.install()
    from rasa.core.run import serve_application
    from rasa.core.utils import AvailableEndpoints

    from bot.dialogue import patches
    from bot.dialogue.action_endpoint import KeptEndpoint

    patches.install()
    endpoints = AvailableEndpoints.read_endpoints(str(ROOT / "endpoints.yml"))
    endpoints.action = KeptEndpoint.like(endpoints.action)
    serve_application(
        model,
        interface="127.0.0.1",
        port=settings().rasa_port,
        credentials=str(ROOT / "credentials.yml"),
        endpoints=endpoints,
        enable_api=False,
        server_listeners=[(_leave_model_out_of_collections, "after_server_start")],
    )


async def _leave_model_out_of_collections(*_: Any) -> None:
    """The model stays as long as the process: the garbage collector need not walk through it."""
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    main(sys.argv[1])
