"""The website as one process: `python -m bot.web`."""

from __future__ import annotations

import uvicorn

from bot import logs
from bot.processes import die_with_parent
from bot.settings import settings
from bot.web.app import create_app


def main() -> None:
    """Serve on BOT_HOST:BOT_PORT; logs carry no visitor's words."""
    die_with_parent()
    logs.configure("website")
    configuration = settings()
    uvicorn.run(
        create_app(configuration),
        host=configuration.host,
        port=configuration.port,
        # Ours are set up already.
        log_config=None,
        forwarded_allow_ips=configuration.trusted_proxies,
        # Longer than proxies keep an idle connection, so that none sends a request into one that closes.
        timeout_keep_alive=75,
        # An answer under way is finished when the process is told to stop.
        timeout_graceful_shutdown=10,
        access_log=False,
        server_header=False,
    )


if __name__ == "__main__":
    main()
