"""`make fuzz`: the long run. Prints totals; fails at the first 500, exception or hang."""

from __future__ import annotations

import argparse
import json
import subprocess

from tests.faults.conftest import RESULTS
from tests.fuzz import parsers, requests
from tests.own_product import own_product


def main() -> None:
    """Parsers first, then the whole product, then the schema's own examples where the tool is there."""
    options = argparse.ArgumentParser()
    options.add_argument("--inputs", type=int, default=1_000_000)
    options.add_argument("--requests", type=int, default=20_000)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    results: dict[str, object] = parsers.main(given.inputs, given.seed)
    with own_product() as (_, address):
        results |= requests.main(address, given.requests, given.seed)
        _schema(address)
    known = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
    RESULTS.write_text(json.dumps({**known, "fuzz": results}, ensure_ascii=False, indent=1), encoding="utf-8")


def _schema(address: str) -> None:
    """schemathesis lives in an environment of its own: its requirements don't go with Rasa's."""
    command = ["uvx", "schemathesis", "run", f"{address}/openapi.json", "--checks", "not_a_server_error"]
    subprocess.run([*command, "--max-examples", "40", "--seed", "1"], check=True)


if __name__ == "__main__":
    main()
