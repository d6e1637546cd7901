"""The website as one process: `python -m bot.web`."""

from __future__ import annotations

import sys

# structlog imports all of rich, a fifth of this process' start, for colours that a log has no use for.
sys.modules["rich"] = None  # type: ignore[assignment]

import uvicorn  # noqa: E402
from sqlalchemy.exc import SQLAlchemyError  # noqa: E402

from bot import logs  # noqa: E402
from bot.errors import UserError, say_failure  # noqa: E402
from bot.processes import die_with_parent, keep_private, stay_in  # noqa: E402
from bot.settings import settings  # noqa: E402
from bot.web.app import create_app  # noqa: E402


def main() -> None:
    """Serve on BOT_HOST:BOT_PORT; logs carry no visitor's words."""
    die_with_parent()
    keep_private()
    logs.configure("website")
    configuration = settings()
    stay_in(configuration.var_dir)
    if "*" in configuration.trusted_proxies:
        raise UserError(
            "BOT_TRUSTED_PROXIES 不能写 *：那样谁都能用 X-Forwarded-For 冒充别的地址；"
            "请写前面代理的地址或网段，例如 10.0.0.0/8"
        )
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
    try:
        main()
    except UserError as error:
        sys.exit(f"错误：{error}")
    except (OSError, SQLAlchemyError) as error:
        sys.exit(f"错误：{say_failure(error)}")
