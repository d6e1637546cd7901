"""The Rasa server as one process on loopback: `python -m bot.dialogue.server MODEL`."""

from __future__ import annotations

import logging
import os
import sys
import warnings

import structlog

from bot.dialogue.patches import without_tensorflow
from bot.processes import die_with_parent
from bot.settings import ROOT, settings


def main(model: str) -> None:
    """Serve the model on BOT_RASA_PORT through the website's channel; HTTP API and telemetry off."""
    die_with_parent()
    # Below WARNING Rasa logs what visitors write.
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
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
    )


if __name__ == "__main__":
    main(sys.argv[1])
