"""A product with databases of its own, for runs that no pytest fixture serves."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from bot.launcher import running_product
from bot.processes import free_port
from bot.settings import Settings, settings


@contextmanager
def own_product() -> Iterator[tuple[Settings, str]]:
    """Settings and address of a product without rate limits; its folder goes when the context ends."""
    with tempfile.TemporaryDirectory() as name:
        own = replace(
            settings(),
            port=free_port(),
            var_dir=Path(name),
            database_url=f"sqlite:///{name}/helpdesk.db",
            rate_limit=0,
            encoder_dir=str(settings().encoder_cache),
            widget_origins="*",
        )
        with running_product(own, Console()) as address:
            yield own, address
