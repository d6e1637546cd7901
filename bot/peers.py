"""Parts of the product on one host prove themselves to one another.

Rasa and the actions listen on loopback ports that any user of the host may take while they are free: at a
start, after a crash. Who sends there would hand a neighbour the token and the visitors' words. So whoever
connects asks the kernel first which user listens; in the other direction the token is the proof.
"""

from __future__ import annotations

import ipaddress
import os
from pathlib import Path
from typing import Any

import aiohttp

_LISTENING = "0A"
_TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))


class ForeignListener(aiohttp.ClientConnectionError):
    """Somebody else listens where a part of ours should; nothing was sent."""


class OwnConnector(aiohttp.TCPConnector):
    """Connects over loopback only to what our own user (or root) listens on."""

    async def _create_connection(self, *given: Any, **more: Any) -> Any:
        made = await super()._create_connection(*given, **more)
        transport: Any = made.transport
        peer = transport and transport.get_extra_info("peername")
        if peer and is_loopback(peer[0]) and not listens_for_us(peer[1]):
            transport.close()
            raise ForeignListener(f"port {peer[1]} is somebody else's")
        return made


def is_loopback(host: str) -> bool:
    return ipaddress.ip_address(host).is_loopback


def listens_for_us(port: int) -> bool:
    """Whether every listener on a port of this host is our own user's or root's.

    Where the kernel doesn't tell (no Linux) it is believed.
    """
    owners = {uid for table in _TABLES for uid in _listeners(table, port)}
    return owners <= {os.geteuid(), 0}


def _listeners(table: Path, port: int) -> list[int]:
    try:
        rows = table.read_text(encoding="ascii").splitlines()[1:]
    except OSError:
        return []
    ending = f":{port:04X}"
    fields = [row.split() for row in rows]
    return [int(f[7]) for f in fields if f[1].endswith(ending) and f[3] == _LISTENING]
