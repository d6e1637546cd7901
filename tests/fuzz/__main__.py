"""`make fuzz`: the long run. Prints totals; fails at the first 500, exception or hang."""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from bot.launcher import running_product
from bot.processes import free_port
from bot.settings import settings
from tests.fuzz import parsers, requests


def main() -> None:
    """Parsers first, then the whole product, then the schema's own examples where the tool is there."""
    options = argparse.ArgumentParser()
    options.add_argument("--inputs", type=int, default=1_000_000)
    options.add_argument("--requests", type=int, default=20_000)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    parsers.main(given.inputs, given.seed)
    with tempfile.TemporaryDirectory() as name:
        own = replace(
            settings(),
            port=free_port(),
            var_dir=Path(name),
            database_url=f"sqlite:///{name}/helpdesk.db",
            rate_limit=0,
        )
        environment = {"BOT_VAR_DIR": name, "DATABASE_URL": own.database_url, "BOT_RATE_LIMIT": "0"}
        with _environment(environment), running_product(own, Console()) as address:
            requests.main(address, given.requests, given.seed)
            _schema(address)


def _schema(address: str) -> None:
    """schemathesis lives in an environment of its own: its requirements don't go with Rasa's."""
    command = ["uvx", "schemathesis", "run", f"{address}/openapi.json", "--checks", "not_a_server_error"]
    subprocess.run([*command, "--max-examples", "40", "--seed", "1"], check=True)


def _environment(values: dict[str, str]):
    from unittest.mock import patch

    return patch.dict("os.environ", values)


if __name__ == "__main__":
    main()
