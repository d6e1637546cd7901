"""Two of each process, PostgreSQL and Redis, HAProxy in front: as on several machines."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import requests

from bot.processes import die_with_parent, free_port
from bot.settings import ROOT

_BALANCER = """
global
    maxconn 2000
defaults
    mode http
    option redispatch 1
    retries 2
    retry-on conn-failure
    timeout connect 2s
    timeout client 90s
    timeout server 90s
    timeout http-request 10s
frontend visitors
    bind 127.0.0.1:{port}
    default_backend website
backend website
    balance roundrobin
    option httpchk GET /healthz
    default-server check inter 300ms fall 2 rise 1
{servers}
"""


@dataclass
class Cluster:
    """What runs, by name: website-0, rasa-1, actions-0, redis, balancer."""

    folder: Path
    model: Path
    environment: dict[str, str]
    ports: dict[str, int] = field(default_factory=dict)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.ports['balancer']}"

    def start_all(self, replicas: int = 2) -> None:
        """Start everything; returns when every process is ready."""
        names = [f"{kind}-{i}" for kind in ("actions", "rasa", "website") for i in range(replicas)]
        for name in ("redis", "balancer", *names):
            self.ports[name] = free_port()
        rasas = " ".join(f"http://127.0.0.1:{self.ports[f'rasa-{i}']}" for i in range(replicas))
        self.environment |= {
            "BOT_REDIS_URL": f"redis://127.0.0.1:{self.ports['redis']}/0",
            "BOT_RASA_URLS": rasas,
            "BOT_SECRET": secrets.token_urlsafe(32),
            "BOT_INTERNAL_TOKEN": secrets.token_urlsafe(32),
        }
        for name in ("redis", *names, "balancer"):
            self.start(name)
        for name in names:
            self.wait_ready(name)

    def start(self, name: str) -> None:
        """Start one process, on the port it had before."""
        kind, _, number = name.partition("-")
        port = str(self.ports[name])
        own = {"BOT_VAR_DIR": str(self.folder / name), "BOT_TRACKER_DB": str(self.folder / "unused.db")}
        if kind == "redis":
            command = [
                "redis-server",
                "--port",
                port,
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--dir",
                str(self.folder),
            ]
        elif kind == "balancer":
            command = ["haproxy", "-db", "-f", str(self._balancer_file())]
        elif kind == "website":
            command, own["BOT_PORT"] = [sys.executable, "-m", "bot.web"], port
        elif kind == "rasa":
            command = [sys.executable, "-m", "bot.dialogue.server", str(self.model)]
            own |= {
                "BOT_RASA_PORT": port,
                "BOT_ACTION_URL": f"http://127.0.0.1:{self.ports[f'actions-{number}']}",
            }
        else:
            command, own["BOT_ACTION_PORT"] = [sys.executable, "-m", "actions"], port
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**self.environment, **own},
                stdout=log,
                stderr=log,
                preexec_fn=die_with_parent,
            )

    def kill(self, name: str) -> None:
        """As a machine that loses its power."""
        self.running[name].send_signal(signal.SIGKILL)
        self.running[name].wait()

    def retire(self, name: str) -> None:
        """As a rolling update does: ask, wait, and it has finished what it was at."""
        self.running[name].terminate()
        self.running[name].wait(120)

    def wait_ready(self, name: str, seconds: float = 600) -> float:
        """Seconds until the process answers."""
        return wait_for(lambda: self._is_ready(name), seconds)

    def stop_all(self) -> None:
        for process in self.running.values():
            process.kill()
        for process in self.running.values():
            process.wait()

    def _is_ready(self, name: str) -> bool:
        kind = name.partition("-")[0]
        path = {"website": "/healthz", "rasa": "/webhooks/website/ready", "actions": "/health"}[kind]
        headers = {"X-Internal-Token": self.environment["BOT_INTERNAL_TOKEN"]}
        try:
            url = f"http://127.0.0.1:{self.ports[name]}{path}"
            return requests.get(url, headers=headers, timeout=10).status_code == 200
        except requests.RequestException:
            return False

    def _balancer_file(self) -> Path:
        servers = "\n".join(
            f"    server {name} 127.0.0.1:{port}"
            for name, port in self.ports.items()
            if name.startswith("website")
        )
        path = self.folder / "haproxy.cfg"
        path.write_text(_BALANCER.format(port=self.ports["balancer"], servers=servers))
        return path


def restart_postgres(url: str) -> None:
    """Restart the tests' own server; connections to it break."""
    folder = url.partition("host=")[2]
    control = max(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    user = "postgres" if os.geteuid() == 0 else None
    command = [control, "-D", f"{folder}/data", "-w", "-m", "fast", "-l", f"{folder}/log", "restart"]
    subprocess.run(command, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)


def missing_tools() -> list[str]:
    """Debian packages that the cluster needs and this machine does not have."""
    return [
        tool
        for tool in ("redis-server", "haproxy")
        if shutil.which(tool, path=f"{os.environ['PATH']}:/usr/sbin") is None
    ]


def wait_for(condition: Callable[[], bool], seconds: float) -> float:
    """Seconds until it holds; TimeoutError when it does not in time."""
    begun = time.monotonic()
    while not condition():
        if time.monotonic() > begun + seconds:
            raise TimeoutError(f"did not happen within {seconds:.0f} s")
        time.sleep(0.1)
    return time.monotonic() - begun
