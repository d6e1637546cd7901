"""The website as one process: `python -m bot.web`."""

from __future__ import annotations

import logging

import structlog
import uvicorn

from bot.processes import die_with_parent
from bot.settings import settings
from bot.web.app import create_app


def main() -> None:
    """Serve on BOT_HOST:BOT_PORT; logs carry no visitor's words."""
    die_with_parent()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.INFO))
    configuration = settings()
    uvicorn.run(
        create_app(configuration),
        host=configuration.host,
        port=configuration.port,
        log_level="warning",
        access_log=False,
        server_header=False,
    )


if __name__ == "__main__":
    main()
