"""Visitors whose every message goes to whichever website process comes next, as behind a balancer."""

from __future__ import annotations

import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import requests

from tests.cluster.machines import wait_for

# What a page does by itself while the visitor watches.
_TRIES = 12
# A busy machine takes its time.
_PATIENCE_SECONDS = 90


@dataclass
class Visitor:
    """One conversation and what was acknowledged in it."""

    address: str
    number: int
    session: str | None = None
    acknowledged: list[str] = field(default_factory=list)
    by_bot: int = 0
    retries: int = 0
    longest: float = 0.0
    errors: list[int] = field(default_factory=list)

    def ask(self, text: str) -> None:
        """Send until it is acknowledged; the message's id is the same at each try."""
        body = {"session": self.session, "message": text, "message_id": uuid.uuid4().hex}
        for _ in range(_TRIES):
            begun = time.monotonic()
            try:
                answer = requests.post(f"{self.address}/api/chat", json=body, timeout=_PATIENCE_SECONDS)
            except requests.RequestException:
                self.retries += 1
                time.sleep(0.3)
                continue
            self.longest = max(self.longest, time.monotonic() - begun)
            if answer.status_code == 200:
                self.session = answer.json()["session"]
                self.acknowledged.append(text)
                self.by_bot += answer.json()["understanding"]["intent"] != "search"
                return
            self.errors.append(answer.status_code)
            time.sleep(0.5)

    def history(self) -> list[str]:
        """What the server keeps of this visitor's words."""
        address = f"{self.address}/api/chat/{self.session}"
        said = requests.get(address, timeout=_PATIENCE_SECONDS).json()["messages"]
        return [message["text"] for message in said if message["author"] == "visitor"]


class Crowd:
    """Visitors asking until told to stop."""

    def __init__(self, address: str, count: int) -> None:
        self.visitors = [Visitor(address, i) for i in range(count)]
        self._over = threading.Event()
        self._pool = ThreadPoolExecutor(count)

    def begin(self, pause: float) -> None:
        for visitor in self.visitors:
            self._pool.submit(self._keep_asking, visitor, pause)

    def go_on(self) -> None:
        """Return when everybody has had one more answer."""
        before = [len(visitor.acknowledged) for visitor in self.visitors]
        wait_for(
            lambda: all(len(v.acknowledged) > had for v, had in zip(self.visitors, before, strict=True)), 300
        )

    def end(self) -> None:
        self._over.set()
        self._pool.shutdown(wait=True)

    def _keep_asking(self, visitor: Visitor, pause: float) -> None:
        asked = 0
        while not self._over.wait(pause * (0.5 + visitor.number % 10 / 10)):
            visitor.ask(f"创业担保贷款贴息几次（{visitor.number}·{asked}）")
            asked += 1
